"""Pieces of the benchmark of large texts."""
