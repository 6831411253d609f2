"""What stands in the scene of a plot for one curve."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from ui.widgets.colours import blend
from ui.widgets.curves.series import Axes, CurveSeries, envelope
from ui.widgets.curves.smoothing import Floats

LINE_PX = 2
RAW_SHARE = 0.3
"""How much of its colour the raw line keeps beside the smoothed one."""
FEW_POINTS = 300
"""Up to so many drawn points a line is antialiased; beyond, it costs too much."""
MOST_DOTS = 24
"""Up to so many points each is seen, not only the line between them."""


class CurveItems:
    """The raw line, the smoothed one before it, values as dots, and triangles for gaps."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._view = view
        self._raw, self._smoothed = pg.PlotCurveItem(), pg.PlotCurveItem()
        self._dots = pg.ScatterPlotItem(symbol="o", size=6)
        self._gaps = pg.ScatterPlotItem(symbol="t", size=9)
        for height, item in enumerate(self._all()):
            item.setZValue(height)
            view.addItem(item, ignoreBounds=True)

    def take_away(self) -> None:
        for item in self._all():
            self._view.removeItem(item)

    def hide(self) -> None:
        for item in self._all():
            item.setVisible(False)

    def draw(self, series: CurveSeries, axes: Axes, columns: int, *, smoothed: bool) -> None:
        """Show what the present view can show of a curve."""
        (left, right), (low, high) = self._view.viewRange()
        drawn = series.drawn
        raw = envelope(drawn.x, drawn.raw, left, right, columns)
        _set_line(self._raw, *raw)
        _set_dots(self._dots, *raw)
        if smoothed:
            _set_line(self._smoothed, *envelope(drawn.x, drawn.smoothed, left, right, columns))
        self._raw.setVisible(True)
        self._smoothed.setVisible(smoothed)
        self._draw_gaps(series, axes, low + 0.98 * (high - low))

    def style(self, series: CurveSeries, text: QColor, ground: QColor, *, smoothed: bool) -> None:
        """Pens, in opaque colours mixed with the ground (transparent lines are slow)."""
        colour, dash = QColor(series.colour), series.dash or None
        raw = blend(colour, ground, RAW_SHARE) if smoothed else colour
        self._raw.setPen(
            pg.mkPen(raw, width=1 if smoothed else LINE_PX, dash=None if smoothed else dash)
        )
        self._smoothed.setPen(pg.mkPen(colour, width=LINE_PX, dash=dash))
        self._dots.setBrush(pg.mkBrush(colour))
        self._dots.setPen(pg.mkPen(colour))
        self._gaps.setBrush(pg.mkBrush(colour))
        self._gaps.setPen(pg.mkPen(text))

    def _all(self) -> tuple[pg.GraphicsObject, ...]:
        return self._raw, self._smoothed, self._dots, self._gaps

    def _draw_gaps(self, series: CurveSeries, axes: Axes, y: float) -> None:
        """NaN and infinities, as triangles at the upper border where they happened."""
        x = series.non_finite()
        if axes.log_x:
            x = np.log10(x[x > 0])
        self._gaps.setVisible(bool(x.size))
        if x.size:
            self._gaps.setData(x=x, y=np.full(x.size, y))


def _set_line(item: pg.PlotCurveItem, x: Floats, y: Floats) -> None:
    connect = "finite" if np.isnan(y).any() else "all"
    item.setData(x, y, antialias=x.size <= FEW_POINTS, connect=connect)


def _set_dots(item: pg.ScatterPlotItem, x: Floats, y: Floats) -> None:
    """Every value where there are few, and else those without a neighbour, which no line shows."""
    missing = np.pad(np.isnan(y), 1, constant_values=True)
    dots = ~missing[1:-1]
    if np.count_nonzero(dots) > MOST_DOTS:
        dots &= missing[:-2] & missing[2:]
    item.setVisible(bool(dots.any()))
    if dots.any():
        item.setData(x=x[dots], y=y[dots])
