"""A curve's numbers, ready to be drawn: smoothed, put on linear or log axes, reduced to pixels.

Display coordinates are the values themselves on a linear axis and their log10 on a log axis.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ui.widgets.curves.dash import Dash
from ui.widgets.curves.smoothing import Floats, debiased_ema

OUTLIERS_PERCENT = 2.0
"""With outliers ignored, this share at either end of a curve does not stretch the view."""


@dataclass(frozen=True)
class Axes:
    """Which axes are logarithmic."""

    log_x: bool = False
    log_y: bool = False

    def position(self, x: float, y: float) -> tuple[float, float]:
        """The display coordinates of a point; NaN where a log axis has no place for it."""
        return _display_coordinate(x, log=self.log_x), _display_coordinate(y, log=self.log_y)

    def value(self, x: float) -> float:
        """The x value at a display coordinate."""
        return float(10.0**x) if self.log_x else x


@dataclass(frozen=True)
class Drawn:
    """The drawable points of a series in display coordinates, x ascending and finite.

    Where the curve has no value between two points there is one whose y is NaN: a gap.
    """

    x: Floats
    raw: Floats
    smoothed: Floats


@dataclass(frozen=True)
class CurveSeries:
    """One curve: `x` ascending, `y` as measured, `smoothed` beside it (all of one length)."""

    x: Floats
    y: Floats
    smoothed: Floats
    colour: str
    label: str
    drawn: Drawn = field(repr=False)
    non_positive: int
    smooth: bool = True
    dash: Dash = ()

    @classmethod
    def of(
        cls,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        colour: str,
        label: str,
        weight: float = 0.0,
        axes: Axes = Axes(),
        smooth: bool = True,
        dash: Dash = (),
    ) -> "CurveSeries":
        """Take the points in order of x; points without a finite x have no place and are left out.

        Without `smooth` the curve stays as measured, whatever the weight.
        Raises ValueError when x and y differ in length.
        """
        xs, ys = _ascending(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
        smoothed = debiased_ema(ys, weight if smooth else 0.0)
        drawn, non_positive = _draw(xs, ys, smoothed, axes)
        return cls(xs, ys, smoothed, colour, label, drawn, non_positive, smooth, dash)

    def nearest(self, x: float) -> int | None:
        """The index of the point closest to `x`, or None without points."""
        if self.x.size == 0 or np.isnan(x):
            return None
        right = int(np.clip(np.searchsorted(self.x, x), 1, max(self.x.size - 1, 1)))
        if self.x.size == 1:
            return 0
        return right if self.x[right] - x < x - self.x[right - 1] else right - 1

    def non_finite(self) -> Floats:
        """Where the curve was NaN or infinite."""
        return self.x[~np.isfinite(self.y)]

    def y_bounds(self, *, ignore_outliers: bool) -> tuple[float, float] | None:
        """The lowest and highest display y to show, or None with nothing to draw."""
        if self.drawn.x.size == 0:
            return None
        raw = self.drawn.raw[~np.isnan(self.drawn.raw)]
        if ignore_outliers:
            low, high = np.percentile(raw, [OUTLIERS_PERCENT, 100 - OUTLIERS_PERCENT])
        else:
            low, high = raw.min(), raw.max()
        return float(low), float(high)


def envelope(x: Floats, y: Floats, left: float, right: float, bins: int) -> tuple[Floats, Floats]:
    """Reduce a curve to what `bins` columns between `left` and `right` can show.

    Each column keeps its lowest and highest point, so that a spike of one step stays visible at
    any zoom; one point beyond either border is kept, so that the line leaves the view. `x` must
    ascend and be finite. A gap (NaN in `y`) stays one unless it is narrower than a column.
    """
    first = max(int(np.searchsorted(x, left)) - 1, 0)
    last = min(int(np.searchsorted(x, right, side="right")) + 1, x.size)
    x, y = x[first:last], y[first:last]
    if x.size <= 2 * bins:
        return x, y
    edges = np.linspace(max(left, x[0]), min(right, x[-1]), bins, endpoint=False)
    gaps = np.flatnonzero(np.isnan(y[1:-1])) + 1
    gaps = gaps[x[gaps + 1] - x[gaps - 1] > (right - left) / bins]
    starts = np.unique(np.concatenate([[0], np.searchsorted(x, edges), gaps, gaps + 1]))
    ends = np.append(starts[1:], x.size) - 1
    low, high = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    return np.column_stack([x[starts], x[ends]]).ravel(), np.column_stack([low, high]).ravel()


def _display_coordinate(value: float, *, log: bool) -> float:
    if not log:
        return value
    return float(np.log10(value)) if value > 0 else float("nan")


def _ascending(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    if x.shape != y.shape:
        raise ValueError(f"x has {x.size} points and y has {y.size}")
    finite = np.isfinite(x)
    x, y = x[finite], y[finite]
    if x.size > 1 and bool(np.any(np.diff(x) < 0)):
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    return x, y


def _draw(x: Floats, y: Floats, smoothed: Floats, axes: Axes) -> tuple[Drawn, int]:
    """The drawable points, and how many finite ones a log axis has no place for."""
    finite = np.isfinite(y)
    kept = finite.copy()
    if axes.log_x:
        kept &= x > 0
    if axes.log_y:
        kept &= (y > 0) & (smoothed > 0)
    lost = int(np.count_nonzero(finite & ~kept))
    places = np.flatnonzero(kept)
    gaps = places[:-1][np.diff(places) > 1] + 1
    smoothed, y = (np.where(kept, values, np.nan) for values in (smoothed, y))
    drawn = np.sort(np.concatenate([places, gaps]))
    x, y, smoothed = x[drawn], y[drawn], smoothed[drawn]
    if axes.log_x:
        x = np.log10(x)
    if axes.log_y:
        y, smoothed = np.log10(y), np.log10(smoothed)
    return Drawn(x, y, smoothed), lost
