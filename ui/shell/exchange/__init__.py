"""Files in and out of the window: models of others, models for others, spec files."""
