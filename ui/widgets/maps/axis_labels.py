"""The tokens beside a map: elided, thinned where they would touch, upright where there is room."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from ui.widgets.colours import quiet_ink
from ui.widgets.maps.map_view import MapView

PAD_PX = 6
LONGEST_PX = 110


class AxisLabels:
    """One axis' labels, measured once: a map of 512 tokens is painted at every move of a mouse."""

    def __init__(self, labels: Sequence[str], metrics: QFontMetrics) -> None:
        self._metrics = metrics
        measured = {label: _measured(label, metrics) for label in set(labels)}
        self._texts = [measured[label][0] for label in labels]
        self._widths = [measured[label][1] for label in labels]
        self.longest_px = max(self._widths, default=0)

    def are_upright(self, cell_width: float) -> bool:
        """Whether labels below each other's tops fit beside each other without being turned."""
        return self.longest_px + PAD_PX <= cell_width

    def paint_rows(self, painter: QPainter, view: MapView, chosen: int, ink: QColor) -> None:
        """To the left of the map, each at its row."""
        for index in self._labelled(view.rows, view.cell_height, chosen):
            y = view.rect(index, 0).center().y()
            if view.area.top() <= y <= view.area.bottom():
                painter.setPen(self._ink(painter, ink, is_chosen=index == chosen))
                left = view.area.left() - PAD_PX - self._widths[index]
                painter.drawText(QPointF(left, y + self._below_middle()), self._texts[index])

    def paint_columns(self, painter: QPainter, view: MapView, chosen: int, ink: QColor) -> None:
        """Above the map, each at its column, turned unless there is room for all."""
        upright = self.are_upright(view.cell_width)
        room = view.cell_width if upright else self._metrics.height()
        every = view.cell_width if not upright else room
        for index in self._labelled(view.columns, every, chosen):
            x = view.rect(0, index).center().x()
            if not view.area.left() <= x <= view.area.right():
                continue
            painter.setPen(self._ink(painter, ink, is_chosen=index == chosen))
            painter.save()
            painter.translate(x, view.area.top() - PAD_PX)
            if upright:
                left = -self._widths[index] / 2
                painter.drawText(QPointF(left, -self._metrics.descent()), self._texts[index])
            else:
                painter.rotate(-90)
                painter.drawText(QPointF(0, self._below_middle()), self._texts[index])
            painter.restore()

    def _labelled(self, count: int, cell_px: float, chosen: int) -> list[int]:
        """Which labels to write: every n-th, and the chosen one instead of those it would touch."""
        every = max(1, -int(-self._metrics.height() // cell_px))
        indices = range(0, count, every)
        if chosen < 0:
            return list(indices)
        return [*(index for index in indices if abs(index - chosen) >= every), chosen]

    def _below_middle(self) -> float:
        return self._metrics.ascent() / 2 - self._metrics.descent() / 2

    def _ink(self, painter: QPainter, ink: QColor, *, is_chosen: bool) -> QColor:
        return ink if is_chosen else quiet_ink(ink, painter.background().color())


def _measured(label: str, metrics: QFontMetrics) -> tuple[str, int]:
    """A label, elided if need be, and its width."""
    width = metrics.horizontalAdvance(label)
    if width <= LONGEST_PX:
        return label, width
    elided = metrics.elidedText(label, Qt.TextElideMode.ElideRight, LONGEST_PX)
    return elided, metrics.horizontalAdvance(elided)


def paint_name(painter: QPainter, text: str, box: QRectF, *, turned: bool) -> None:
    """What an axis stands for, in the middle of its strip; reads upwards if it is turned."""
    painter.save()
    painter.translate(box.center())
    width, height = box.width(), box.height()
    if turned:
        painter.rotate(-90)
        width, height = height, width
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))
    painter.drawText(
        QRectF(-width / 2, -height / 2, width, height), Qt.AlignmentFlag.AlignCenter, elided
    )
    painter.restore()
