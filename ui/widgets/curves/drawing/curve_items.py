"""What stands in the scene of a plot for one curve."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from ui.widgets.colours import blend
from ui.widgets.curves.dash import Dash
from ui.widgets.curves.drawing.drawn_line import LINE_PX, DrawnLine
from ui.widgets.curves.drawing.reduction import ReducedLine, reduced
from ui.widgets.curves.drawing.series import CurveSeries

RAW_SHARE = 0.3
"""How much of its colour the raw line keeps beside the smoothed one."""
LAST_PX, BEST_PX = 7, 13
MOST_DOTS = 24
"""Up to so many points each is seen, not only the line between them."""
INHERITED: Dash = (1, 2)
"""How the points are drawn that a curve goes on from."""
_NOWHERE = (np.nan, np.nan)


class CurveItems:
    """The raw line, the smoothed one before it, what they go on from, and single values as dots:
    where they are few, the last one, and the best one."""

    def __init__(self, view: pg.ViewBox, *, on_paper: bool = False) -> None:
        self._view = view
        self._raw, self._smoothed, self._inherited = (
            DrawnLine(on_paper=on_paper) for _ in range(3)
        )
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
        drawn, pixel = series.drawn, self._pixel()
        own = 0 if smoothed else max(series.begins - 1, 0)
        faint = columns // 2 if smoothed else columns
        gaps = series.has_gaps
        raw = reduced(drawn.x[own:], drawn.raw[own:], left, right, faint, has_gaps=gaps)
        self._raw.draw(raw, pixel)
        _set_dots(self._dots, raw)
        if smoothed:
            own = max(series.begins - 1, 0)
            x, y = drawn.x[own:], drawn.smoothed[own:]
            self._smoothed.draw(reduced(x, y, left, right, columns, has_gaps=gaps), pixel)
        self._raw.setVisible(True)
        self._smoothed.setVisible(smoothed)
        self._draw_inherited(series, columns)
        self._draw_points(series)

    def _draw_inherited(self, series: CurveSeries, columns: int) -> None:
        """What the curve goes on from, up to its first own point."""
        self._inherited.setVisible(bool(series.begins))
        if series.begins:
            left, right = self._view.viewRange()[0]
            drawn = series.drawn
            line = drawn.smoothed if series.weight else drawn.raw
            x, y = drawn.x[: series.begins], line[: series.begins]
            part = reduced(x, y, left, right, columns)
            self._inherited.draw(part, self._pixel())

    def _pixel(self) -> tuple[float, float]:
        """How wide and how high a pixel is on the axes."""
        (left, right), (low, high) = self._view.viewRange()
        width, height = max(self._view.width(), 1.0), max(self._view.height(), 1.0)
        return (right - left) / width, (high - low) / height

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
        self._inherited.style(colour, LINE_PX * scale, INHERITED)
        self._dots.setBrush(pg.mkBrush(colour))
        self._dots.setPen(pg.mkPen(colour))
        self._last.setBrush(pg.mkBrush(colour))
        self._last.setPen(pg.mkPen(ground))
        self._best.setBrush(pg.mkBrush(colour))
        self._best.setPen(pg.mkPen(text))

    def _all(self) -> tuple[pg.GraphicsObject, ...]:
        return (
            *(self._raw, self._smoothed, self._inherited),
            *(self._dots, self._last, self._best),
        )


def _set_dots(item: pg.ScatterPlotItem, points: ReducedLine) -> None:
    """Every value where there are few, and else those without a neighbour, which no line shows."""
    x, y = points.x, points.y
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
