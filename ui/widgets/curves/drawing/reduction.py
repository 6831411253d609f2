"""Curves reduced to the columns of a picture, without losing what one step alone shows."""

import numpy as np

from workbench.curves.smoothing import Floats


def envelope(x: Floats, y: Floats, left: float, right: float, bins: int) -> tuple[Floats, Floats]:
    """Reduce a curve to what `bins` columns between `left` and `right` can show.

    Each column keeps its lowest and highest point, so that a spike of one step stays visible at
    any zoom; one point beyond either border is kept, so that the line leaves the view. `x` must
    ascend and be finite. A gap (NaN in `y`) stays one unless it is narrower than a column.
    """
    first, last = reached(x, left, right)
    x, y = x[first:last], y[first:last]
    if x.size <= 2 * bins:
        return x, y
    edges = np.linspace(max(left, x[0]), min(right, x[-1]), bins, endpoint=False)
    outside = x.size - 1 if x[-1] > right else 0
    has_gaps = bool(np.isnan(y.sum()))
    gaps = np.flatnonzero(np.isnan(y[1:-1])) + 1 if has_gaps else np.array([], np.intp)
    gaps = gaps[x[gaps + 1] - x[gaps - 1] > (right - left) / bins]
    starts = np.unique(
        np.concatenate([[0, outside], np.searchsorted(x, edges), gaps, gaps + 1]).astype(np.intp)
    )
    ends = np.append(starts[1:], x.size) - 1
    low, high = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    return np.column_stack([x[starts], x[ends]]).ravel(), np.column_stack([low, high]).ravel()


def reached(x: Floats, left: float, right: float) -> tuple[int, int]:
    """From which index to before which one a view shows points, one beyond either border."""
    first, last = np.searchsorted(x, left), np.searchsorted(x, right, side="right")
    return max(int(first) - 1, 0), min(int(last) + 1, x.size)


def bounds(values: Floats) -> tuple[float, float] | None:
    """The lowest and the highest value that is none of NaN; None without one."""
    if not values.size:
        return None
    low, high = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
    return None if np.isnan(low) else (low, high)
