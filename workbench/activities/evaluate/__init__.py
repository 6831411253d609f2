"""Measuring models on the same text, and the report of it."""
