"""The shaded band around a curve."""

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from ui.widgets.curves.drawing.reduction import bounds, envelope
from ui.widgets.curves.drawing.series import Axes
from ui.widgets.curves.plot_axis import MOST_POWER
from ui.widgets.curves.view_limits import Range
from workbench.curves.smoothing import Floats

BAND_ALPHA = 60


@dataclass(frozen=True)
class PlottedBand:
    """What encloses a curve, in display coordinates; x ascends and all are finite.

    What lies below every number of a log axis reaches down to its end.
    """

    x: Floats
    low: Floats
    high: Floats
    y_bounds: Range | None

    @classmethod
    def of(cls, x: Floats, low: Floats, high: Floats, axes: Axes) -> "PlottedBand":
        """Place a band on these axes, without the points that have no place there."""
        kept = np.isfinite(x) & np.isfinite(low) & np.isfinite(high)
        if axes.log_x:
            kept &= x > 0
        if axes.log_y:
            kept &= high > 0
        x, low, high = x[kept], low[kept], high[kept]
        if axes.log_x:
            x = np.log10(x)
        seen = [low, high]
        if axes.log_y:
            seen = [np.log10(low[low > 0]), np.log10(high)]
            low = np.where(low > 0, np.log10(np.where(low > 0, low, 1.0)), -float(MOST_POWER))
            high = seen[1]
        return cls(x, low, high, bounds(np.concatenate(seen)))


class BandItem:
    """What stands in the scene of a plot for one band."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._view = view
        self._item = pg.PlotCurveItem(fillLevel="enclosed", pen=None)
        self._item.setZValue(-0.5)
        view.addItem(self._item, ignoreBounds=True)

    def take_away(self) -> None:
        self._view.removeItem(self._item)

    def hide(self) -> None:
        self._item.setVisible(False)

    def draw(self, band: PlottedBand, columns: int) -> None:
        """Show what the present view can show of it."""
        left, right = self._view.viewRange()[0]
        x_low, low = envelope(band.x, band.low, left, right, columns)
        x_high, high = envelope(band.x, band.high, left, right, columns)
        self._item.setVisible(bool(x_low.size))
        self._item.setData(np.append(x_high, x_low[::-1]), np.append(high, low[::-1]))

    def style(self, colour: str) -> None:
        paint = QColor(colour)
        paint.setAlpha(BAND_ALPHA)
        self._item.setBrush(pg.mkBrush(paint))
