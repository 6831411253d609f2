"""Masked words filled in by several models side by side."""
