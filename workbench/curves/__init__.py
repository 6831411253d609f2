"""What is derived from the curves of runs: formulas of metrics, and bands over seeds."""
