"""An axis whose tick labels read like numbers in a text."""

import math

import numpy as np
import pyqtgraph as pg

from ui.widgets.charts.ticks import log_ticks
from ui.widgets.numbers import compact

FEWEST_TICKS, MOST_TICKS = 3, 8
ROW_PX, COLUMN_PX = 24, 60
"""What a label takes of a log axis, upwards and across."""
MOST_POWER = 300
"""Of ten, on a log axis: floats end soon behind it."""
MOST_DECIMALS = 9
"""Smaller numbers are written with a power of ten."""
Ticks = list[tuple[float | None, list[float]]]


class PlainAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph is untyped
    """Ticks as 2k and 0.001; a log axis zoomed into one decade gets evenly spaced ones."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)  # it would write 0.7 as 700, and ×0.001 beside it
        self.setStyle(maxTickLevel=1)  # the ticks between those take half the time of a repaint

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return [compact(float(f"{10.0**value * scale:.4g}")) for value in values]
        texts = [compact(round(value * scale, 12)) for value in values]
        if len(set(texts)) == len(texts):
            return texts
        decimals = max(0, -math.floor(math.log10(spacing * scale)))
        if decimals > MOST_DECIMALS:
            largest = max(abs(value) for value in values) or spacing
            digits = max(1, math.ceil(math.log10(largest / spacing)) + 1)
            return [f"{value * scale:.{digits}g}" for value in values]
        return [f"{value * scale:.{decimals}f}" for value in values]

    def logTickValues(self, low: float, high: float, size: float, standard: Ticks) -> Ticks:
        """As many labels as there is room for, at numbers that are read at a glance."""
        room = ROW_PX if self.orientation in ("left", "right") else COLUMN_PX
        most = min(max(int(size / room), FEWEST_TICKS), MOST_TICKS)
        first, last = (10.0 ** min(max(end, -MOST_POWER), MOST_POWER) for end in (low, high))
        return [(None, np.log10(log_ticks(first, last, most)).tolist())]


def main_ticks(axis: PlainAxis, low: float, high: float, size_px: float) -> list[float]:
    """Where the labelled ticks between two display coordinates stand, the coarse ones only."""
    levels: Ticks = axis.tickValues(low, high, max(size_px, 1.0))
    ticks: list[float] = []
    for _, values in levels:
        if len(ticks) >= FEWEST_TICKS:
            break
        ticks += values
    return ticks
