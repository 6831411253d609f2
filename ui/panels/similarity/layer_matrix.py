"""The matrix of all pairs of layers, with those that belong together framed."""

from collections.abc import Collection
from math import isnan

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.widgets.maps.heat_map import HeatMap
from ui.widgets.maps.map_view import NO_CELL, Cell
from ui.widgets.maps.tiles import Weights

_FRAME_PX = 2


class LayerMatrix(HeatMap):
    """Rows are the teacher's, columns the student's; `chosen` brings the cell that is held."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._framed: frozenset[Cell] = frozenset()
        self._dashed: frozenset[Cell] = frozenset()
        self._chosen: Cell = NO_CELL
        self.pointed.connect(self._on_pointed)

    def show_values(self, values_xy: Weights, rows: list[str], columns: list[str]) -> None:
        """Show a matrix; what is NaN has no value."""
        texts = [["–" if isnan(v) else f"{v:.2f}" for v in row] for row in values_xy.tolist()]
        self.set_map(values_xy, rows, columns, texts=texts, tokens=False)

    @property
    def values(self) -> Weights:
        return self._cells.values

    def frame(self, framed: Collection[Cell], dashed: Collection[Cell]) -> None:
        """Frame cells by a line, and others by a dashed one inside it."""
        self._framed, self._dashed = frozenset(framed), frozenset(dashed)
        self.update()

    def paint(self, painter: QPainter, box: QRect) -> None:
        super().paint(painter, box)
        if self._view.is_empty:
            return
        painter.save()
        painter.setClipRect(self._view.area)
        ink = self.palette().color(self.foregroundRole())
        self._paint_frames(painter, self._framed, 1, Qt.PenStyle.SolidLine, ink)
        self._paint_frames(painter, self._dashed, 4, Qt.PenStyle.DashLine, ink)
        painter.restore()

    def _paint_frames(
        self,
        painter: QPainter,
        cells: Collection[Cell],
        inset: int,
        style: Qt.PenStyle,
        ink: QColor,
    ) -> None:
        for cell in cells:
            box = self._view.rect(*cell).adjusted(inset, inset, -inset, -inset)
            for colour, width in ((painter.background().color(), _FRAME_PX + 2), (ink, _FRAME_PX)):
                painter.setPen(QPen(colour, width, style))
                painter.drawRect(box)

    def _on_pointed(self) -> None:
        if self.held not in (NO_CELL, self._chosen):
            self._chosen = self.held
            self.chosen.emit(*self.held)
