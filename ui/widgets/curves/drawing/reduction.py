"""Curves reduced to the columns of a picture, without losing what one step alone shows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.curves.smoothing import Floats


@dataclass(frozen=True, eq=False)
class ReducedLine:
    """The points of a line in a view; in `columns` of a `width`, each two are the lowest and the
    highest of one."""

    x: Floats
    y: Floats
    columns: bool
    width: float = 0.0

    def upright(self) -> Floats:
        """Where the points stand, with each column's two above each other.

        Qt draws upright strokes several times faster than those that lean by a part of a pixel.
        """
        if not self.columns:
            return self.x
        places = np.repeat(self.x[::2], 2)
        places[-2:] = self.x[-1]
        return places

    def joined(self) -> NDArray[np.bool_]:
        """Which points are joined with the next one.

        From column to column only where there is something between them: columns that share a
        height touch each other, and half of the strokes of a noisy curve would show nothing.
        """
        joined = np.isfinite(self.y)
        if self.columns:
            low, high = self.y[::2], self.y[1::2]
            apart = (low[1:] > high[:-1]) | (high[1:] < low[:-1])
            joined[1:-1:2] &= apart
        return joined


def envelope(x: Floats, y: Floats, left: float, right: float, bins: int) -> tuple[Floats, Floats]:
    """The points of `reduced` alone."""
    made = reduced(x, y, left, right, bins)
    return made.x, made.y


def reduced(
    x: Floats, y: Floats, left: float, right: float, bins: int, *, has_gaps: bool | None = None
) -> ReducedLine:
    """Reduce a curve to what `bins` columns between `left` and `right` can show.

    Each column keeps its lowest and highest point, so that a spike of one step stays visible at
    any zoom; one point beyond either border is kept, so that the line leaves the view. `x` must
    ascend and be finite. A gap (NaN in `y`) stays one unless it is narrower than a column; whether
    there are any is looked for where `has_gaps` does not tell.
    """
    first, last = reached(x, left, right)
    x, y = x[first:last], y[first:last]
    if x.size <= 2 * bins:
        return ReducedLine(x, y, columns=False)
    begin, end = max(left, x[0]), min(right, x[-1])
    edges = np.linspace(begin, end, bins, endpoint=False)
    outside = x.size - 1 if x[-1] > right else 0
    if has_gaps is None:
        has_gaps = bool(np.isnan(y.sum()))
    gaps = np.flatnonzero(np.isnan(y[1:-1])) + 1 if has_gaps else np.array([], np.intp)
    gaps = gaps[x[gaps + 1] - x[gaps - 1] > (right - left) / bins]
    starts = np.unique(
        np.concatenate([[0, outside], np.searchsorted(x, edges), gaps, gaps + 1]).astype(np.intp)
    )
    ends = np.append(starts[1:], x.size) - 1
    low, high = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    places, width = _in_turn(x[starts], x[ends]), float(end - begin) / bins
    return ReducedLine(places, _in_turn(low, high), columns=True, width=width)


def _in_turn(one: Floats, other: Floats) -> Floats:
    both = np.empty(2 * one.size)
    both[::2], both[1::2] = one, other
    return both


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
