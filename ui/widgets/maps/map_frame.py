"""What stands around the cells of a map: title, tokens, names of the axes, scale and caption."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from ui.widgets.maps.axis_labels import PAD_PX, AxisLabels, paint_name
from ui.widgets.maps.map_view import Cell, MapView
from ui.widgets.maps.scale_bar import ScaleBar


class MapFrame:
    """Knows its texts, how much room they take, and how to paint them."""

    def __init__(self, metrics: QFontMetrics) -> None:
        self.title = ""
        self.axis_names = ("", "")
        self.labels: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self.measure(metrics)

    def set_labels(self, rows: Sequence[str], columns: Sequence[str]) -> None:
        """Replace both axes' labels; the same again are not measured again."""
        if (tuple(rows), tuple(columns)) != self.labels:
            self.labels = (tuple(rows), tuple(columns))
            self.measure(self._metrics)

    def measure(self, metrics: QFontMetrics) -> None:
        """Find the widths of all labels in a font."""
        self._metrics = metrics
        measured = {labels: AxisLabels(labels, metrics) for labels in set(self.labels)}
        self._axes = tuple(measured[labels] for labels in self.labels)

    def area(self, box: QRect, view: MapView, bar: ScaleBar) -> QRect:
        """The room for the cells."""
        line = self._metrics.lineSpacing() + PAD_PX
        title = self._title_px() + PAD_PX
        rows, columns = self._axes
        row_name, column_name = (line if name else 0 for name in self.axis_names)
        left = rows.longest_px + 2 * PAD_PX + row_name
        right = bar.width_px(self._metrics)
        cell_px = (box.width() - left - right) / max(view.columns, 1) * view.zoom
        upright = columns.are_upright(cell_px)
        above = (self._metrics.height() if upright else columns.longest_px) + 2 * PAD_PX
        return box.adjusted(left, above + column_name + title, -right, -line)

    def paint_title(self, painter: QPainter, box: QRect) -> None:
        for number, line in enumerate(self.title.split("\n")):
            y = PAD_PX + self._metrics.ascent() + number * self._metrics.lineSpacing()
            painter.drawText(PAD_PX, y, self._elided(line, box))

    def paint_caption(self, painter: QPainter, box: QRect, caption: str) -> None:
        painter.drawText(PAD_PX, box.bottom() - PAD_PX, self._elided(caption, box))

    def paint_axes(self, painter: QPainter, view: MapView, cell: Cell, ink: QColor) -> None:
        """Labels and the names of the axes; those of the cell stand out."""
        (rows, columns), area = self._axes, view.area
        rows.paint_rows(painter, view, cell[0], ink)
        columns.paint_columns(painter, view, cell[1], ink)
        painter.setPen(ink)
        line = self._metrics.lineSpacing()
        row_name, column_name = self.axis_names
        if row_name:
            strip = QRectF(PAD_PX / 2, area.top(), line, area.height())
            paint_name(painter, row_name, strip, turned=True)
        if column_name:
            strip = QRectF(area.left(), self._title_px() + PAD_PX, area.width(), line)
            paint_name(painter, column_name, strip, turned=False)

    def paint_scale(
        self, painter: QPainter, box: QRect, view: MapView, bar: ScaleBar, table: list[int]
    ) -> None:
        left = view.area.right() + 2 * PAD_PX
        bar.paint(painter, QRect(left, view.area.top(), box.width(), view.area.height()), table)

    def _title_px(self) -> int:
        return self._metrics.lineSpacing() * (1 + self.title.count("\n"))

    def _elided(self, text: str, box: QRect) -> str:
        middle = Qt.TextElideMode.ElideMiddle
        return self._metrics.elidedText(text, middle, box.width() - 2 * PAD_PX)
