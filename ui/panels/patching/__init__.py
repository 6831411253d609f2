"""Activation patching: what of a clean run brings a corrupted run's prediction back."""
