"""Runs of other tools, taken over for their curves: TensorBoard's event files, and CSV."""
