"""The cells of a map: their weights, how much colour each gets, and how they are painted."""

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from ui.widgets.colours import FAINT, blend, quiet_line, readable_on
from ui.widgets.maps.colour_scale import ColourScale
from ui.widgets.maps.map_levels import MapLevels
from ui.widgets.maps.map_view import Cell, MapView
from ui.widgets.maps.scales import picture
from ui.widgets.maps.tiles import Weights

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
        self._levels = MapLevels(values_qk, causal, two_sided)
        self._texts = texts

    @property
    def values(self) -> Weights:
        return self._levels.values

    @property
    def top(self) -> float:
        """From which size on a weight has the full colour."""
        return self._levels.top

    @property
    def is_cut(self) -> bool:
        """Whether larger weights have it as well."""
        return self._levels.is_cut

    def is_masked(self, row: int, column: int) -> bool:
        return column > self.last_column(row)

    def last_column(self, row: int) -> int:
        """The last key that a query can look at."""
        return self._levels.last_column(row)

    def rank(self, row: int, column: int) -> tuple[int, int]:
        """A weight's place among those of its row, 1 for the largest, and how many there are."""
        weights = self.values[row, : self.last_column(row) + 1]
        return 1 + int((weights > self.values[row, column]).sum()), len(weights)

    def colour(self, scale: ColourScale) -> None:
        """Give every cell its share of the colour."""
        self._levels.set_scale(scale)

    def paint(self, painter: QPainter, view: MapView, table: list[int], ink: QColor) -> None:
        ground, whole = painter.background().color(), view.whole()
        hatch = QBrush(blend(ink, ground, FAINT), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(whole.intersected(QRectF(view.area)), hatch)
        seen = self._levels.seen(view)
        if seen.rows and seen.columns:
            first = view.rect(seen.rows[0], seen.columns[0])
            last = view.rect(seen.rows[-1], seen.columns[-1])
            painter.drawImage(first.united(last), picture(seen.levels_rc, table))
        painter.setPen(quiet_line(ink, ground))
        painter.drawRect(whole)

    def paint_texts(self, painter: QPainter, view: MapView, table: list[int]) -> None:
        """What stands in the cells, in the ink that is seen best on each; nothing if too narrow."""
        metrics = painter.fontMetrics()
        texts = [text for row in self._texts for text in row] or [
            "-0.00" if self._levels.two_sided else "0.00"
        ]
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        if view.cell_width < widest + TEXT_PAD_PX or view.cell_height < metrics.height():
            return
        seen = self._levels.seen(view)
        for y, row in enumerate(seen.rows):
            for x, column in enumerate(seen.columns):
                if not self.is_masked(row, column):
                    level = seen.levels_rc[y, x]
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
