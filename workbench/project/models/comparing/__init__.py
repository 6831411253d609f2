"""Two models of a project side by side."""
