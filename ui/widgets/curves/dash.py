"""How a line is broken up."""

Dash = tuple[float, ...]
"""Lengths of strokes and gaps in turn, in widths of the line; none is a line without gaps."""
