"""A line of a plot: few points by the pen, many as the strokes of their columns."""

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from ui.widgets.curves.dash import Dash, strokes
from ui.widgets.curves.drawing.reduction import ReducedLine, bounds
from ui.widgets.curves.view_limits import Range

LINE_PX = 2
FEW_POINTS = 300
"""Up to so many drawn points a line is antialiased; beyond, it costs too much."""


class DrawnLine(pg.PlotCurveItem):  # type: ignore[misc]  # the library has no types
    """A line whose strokes and gaps are its pen's where there are few points.

    Of many points Qt would follow every turn of the line to find the next gap, which takes a third
    of a second for a curve: there, gaps are left at even distances along x. And it takes ten times
    as long to draw an upright stroke of two pixels as to fill the same box: on the screen, columns
    are filled, and the pen joins those alone that do not touch.
    """

    def __init__(self, *, on_paper: bool) -> None:
        super().__init__()
        self._on_paper = on_paper
        self._colour, self._width, self._is_dense = QColor(), float(LINE_PX), False
        self._dash: Dash = ()
        self._ends: dict[int, Range] = {}
        self._boxes = PrimitiveArray(QRectF, 4)
        self._is_filled, self._joins = False, True
        self._shown: tuple[ReducedLine, tuple[float, float]] | None = None

    def style(self, colour: QColor, width: float, dash: Dash) -> None:
        joins_otherwise = (width, dash) != (self._width, self._dash)
        self._colour, self._width, self._dash = colour, width, dash
        self._set_pen()
        if joins_otherwise and self._shown is not None:
            self.draw(*self._shown)

    def draw(self, points: ReducedLine, pixel: tuple[float, float]) -> None:
        """Show points; `pixel` is how wide and high one is on the axes."""
        self._shown = points, pixel
        is_dense = points.x.size > FEW_POINTS
        if is_dense != self._is_dense:
            self._is_dense = is_dense
            self._set_pen()
        x_ends = (points.x[0], points.x[-1]) if points.x.size else (math.nan, math.nan)
        self._ends = {0: x_ends, 1: bounds(points.y) or (math.nan, math.nan)}
        self._is_filled = is_dense and points.columns and not (self._on_paper or self._dash)
        if self._is_filled:
            self._set_boxes(points, pixel)
        joined = self._joined(points, pixel[0])
        self._joins = isinstance(joined, str) or bool(joined.any())
        self.setData(
            points.x if self._on_paper else points.upright(),
            points.y,
            antialias=not is_dense,
            connect=joined,
        )

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._joins:
            super().paint(painter, option, widget)
        if self._is_filled:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour)
            painter.drawRects(*self._boxes.drawargs())

    def dataBounds(
        self,
        ax: int,
        frac: float = 1.0,
        orthoRange: Range | None = None,  # noqa: N803
    ) -> Range | tuple[None, None]:
        """Known since the points were reduced; pyqtgraph would look for them at each paint."""
        ends = self._ends.get(ax, (math.nan, math.nan))
        return ends if math.isfinite(ends[0]) and math.isfinite(ends[1]) else (None, None)

    def _joined(self, points: ReducedLine, pixel: float) -> str | NDArray[np.int32]:
        """Which points the pen joins with the next ones."""
        if not self._is_dense or (self._on_paper and not self._dash):
            return "finite" if np.isnan(points.y).any() else "all"
        joined = np.isfinite(points.y) if self._on_paper else points.joined()
        if self._is_filled:
            joined[::2] = False
        if self._dash:
            joined &= strokes(points.upright() / pixel, self._dash, self._width)
        return joined.astype(np.int32)

    def _set_pen(self) -> None:
        dash = self._dash if not self._is_dense else ()
        self.setPen(pg.mkPen(self._colour, width=self._width, dash=dash or None))

    def _set_boxes(self, points: ReducedLine, pixel: tuple[float, float]) -> None:
        """Each column from its lowest to its highest value, no narrower or lower than the line."""
        across = 0.5 * max(self._width, LINE_PX) * pixel[0]
        upwards = 0.5 * self._width * pixel[1]
        x, low, high = points.upright()[::2], points.y[::2], points.y[1::2]
        known = np.isfinite(low) & np.isfinite(high)
        x, low, high = x[known], low[known], high[known]
        self._boxes.resize(x.size)
        boxes = self._boxes.ndarray()
        boxes[:, 0], boxes[:, 1] = x - across, low - upwards
        boxes[:, 2], boxes[:, 3] = max(2 * across, points.width), high - low + 2 * upwards
