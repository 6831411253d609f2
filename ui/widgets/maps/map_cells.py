"""The cells of a map: their weights, how much colour each gets, and how they are painted."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from ui.widgets.colours import FAINT, blend, quiet_line, readable_on
from ui.widgets.maps.colour_scale import ColourScale
from ui.widgets.maps.map_view import Cell, MapView
from ui.widgets.maps.scales import picture
from ui.widgets.maps.tiles import Bytes, Weights, causal_mask, pool, pool_sizes, quantise

SMALLEST_FRAME_PX = 3
TEXT_PAD_PX = 6


class MapCells:
    """Weights of queries (rows) on keys (columns); `texts` stand in cells instead of weights."""

    def __init__(
        self,
        values_qk: Weights,
        causal: bool = False,
        two_sided: bool = False,
        texts: Sequence[Sequence[str]] = (),
    ) -> None:
        self.values = values_qk
        self._causal, self._two_sided = causal, two_sided
        self._texts = texts
        self._shares: Weights = np.zeros((0, 0))
        self._levels: Bytes = np.zeros((0, 0), np.uint8)
        self.top = 1.0
        self.is_cut = False

    def is_masked(self, row: int, column: int) -> bool:
        return column > self.last_column(row)

    def last_column(self, row: int) -> int:
        """The last key that a query can look at."""
        queries, keys = map(int, self.values.shape)
        return row + keys - queries if self._causal else keys - 1

    def rank(self, row: int, column: int) -> tuple[int, int]:
        """A weight's place among those of its row, 1 for the largest, and how many there are."""
        weights = self.values[row, : self.last_column(row) + 1]
        return 1 + int((weights > self.values[row, column]).sum()), len(weights)

    def colour(self, scale: ColourScale) -> None:
        """Give every cell its share of the colour."""
        values = self.values
        mask = np.triu(np.ones(values.shape, bool), 1 + values.shape[1] - values.shape[0])
        seen = values[~mask] if self._causal else values
        self.top = scale.top(seen)
        self.is_cut = bool(np.nanmax(np.abs(seen), initial=0.0) > self.top)
        self._shares = scale.shares(values, self.top)

    def shrink_to(self, view: MapView) -> None:
        """Make the picture's pixels: pooled by the largest where a cell is below a pixel."""
        if view.is_empty:
            return
        queries, keys = self._shares.shape
        rows = max(1, round(queries * min(view.cell_height, 1.0)))
        columns = max(1, round(keys * min(view.cell_width, 1.0)))
        mask = causal_mask(queries, keys, rows, columns) if self._causal else None
        pooled = (pool_sizes if self._two_sided else pool)(self._shares, rows, columns)
        self._levels = quantise(pooled, -1.0 if self._two_sided else 0.0, 1.0, mask)

    def paint(self, painter: QPainter, view: MapView, table: list[int], ink: QColor) -> None:
        ground, whole = painter.background().color(), view.whole()
        hatch = QBrush(blend(ink, ground, FAINT), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(whole, hatch)
        painter.drawImage(whole, picture(self._levels, table))
        painter.setPen(quiet_line(ink, ground))
        painter.drawRect(whole)

    def paint_texts(self, painter: QPainter, view: MapView, table: list[int]) -> None:
        """What stands in the cells, in the ink that is seen best on each; nothing if too narrow."""
        metrics = painter.fontMetrics()
        texts = [text for row in self._texts for text in row] or [
            "-0.00" if self._two_sided else "0.00"
        ]
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        if view.cell_width < widest + TEXT_PAD_PX or view.cell_height < metrics.height():
            return
        rows, columns = view.seen()
        for row in rows:
            for column in columns:
                if not self.is_masked(row, column):
                    level = self._levels[row, column]
                    painter.setPen(readable_on(QColor(table[level])))
                    cell = view.rect(row, column)
                    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, self._text(row, column))

    def _text(self, row: int, column: int) -> str:
        return self._texts[row][column] if self._texts else f"{self.values[row, column]:.2f}"

    def paint_crosshair(
        self, painter: QPainter, view: MapView, cell: Cell, ink: QColor, *, is_held: bool
    ) -> None:
        """A frame around a cell, and lines to its labels."""
        rect, area = view.rect(*cell), QRectF(view.area)
        middle = rect.center()
        painter.setPen(quiet_line(ink, painter.background().color()))
        painter.drawLine(QLineF(area.left(), middle.y(), rect.left(), middle.y()))
        painter.drawLine(QLineF(middle.x(), area.top(), middle.x(), rect.top()))
        rect.setWidth(max(rect.width(), SMALLEST_FRAME_PX))
        rect.setHeight(max(rect.height(), SMALLEST_FRAME_PX))
        width = 2 if is_held else 1
        for colour, wide in ((painter.background().color(), width + 2), (ink, width)):
            painter.setPen(QPen(colour, wide))  # seen on pale and on full cells
            painter.drawRect(rect)
