"""Where curves were NaN or infinite: triangles at the upper border, the first ones with names."""

from collections.abc import Iterable

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from ui.i18n import beside, joined
from ui.widgets.curves.drawing.series import CurveSeries
from ui.widgets.curves.plot_view import PlotView
from ui.widgets.numbers import short

TOP = 0.98
"""How high the triangles stand, as a share of the view."""
LONGEST = 48
"""Of a name in characters; the legend has it whole."""
MOST_NAMED = 5
"""Further first places have their triangles alone; the legend and the badge name the curve."""


class NonFiniteMarks:
    """The marks of one plot; a curve is named where it was first no number."""

    def __init__(self, view: PlotView) -> None:
        self._view = view
        self._triangles = pg.ScatterPlotItem(symbol="t", size=9, useCache=False)
        self._texts = [pg.TextItem() for _ in range(MOST_NAMED)]
        for item in (self._triangles, *self._texts):
            item.setZValue(5)
            view.box.addItem(item, ignoreBounds=True)
        self._ink = QColor()

    def draw(self, shown: Iterable[CurveSeries]) -> None:
        """Show the marks of these curves in the present view."""
        marked = [one for one in shown if one.non_finite().size]
        (left, right), (low, high) = self._view.x_range, self._view.y_range
        y = low + TOP * (high - low)
        x = [place for one in marked for place in _columns(one, left, right)]
        colours = [one.colour for one in marked for _ in _columns(one, left, right)]
        self._triangles.setVisible(bool(x))
        if x:
            brushes = [pg.mkBrush(colour) for colour in colours]
            self._triangles.setData(x=x, y=[y] * len(x), brush=brushes, pen=pg.mkPen(self._ink))
        self._name(first_places(marked), y)

    def style(self, text: QColor) -> None:
        """Take on the colours of a theme."""
        if text == self._ink:
            return
        self._ink = text
        for item in self._texts:
            item.setColor(text)

    def _name(self, places: dict[float, str], y: float) -> None:
        left, right = self._view.x_range
        seen = [(x, text) for x, text in places.items() if left <= x <= right]
        for item in self._texts[len(seen) :]:
            item.setVisible(False)
        for row, (item, (x, text)) in enumerate(zip(self._texts, seen, strict=False)):
            item.setText(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
            item.setAnchor((1.0 if x > (left + right) / 2 else 0.0, -0.3 - 0.8 * row))
            item.setPos(x, y)
            item.setVisible(True)


def first_places(series: Iterable[CurveSeries]) -> dict[float, str]:
    """What became no number at a display x, first of all: `NaN: soft, hard`."""
    found: dict[float, dict[str, list[str]]] = {}
    for one in series:
        places = np.flatnonzero(~np.isfinite(one.y))
        if places.size:
            x = one.axes.position(float(one.x[places[0]]), 1.0)[0]
            what = short(float(one.y[places[0]]))
            found.setdefault(x, {}).setdefault(what, []).append(one.label)
    return {
        x: beside(f"{what}: {joined(labels)}" for what, labels in kinds.items())
        for x, kinds in sorted(found.items())
        if np.isfinite(x)
    }


def _columns(series: CurveSeries, left: float, right: float, columns: int = 400) -> list[float]:
    """The display places of what is no number, at most one for each column of the view."""
    x = series.non_finite()
    if series.axes.log_x:
        x = np.log10(x[x > 0])
    x = x[(x >= left) & (x <= right)]
    _, first = np.unique(np.floor((x - left) / (right - left) * columns), return_index=True)
    return [float(place) for place in x[first]]
