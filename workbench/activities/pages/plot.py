"""A plot as on paper: what is drawn on it, in the units of its axes."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from workbench.activities.pages.reduction import Floats
from workbench.words import Words


@dataclass(frozen=True)
class PaperStyle:
    """How a line is drawn; `colour` is #rrggbb, `dash` as SVG writes it."""

    colour: str
    dash: str = ""
    faint: bool = False


@dataclass(frozen=True, eq=False)
class PaperLine:
    """A curve by its points, x ascending."""

    label: Words
    style: PaperStyle
    x_n: Floats
    y_n: Floats


@dataclass(frozen=True, eq=False)
class PaperBand:
    """What lies between two values around a line, such as an interval; x ascending."""

    colour: str
    x_n: Floats
    low_n: Floats
    high_n: Floats


@dataclass(frozen=True)
class PaperLevel:
    """A value that holds everywhere, such as the teacher's loss."""

    label: Words
    colour: str
    value: float


@dataclass(frozen=True)
class PaperMark:
    """A point that stands out, such as the best checkpoint."""

    label: Words
    colour: str
    x: float
    y: float


@dataclass(frozen=True)
class PaperMoment:
    """Where something happened, such as a resume: a line upright, `sign` at its top."""

    label: Words
    x: float
    colour: str = "#888888"
    sign: str = ""


@dataclass(frozen=True)
class PaperPlot:
    """Curves over x; on a logarithmic axis only what is above 0 has a place."""

    title: Words
    lines: tuple[PaperLine, ...]
    bands: tuple[PaperBand, ...] = ()
    levels: tuple[PaperLevel, ...] = ()
    marks: tuple[PaperMark, ...] = ()
    moments: tuple[PaperMoment, ...] = ()
    log_y: bool = False
    log_x: bool = False
    """For x above 0 alone."""
    x_title: Words | None = None
    """What x counts; steps, unless it says so."""

    def x_bounds(self) -> tuple[float, float]:
        """The first and the last step; at least one step apart, or a factor of four."""
        ends = [x for line in self.lines if len(line.x_n) for x in (line.x_n[0], line.x_n[-1])]
        low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
        if low < high:
            return float(low), float(high)
        return (low / 2, low * 2) if self.log_x else (float(low) - 0.5, float(low) + 0.5)

    def y_bounds(self) -> tuple[float, float] | None:
        """The least and the greatest value, with some room; None where there is none to draw."""
        shown = [y_n[self._has_place(y_n)] for y_n in self._values()]
        known = [y_n for y_n in shown if len(y_n)]
        if not known:
            return None
        low = float(min(y_n.min() for y_n in known))
        high = float(max(y_n.max() for y_n in known))
        if self.log_y:
            room = max((high / low) ** 0.04, 1.02)
            return low / room, high * room
        room = 0.04 * (high - low) or max(abs(high) * 0.02, 1e-9)
        return low - room, high + room

    def left_out(self) -> Iterator[tuple[PaperLine, int, float]]:
        """Each line with values that have no place, how many, and the step of the first."""
        for line in self.lines:
            without = ~self._has_place(line.y_n)
            if without.any():
                yield line, int(without.sum()), float(line.x_n[without][0])

    def placed(self, y_n: Floats) -> Floats:
        """Values with NaN for those that have no place."""
        return np.where(self._has_place(y_n), y_n, np.nan)

    def _values(self) -> Iterator[Floats]:
        yield from (line.y_n for line in self.lines)
        yield from (end_n for band in self.bands for end_n in (band.low_n, band.high_n))
        yield np.array([level.value for level in self.levels], dtype=np.float64)

    def _has_place(self, y_n: Floats) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        finite_n = np.isfinite(y_n)
        return finite_n & (y_n > 0) if self.log_y else finite_n


def share(value: float, bounds: tuple[float, float], *, log: bool = False) -> float:
    """How far along an axis a value stands, from 0 to 1."""
    low, high = bounds
    if log:
        low, high, value = math.log(low), math.log(high), math.log(value)
    return (value - low) / (high - low)
