"""Maps as they are looked at: aggregated, filtered, merged into words."""
