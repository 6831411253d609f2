"""The table of runs and the comparison of their curves."""
