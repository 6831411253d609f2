"""An axis whose tick labels read like numbers in a text."""

import math

import numpy as np
import pyqtgraph as pg

from ui.widgets.numbers import compact

FEWEST_TICKS = 3
Ticks = list[tuple[float | None, list[float]]]


class PlainAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph is untyped
    """Ticks as 2k and 0.001; a log axis zoomed into one decade gets evenly spaced ones."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return [compact(float(f"{10.0**value * scale:.4g}")) for value in values]
        texts = [compact(round(value * scale, 12)) for value in values]
        if len(set(texts)) == len(texts):
            return texts
        decimals = max(0, -math.floor(math.log10(spacing * scale)))
        return [f"{value * scale:.{decimals}f}" for value in values]

    def logTickValues(self, low: float, high: float, size: float, standard: Ticks) -> Ticks:
        ticks: Ticks = super().logTickValues(low, high, size, standard)
        if sum(len(values) for _, values in ticks) >= FEWEST_TICKS or high - low > 1:
            return ticks
        first, last = 10.0**low, 10.0**high
        step = 10.0 ** math.floor(math.log10((last - first) / 2))
        even = np.arange(math.ceil(first / step), last / step) * step
        return [(None, np.log10(even).tolist())]


def main_ticks(axis: PlainAxis, low: float, high: float, size_px: float) -> list[float]:
    """Where the labelled ticks between two display coordinates stand, the coarse ones only."""
    levels: Ticks = axis.tickValues(low, high, max(size_px, 1.0))
    ticks: list[float] = []
    for _, values in levels:
        if len(ticks) >= FEWEST_TICKS:
            break
        ticks += values
    return ticks
