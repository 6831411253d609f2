"""What stands in the scene of a plot for one curve."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from ui.widgets.colours import blend
from ui.widgets.curves.dash import Dash, strokes
from ui.widgets.curves.drawing.reduction import envelope
from ui.widgets.curves.drawing.series import CurveSeries
from workbench.curves.smoothing import Floats

LINE_PX = 2
RAW_SHARE = 0.3
"""How much of its colour the raw line keeps beside the smoothed one."""
LAST_PX, BEST_PX = 7, 13
FEW_POINTS = 300
"""Up to so many drawn points a line is antialiased; beyond, it costs too much."""
MOST_DOTS = 24
"""Up to so many points each is seen, not only the line between them."""
_NOWHERE = (np.nan, np.nan)


class CurveItems:
    """The raw line, the smoothed one before it, values as dots, the last one, and the best one."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._view = view
        self._raw, self._smoothed = _Line(), _Line()
        self._dots = pg.ScatterPlotItem(symbol="o", size=6, useCache=False)
        self._last = pg.ScatterPlotItem(symbol="o", size=LAST_PX, useCache=False)
        self._best = pg.ScatterPlotItem(symbol="star", size=BEST_PX, useCache=False)
        self._points: tuple[float, float, float, float] | None = None
        for height, item in enumerate(self._all()):
            item.setZValue(height)
            view.addItem(item, ignoreBounds=True)

    def take_away(self) -> None:
        for item in self._all():
            self._view.removeItem(item)

    def hide(self) -> None:
        self._points = None
        for item in self._all():
            item.setVisible(False)

    def draw(self, series: CurveSeries, columns: int) -> None:
        """Show what the present view can show of a curve."""
        smoothed = bool(series.weight)
        left, right = self._view.viewRange()[0]
        drawn = series.drawn
        raw = envelope(drawn.x, drawn.raw, left, right, columns // 2 if smoothed else columns)
        place = columns / (right - left)
        self._raw.draw(*raw, place)
        _set_dots(self._dots, *raw)
        if smoothed:
            smooth = envelope(drawn.x, drawn.smoothed, left, right, columns)
            self._smoothed.draw(*smooth, place)
        self._raw.setVisible(True)
        self._smoothed.setVisible(smoothed)
        self._draw_points(series)

    def _draw_points(self, series: CurveSeries) -> None:
        """Where the curve ends, and its best value."""
        drawn, best = series.drawn, series.best
        line = drawn.smoothed if series.weight else drawn.raw
        end = (drawn.x[-1], line[-1]) if drawn.x.size and not series.look.faint else _NOWHERE
        at = (series.x[best], series.y[best]) if best is not None else _NOWHERE
        points = (*end, *series.axes.position(*at))
        if points != self._points:  # they stay where they are while the view moves
            self._points = points
            _set_point(self._last, *points[:2])
            _set_point(self._best, *points[2:])

    def style(self, series: CurveSeries, text: QColor, ground: QColor, scale: float = 1.0) -> None:
        """Pens, in opaque colours mixed with the ground (transparent lines are slow).

        `scale` is how many dots of the device a pixel has.
        """
        colour, smoothed = QColor(series.colour), bool(series.weight)
        if series.look.faint:
            colour = blend(colour, ground, RAW_SHARE)
        if smoothed or series.look.faint:
            self._raw.style(blend(colour, ground, RAW_SHARE) if smoothed else colour, scale, ())
        else:
            self._raw.style(colour, LINE_PX * scale, series.look.dash)
        self._smoothed.style(colour, LINE_PX * scale, series.look.dash)
        self._dots.setBrush(pg.mkBrush(colour))
        self._dots.setPen(pg.mkPen(colour))
        self._last.setBrush(pg.mkBrush(colour))
        self._last.setPen(pg.mkPen(ground))
        self._best.setBrush(pg.mkBrush(colour))
        self._best.setPen(pg.mkPen(text))

    def _all(self) -> tuple[pg.GraphicsObject, ...]:
        return self._raw, self._smoothed, self._dots, self._last, self._best


class _Line(pg.PlotCurveItem):  # type: ignore[misc]  # the library has no types
    """A line whose strokes and gaps are its pen's where there are few points.

    Of many points Qt would follow every turn of the line to find the next gap, which takes a third
    of a second for a curve: there, gaps are left at even distances along x.
    """

    def __init__(self) -> None:
        super().__init__()
        self._colour, self._width, self._is_dense = QColor(), float(LINE_PX), False
        self._dash: Dash = ()

    def style(self, colour: QColor, width: float, dash: Dash) -> None:
        self._colour, self._width, self._dash = colour, width, dash
        self._set_pen()

    def draw(self, x: Floats, y: Floats, place: float) -> None:
        """Show points; `place` is how many pixels stand for 1 of x."""
        self._is_dense = x.size > FEW_POINTS
        self._set_pen()
        if self._is_dense and self._dash:
            seen = strokes(x * place, self._dash, self._width) & np.isfinite(y)
            connect: str | NDArray[np.int32] = seen.astype(np.int32)
        else:
            connect = "finite" if np.isnan(y).any() else "all"
        self.setData(x, y, antialias=not self._is_dense, connect=connect)

    def _set_pen(self) -> None:
        dash = self._dash if not self._is_dense else ()
        self.setPen(pg.mkPen(self._colour, width=self._width, dash=dash or None))


def _set_dots(item: pg.ScatterPlotItem, x: Floats, y: Floats) -> None:
    """Every value where there are few, and else those without a neighbour, which no line shows."""
    missing = np.isnan(y)
    dots = ~missing
    if np.count_nonzero(dots) > MOST_DOTS:
        dots &= False if not missing.any() else _alone(missing)
    item.setVisible(bool(dots.any()))
    if dots.any():
        item.setData(x=x[dots], y=y[dots])


def _alone(missing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where neither neighbour has a value."""
    before, after = np.append(True, missing[:-1]), np.append(missing[1:], True)
    alone: NDArray[np.bool_] = before & after
    return alone


def _set_point(item: pg.ScatterPlotItem, x: float, y: float) -> None:
    """One point where it has a place, and nothing otherwise."""
    seen = bool(np.isfinite(x) and np.isfinite(y))
    item.setVisible(seen)
    if seen:
        item.setData(x=[x], y=[y])
