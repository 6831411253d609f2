"""Queries of saved models, answered as plain values and numpy arrays."""
