"""A curve's numbers, ready to be drawn: smoothed, and put on linear or log axes.

Display coordinates are the values themselves on a linear axis and their log10 on a log axis.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from ui.widgets.curves.dash import Dash
from ui.widgets.curves.drawing.reduction import bounds, reached
from ui.widgets.curves.drawing.room import Room
from ui.widgets.curves.view_limits import LARGEST, Range
from workbench.curves.smoothing import Floats, continued_ema, debiased_ema

OUTLIERS_PERCENT = 2.0
"""With outliers ignored, this share at either end of a curve does not stretch the view."""
UNREACHED = 1e3 * LARGEST
Better = Literal["lower", "higher", ""]
"""Which of two values is the better one, if either is."""


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
class Look:
    """How a curve is drawn and smoothed.

    Without `smooth` it stays as measured, whatever the weight; one that tells which values are
    `better` has its best point marked; a `faint` one stands back. `before` is what the legend calls
    the points that it begins with and that are another's.
    """

    colour: str
    label: str
    smooth: bool = True
    dash: Dash = ()
    better: Better = ""
    faint: bool = False
    before: str = ""


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
    """One curve: `x` ascending, `y` as measured, `smoothed` beside it (all of one length).

    The first `inherited` points are another curve's, which this one goes on from.
    """

    x: Floats
    y: Floats
    smoothed: Floats
    look: Look
    weight: float
    axes: Axes
    drawn: Drawn = field(repr=False)
    non_positive: int
    raw_bounds: Range | None
    all_finite: bool
    inherited: int = 0
    room: Room | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        look: Look,
        weight: float = 0.0,
        axes: Axes = Axes(),
        before: "CurveSeries | None" = None,
        inherited: int = 0,
    ) -> "CurveSeries":
        """Take the points in order of x; points without a finite x have no place and are left out.

        Where these points only go on after those of `before`, its work is not done again.
        Raises ValueError when x and y differ in length.
        """
        xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if xs.shape != ys.shape:
            raise ValueError(f"x has {xs.size} points and y has {ys.size}")
        used = weight if look.smooth else 0.0
        if before is not None and (before.weight, before.axes) == (used, axes):
            known = before._kept_by(xs, ys)
            if known:
                return before._grown(xs, ys, look, known, inherited)
        xs, ys = _ascending(xs, ys)
        smoothed = debiased_ema(ys, used)
        drawn, lost = _draw(xs, ys, smoothed, axes)
        finite, ends = bool(np.isfinite(ys).all()), bounds(drawn.raw)
        return cls(xs, ys, smoothed, look, used, axes, drawn, lost, ends, finite, inherited)

    @property
    def colour(self) -> str:
        return self.look.colour

    @property
    def label(self) -> str:
        return self.look.label

    def again(self, weight: float, axes: Axes) -> "CurveSeries":
        """The same points, smoothed and placed in another way."""
        return CurveSeries.of(self.x, self.y, self.look, weight, axes, inherited=self.inherited)

    def nearest(self, x: float) -> int | None:
        """The index of the point closest to `x`, or None without points."""
        if self.x.size == 0 or np.isnan(x):
            return None
        right = int(np.clip(np.searchsorted(self.x, x), 1, max(self.x.size - 1, 1)))
        if self.x.size == 1:
            return 0
        return right if self.x[right] - x < x - self.x[right - 1] else right - 1

    @cached_property
    def best(self) -> int | None:
        """The index of the best value as measured, if there is one; of its own points."""
        finite = np.flatnonzero(np.isfinite(self.y)) if self.look.better else np.array([], np.intp)
        finite = finite[finite >= self.inherited]
        if not finite.size:
            return None
        values = self.y[finite]
        return int(finite[values.argmin() if self.look.better == "lower" else values.argmax()])

    @property
    def has_gaps(self) -> bool:
        """Whether a point without a place may stand among the drawable ones."""
        return not self.all_finite or self.non_positive > 0

    @cached_property
    def begins(self) -> int:
        """The index of the first drawable point that is its own."""
        if not self.inherited:
            return 0
        last = self.axes.position(float(self.x[self.inherited - 1]), 1.0)[0]
        return int(np.searchsorted(self.drawn.x, last, side="right"))

    def non_finite(self) -> Floats:
        """Where the curve was NaN or infinite."""
        return self._non_finite

    def x_bounds(self) -> Range | None:
        """The first and last display x to show: those of NaN and infinities too."""
        x = self.x[self.x > 0] if self.axes.log_x and self.x.size and self.x[0] <= 0 else self.x
        if not x.size:
            return None
        ends = float(x[0]), float(x[-1])
        return self.axes.position(ends[0], 1.0)[0], self.axes.position(ends[1], 1.0)[0]

    def y_bounds(self, *, ignore_outliers: bool = False) -> Range | None:
        """The lowest and highest display y to show, or None with nothing to draw."""
        if not ignore_outliers or self.raw_bounds is None:
            return self.raw_bounds
        raw = self.drawn.raw[~np.isnan(self.drawn.raw)]
        low, high = np.percentile(raw, [OUTLIERS_PERCENT, 100 - OUTLIERS_PERCENT])
        return float(low), float(high)

    def y_bounds_between(self, left: float, right: float) -> Range | None:
        """The lowest and highest display y of a part of the axis."""
        first, last = reached(self.drawn.x, left, right)
        return bounds(self.drawn.raw[first:last])

    def outside(self, x_range: Range, y_range: Range) -> int:
        """How many points of a part of the axis lie below or above a range."""
        if self.raw_bounds is None or (
            self.raw_bounds[0] >= y_range[0] and self.raw_bounds[1] <= y_range[1]
        ):
            return 0
        first, last = np.searchsorted(self.drawn.x, x_range[0]), self.drawn.x.size
        last = int(np.searchsorted(self.drawn.x, x_range[1], side="right"))
        raw = self.drawn.raw[first:last]
        return int(np.count_nonzero((raw < y_range[0]) | (raw > y_range[1])))

    @cached_property
    def _non_finite(self) -> Floats:
        return self.x[:0] if self.all_finite else self.x[~np.isfinite(self.y)]

    def _kept_by(self, x: Floats, y: Floats) -> int:
        """How many of these points begin a longer curve; the last one may have been replaced."""
        known = self.x.size - 1
        if known < 1 or x.size <= known or not (x[known:] > x[known - 1]).all():
            return 0
        if not (np.isfinite(x[known:]).all() and (np.diff(x[known:]) >= 0).all()):
            return 0
        if not (_equal(x[:known], self.x[:known]) and _equal(y[:known], self.y[:known])):
            return 0
        last = slice(known, known + 1)
        is_last_kept = _equal(x[last], self.x[last]) and _equal(y[last], self.y[last])
        return known + 1 if is_last_kept and x.size > known + 1 else known

    def _grown(self, x: Floats, y: Floats, look: Look, known: int, inherited: int) -> "CurveSeries":
        room = None if not self.weight else self.room or Room(self.smoothed)
        if room is not None:
            room = room.grown(known, self._further(y[known:], known))
        smoothed = y if room is None else room.view
        placed = self._placed(x, y, smoothed, known)
        return CurveSeries(x, y, smoothed, look, self.weight, self.axes, *placed, inherited, room)

    def _further(self, new: Floats, known: int) -> Floats:
        """How the average goes on behind the points that are known."""
        count, last = known, known - 1
        if not self.all_finite:
            finite = np.flatnonzero(np.isfinite(self.y[:known]))
            count, last = finite.size, int(finite[-1]) if finite.size else 0
        return continued_ema(new, self.weight, float(self.smoothed[last]) if count else 0.0, count)

    def _placed(
        self, x: Floats, y: Floats, smoothed: Floats, known: int
    ) -> tuple[Drawn, int, Range | None, bool]:
        """Where the points of a longer curve stand: those that stand as measured need no work."""
        new = bounds(y[known - 1 :])
        as_measured = self.drawn.raw is self.y and self.drawn.smoothed is self.smoothed
        if as_measured and self.drawn.x is self.x and np.isfinite(y[known:]).all() and new:
            low, high = self.raw_bounds or new
            ends = min(low, new[0]), max(high, new[1])
            if max(abs(ends[0]), abs(ends[1])) <= UNREACHED:
                return Drawn(x, y, smoothed), 0, ends, True
        drawn, lost = _draw(x, y, smoothed, self.axes)
        return drawn, lost, bounds(drawn.raw), bool(np.isfinite(y).all())


def _equal(one: Floats, other: Floats) -> bool:
    """Whether two arrays are the same to the bit, NaN too."""
    return bool((one.view(np.int64) == other.view(np.int64)).all())


def _display_coordinate(value: float, *, log: bool) -> float:
    if not log:
        return value
    return float(np.log10(value)) if value > 0 else float("nan")


def _ascending(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    finite = np.isfinite(x)
    if not finite.all():
        x, y = x[finite], y[finite]
    if x.size > 1 and bool(np.any(np.diff(x) < 0)):
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    return x, y


def _within_reach(values: Floats) -> Floats:
    """Numbers that no view reaches, where nothing that is painted overflows."""
    ends = bounds(values)
    if ends is None or (ends[0] >= -UNREACHED and ends[1] <= UNREACHED):
        return values
    return np.clip(values, -UNREACHED, UNREACHED)


def _draw(x: Floats, y: Floats, smoothed: Floats, axes: Axes) -> tuple[Drawn, int]:
    """The drawable points, and how many finite ones a log axis has no place for."""
    finite = np.isfinite(y)
    kept = finite.copy()
    if axes.log_x:
        kept &= x > 0
    if axes.log_y:
        kept &= y > 0
    lost = int(np.count_nonzero(finite & ~kept))
    if not kept.all():
        places = np.flatnonzero(kept)
        gaps = places[:-1][np.diff(places) > 1] + 1
        smoothed, y = (np.where(kept, values, np.nan) for values in (smoothed, y))
        drawn = np.sort(np.concatenate([places, gaps]))
        x, y, smoothed = x[drawn], y[drawn], smoothed[drawn]
    x = np.log10(x) if axes.log_x else _within_reach(x)
    if not axes.log_y:
        y, smoothed = _within_reach(y), _within_reach(smoothed)
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            y, smoothed = np.log10(y), np.log10(np.where(smoothed > 0, smoothed, np.nan))
    return Drawn(x, y, smoothed), lost
