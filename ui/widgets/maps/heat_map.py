"""One map of weights, large: tokens on the axes, the value under the mouse, a colour scale."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.widgets.colours import paint_focus
from ui.widgets.maps.colour_scale import ColourScale, ScaleKind
from ui.widgets.maps.map_cells import MapCells
from ui.widgets.maps.map_frame import MapFrame
from ui.widgets.maps.map_pointer import MapPointer
from ui.widgets.maps.map_view import NO_CELL, Cell, MapView, Positions
from ui.widgets.maps.scale_bar import ScaleBar
from ui.widgets.maps.scales import colours_of, two_colours
from ui.widgets.maps.tiles import Weights
from ui.widgets.token_strip import shown


class HeatMap(QWidget):
    """Rows are queries, columns keys: read a cell as "row → column".

    The mouse previews a cell, a click holds it until the next one (or Escape); the wheel zooms at
    the mouse, dragging moves, a double click shows everything. The arrow keys move the crosshair,
    Home and End bring it to the ends of its row, Enter holds it; plus and minus zoom, 0 shows all.
    With `causal`, keys later than their query are hatched, not drawn as zero. `pointed` brings row
    and column (-1, -1: none).
    """

    pointed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = MapCells(np.zeros((0, 0)))
        self._view = MapView()
        self._frame = MapFrame(self.fontMetrics())
        self._positions: Positions = ((), ())
        self._given: tuple[tuple[str, ...], tuple[str, ...], bool] = ((), (), True)
        self._colour, self._opposite = "", ""
        self._scale = ColourScale()
        self._describe: Callable[[int, int], str] = self._arrow
        self._pointer = MapPointer(self._view, lambda row: self._cells.last_column(row), self)
        self._pointer.chosen.connect(self._show_cell)
        self._pointer.zoomed.connect(self._draw)
        self._pointer.panned.connect(self.update)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_map(
        self,
        values_qk: Weights,
        rows: Sequence[str],
        columns: Sequence[str],
        *,
        causal: bool = False,
        colour: str = "",
        opposite: str = "",
        texts: Sequence[Sequence[str]] = (),
        tokens: bool = True,
        positions: Positions = ((), ()),
    ) -> None:
        """Show a map; `colour` (the accent if empty) stands for its largest value.

        With an `opposite` colour the scale runs evenly to both sides of 0. `texts` (rows, columns)
        stand in the cells where there is room, the values without them. What is invisible in
        `tokens` is made visible; with false, rows and columns are names. `positions` are what rows
        and columns are numbered by, if not from 0 on. The zoom and the held cell stay if the shape
        does. Raises ValueError when they and the values do not match.
        """
        if values_qk.shape != (len(rows), len(columns)):
            raise ValueError(f"{values_qk.shape} values, {len(rows)} rows, {len(columns)} columns")
        if values_qk.shape != self._cells.values.shape:
            self._view.show_all()
            self._pointer.leave_all()
        self._cells = MapCells(values_qk, causal, bool(opposite), texts)
        self._colour, self._opposite, self._positions = colour, opposite, positions
        if (given := (tuple(rows), tuple(columns), tokens)) != self._given:
            self._given = given
            labels = (map(shown, axis) if tokens else axis for axis in (rows, columns))
            self._frame.set_labels(*map(tuple, labels))
        self._draw()

    def clear(self) -> None:
        """Show nothing."""
        self.set_map(np.zeros((0, 0)), (), ())

    def set_colours(self, colour: str, opposite: str = "") -> None:
        """Show the same map in other colours."""
        self._colour, self._opposite = colour, opposite
        self.update()

    @property
    def title(self) -> str:
        """The line above the map."""
        return self._frame.title

    def set_title(self, text: str) -> None:
        """One or two lines above the map, such as the head it belongs to."""
        has_other_lines = text.count("\n") != self._frame.title.count("\n")
        self._frame.title = text
        self.setAccessibleName(text)
        if has_other_lines:
            self._draw()
        self.update()

    @property
    def axis_names(self) -> tuple[str, str]:
        """What a row and a column stand for."""
        return self._frame.axis_names

    def set_axis_names(self, rows: str, columns: str) -> None:
        """What a row and a column stand for, beside the labels; empty ones take no room."""
        self._frame.axis_names = (rows, columns)
        self._draw()

    def set_scale(self, scale: ColourScale) -> None:
        """How weights become colours."""
        self._scale = scale
        self._draw()

    def set_describer(self, describe: Callable[[int, int], str]) -> None:
        """Say in other words what a cell (row, column) means, in the line below the map."""
        self._describe = describe
        self.setAccessibleDescription(self._caption())
        self.update()

    @property
    def held(self) -> Cell:
        """The cell that was clicked, (-1, -1) without one."""
        return self._pointer.held

    @property
    def cell(self) -> Cell:
        """The cell whose value is shown: the held one, else the one under the mouse."""
        return self._pointer.cell

    def point(self, row: int, column: int) -> None:
        """Show a cell as if the mouse stood there, in silence; (-1, -1), or one that is not
        there: none."""
        rows, columns = self._cells.values.shape
        is_there = 0 <= row < rows and 0 <= column < columns
        self._pointer.over = (row, column) if is_there else NO_CELL
        self.setAccessibleDescription(self._caption())
        self.update()

    def cell_at(self, position: QPointF) -> Cell:
        """The cell under a position, (-1, -1) outside and in the masked part."""
        return self._pointer.cell_at(position)

    def reset_view(self) -> None:
        """Show the whole map."""
        self._pointer.show_all()

    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 180)

    # -- painting

    def _draw(self) -> None:
        """Find the places of everything anew, and colour the cells."""
        view = self._view
        view.rows, view.columns = self._cells.values.shape
        self._cells.colour(self._scale)
        view.area = self._frame.area(self.rect(), view, self._scale_bar())
        view.move(QPointF())
        self.setAccessibleDescription(self._caption())
        self.update()

    def _scale_bar(self) -> ScaleBar:
        names = {
            ScaleKind.LINEAR: self.tr("linear"),
            ScaleKind.ROBUST: self.tr("robust"),
            ScaleKind.LOG: self.tr("logarithmic"),
            ScaleKind.FIXED: self.tr("fixed"),
        }
        cells = self._cells
        return ScaleBar(
            self._scale, cells.top, names[self._scale.kind], cells.is_cut, bool(self._opposite)
        )

    def _table(self) -> list[int]:
        ground = self.palette().color(QPalette.ColorRole.Base).name()
        colour = self._colour or self.palette().color(QPalette.ColorRole.Accent).name()
        if self._opposite:
            return two_colours(ground, self._opposite, colour)
        return colours_of(self._scale.colours, ground, colour)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter, self.rect())
        if self.hasFocus():
            paint_focus(painter, self.rect(), self.palette())

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw title, map, labels, scale and caption (`box` has the widget's size)."""
        ink = self.palette().color(QPalette.ColorRole.Text)
        ground = self.palette().color(QPalette.ColorRole.Base)
        painter.setBackground(ground)
        painter.fillRect(box, ground)
        painter.setPen(ink)
        self._frame.paint_title(painter, box)
        if self._view.is_empty:
            return
        self._paint_map(painter, ink)
        self._frame.paint_axes(painter, self._view, self.cell, ink)
        self._frame.paint_scale(painter, box, self._view, self._scale_bar(), self._table())
        painter.setPen(ink)
        self._frame.paint_caption(painter, box, self._caption())

    def _paint_map(self, painter: QPainter, ink: QColor) -> None:
        painter.save()
        painter.setClipRect(self._view.area)
        table = self._table()
        self._cells.paint(painter, self._view, table, ink)
        self._cells.paint_texts(painter, self._view, table)
        if self.cell != NO_CELL:
            self._cells.paint_crosshair(
                painter, self._view, self.cell, ink, is_held=self.held != NO_CELL
            )
        painter.restore()

    def _caption(self) -> str:
        row, column = self.cell
        return "" if row < 0 or not self._cells.values.size else self._describe(row, column)

    def _arrow(self, row: int, column: int) -> str:
        """Both tokens and the value, with its place in the row unless it has a sign."""
        rows, columns = self._frame.labels
        template = self.tr("{query} ({row}) → {key} ({column}): {value}")
        if not self._opposite:
            template = self.tr(
                "{query} ({row}) → {key} ({column}): {value}, rank {rank} of {count}"
            )
        rank, count = self._cells.rank(row, column)
        row_positions, column_positions = self._positions
        return template.format(
            query=rows[row],
            row=row_positions[row] if row_positions else row,
            key=columns[column],
            column=column_positions[column] if column_positions else column,
            value=f"{self._cells.values[row, column]:.4f}",
            rank=rank,
            count=count,
        )

    # -- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointer.press(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointer.show_all()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._pointer.zoom(event.position(), 1.0015 ** event.angleDelta().y())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pointer.press_key(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer.set_over(NO_CELL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._frame.measure(self.fontMetrics())
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._draw()

    def _show_cell(self) -> None:
        self.setAccessibleDescription(self._caption())
        self.update()
        self.pointed.emit(*self.cell)
