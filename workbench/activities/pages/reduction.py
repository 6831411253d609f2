"""A long curve as few points, without losing a spike: the first, least, greatest and last point of
each column of pixels (M4, Jugel et al., "M4: A Visualization-Oriented Time Series Data
Aggregation", 2014).

Shape legend: n = points, k = points that are kept.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reduced:
    """What is drawn: finite points, and where the line is broken before one of them."""

    x_k: Floats
    y_k: Floats
    begins_k: NDArray[np.bool_]


def reduced(x_n: Floats, y_n: Floats, columns: int) -> Reduced:
    """At most four points for each of so many columns of equal width; x in ascending order."""
    finite_n = np.isfinite(y_n)
    gaps_n = np.cumsum(~finite_n)[finite_n]
    x_n, y_n = x_n[finite_n], y_n[finite_n]
    if len(x_n) > 4 * columns:
        kept_k = _kept(x_n, y_n, columns)
        x_n, y_n, gaps_n = x_n[kept_k], y_n[kept_k], gaps_n[kept_k]
    begins_n = np.diff(gaps_n, prepend=-1) != 0
    return Reduced(x_n, y_n, begins_n)


def _kept(x_n: Floats, y_n: Floats, columns: int) -> NDArray[np.int64]:
    """The places of the points that are kept, in ascending order."""
    share_n = (x_n - x_n[0]) / max(x_n[-1] - x_n[0], 1e-300)
    column_n = np.minimum((share_n * columns).astype(np.int64), columns - 1)
    begins = np.flatnonzero(np.diff(column_n, prepend=-1))
    ends = np.append(begins[1:], len(x_n))
    kept = [
        place
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
        for place in (
            begin,
            begin + int(y_n[begin:end].argmin()),
            begin + int(y_n[begin:end].argmax()),
            end - 1,
        )
    ]
    return np.unique(kept)
