"""Checkpoints of runs, asked and compared."""
