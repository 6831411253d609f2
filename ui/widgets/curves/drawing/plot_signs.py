"""Small signs along the foot of a plot: what happened at a step, told under the mouse."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from ui.widgets.colours import quiet_ink
from ui.widgets.curves.drawing.series import Axes
from ui.widgets.curves.plot_view import PlotView
from ui.widgets.curves.readout import ReadoutLine
from ui.widgets.token_strip import plain

SIZE_PX = 7
FOOT_PX, ROW_PX = 8, 11
"""How high the lowest row stands, and how far the rows lie apart."""
MOST_IN_A_ROW = 400
"""Of more signs in view, one is drawn for each such part of the width."""


@dataclass(frozen=True)
class Sign:
    """One sign: `kind` names its row in the legend of a picture, `text` is told under the mouse.

    Without a `colour` it has the quiet ink of the plot.
    """

    x: float
    kind: str
    symbol: str
    text: str
    colour: str = ""


class PlotSigns:
    """Keeps the signs of one view, a row for each kind."""

    def __init__(self, view: PlotView) -> None:
        self._view = view
        self._signs: tuple[Sign, ...] = ()
        self._rows: dict[str, list[Sign]] = {}
        self._item = pg.ScatterPlotItem(
            useCache=False, hoverable=True, tip=lambda x, y, data: str(data), pen=None
        )
        self._item.setZValue(4)
        view.box.addItem(self._item, ignoreBounds=True)
        self._ink = QColor()
        self.are_named = False
        """Whether the legend tells the kinds: on paper, where no mouse asks."""

    @property
    def shown(self) -> tuple[Sign, ...]:
        return self._signs

    def set(self, signs: Sequence[Sign]) -> None:
        """Show these and no others."""
        self._signs = tuple(signs)
        by_kind = sorted(self._signs, key=lambda one: one.kind)
        groups = {kind: list(found) for kind, found in groupby(by_kind, lambda one: one.kind)}
        order = dict.fromkeys(one.kind for one in self._signs)
        self._rows = {kind: sorted(groups[kind], key=lambda one: one.x) for kind in order}

    def take_over(self, other: "PlotSigns") -> None:
        """The signs of another plot, named in the legend."""
        self.set(other._signs)
        self.are_named = True

    def at(self, x: float) -> list[str]:
        """What is told of a place on the axis."""
        return [one.text for one in self._signs if one.x == x]

    def draw(self, axes: Axes) -> None:
        """Show what the present view can show of them."""
        spots = list(self._spots(axes))
        self._item.setVisible(bool(spots))
        if spots:
            self._item.setData(spots=spots)

    def style(self, text: QColor, ground: QColor) -> None:
        """Take on the colours of a theme."""
        self._ink = quiet_ink(text, ground)

    def legend(self) -> Iterator[ReadoutLine]:
        """A row for each kind, where they are named."""
        for kind, signs in self._rows.items() if self.are_named else ():
            yield ReadoutLine(f"sign {kind}", self._ink, kind, symbol=signs[0].symbol)

    def _spots(self, axes: Axes) -> Iterator[dict[str, object]]:
        low, high = self._view.y_range
        per_px = (high - low) / max(self._view.box.height(), 1.0)
        for row, signs in enumerate(self._rows.values()):
            y = low + (FOOT_PX + row * ROW_PX) * per_px
            for x, sign in _thinned(signs, axes, *self._view.x_range):
                brush = pg.mkBrush(QColor(sign.colour) if sign.colour else self._ink)
                size, data = SIZE_PX, plain(sign.text)
                yield {
                    "pos": (x, y),
                    "symbol": sign.symbol,
                    "size": size,
                    "brush": brush,
                    "data": data,
                }


def _thinned(
    signs: Sequence[Sign], axes: Axes, left: float, right: float
) -> Iterator[tuple[float, Sign]]:
    """Those with a place in the view, and where; of many, the first of each narrow part."""
    x = np.array([axes.position(one.x, 1.0)[0] for one in signs])
    seen = np.flatnonzero((x >= left) & (x <= right))
    if seen.size > MOST_IN_A_ROW:
        parts = np.floor((x[seen] - left) / (right - left) * MOST_IN_A_ROW)
        seen = seen[np.unique(parts, return_index=True)[1]]
    for place in seen.tolist():
        yield float(x[place]), signs[place]
