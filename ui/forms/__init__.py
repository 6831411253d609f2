"""Forms derived from specs: one editor a setting, problems shown beside their fields."""
