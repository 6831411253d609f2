"""What stands in a plot: curves, their bands, lines and marks, reduced to its pixels."""
