"""Teachers' predictions that are computed once and kept."""
