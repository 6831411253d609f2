"""How a line is broken up."""

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Dash = tuple[float, ...]
"""Lengths of strokes and gaps in turn, in widths of the line; none is a line without gaps."""


def strokes(x_px: NDArray[np.float64], dash: Dash, width_px: float) -> NDArray[np.bool_]:
    """Which of the places along a line lie in a stroke, by their distance from 0 in pixels."""
    ends = [width_px * end for end in accumulate(dash)]
    inside: NDArray[np.bool_] = np.searchsorted(ends, np.mod(x_px, ends[-1]), side="right") % 2 == 0
    return inside
