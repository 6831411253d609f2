"""One map of weights, large: tokens on the axes, the value under the mouse, a colour scale."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.widgets.colours import FAINT, blend, paint_focus, quiet_ink, quiet_line, readable_on
from ui.widgets.maps.scales import one_colour, picture, two_colours
from ui.widgets.maps.tiles import Weights, causal_mask, pool, quantise
from ui.widgets.numbers import short
from ui.widgets.token_strip import shown

PAD_PX = 6
SCALE_PX = 12
LONGEST_LABEL_PX = 110
LARGEST_CELL_PX = 64.0
MOST_ZOOM = 64.0

Cell = tuple[int, int]
"""A row (query) and a column (key), each counted from 0; (-1, -1) is none."""
NO_CELL: Cell = (-1, -1)
_STEPS: dict[Qt.Key, Cell] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class HeatMap(QWidget):
    """Rows are queries, columns keys: read a cell as "row → column".

    The mouse previews a cell, a click holds it until the next one (or Escape), the arrow keys hold
    its neighbours; the wheel zooms at the mouse, dragging moves, a double click shows everything.
    With `causal`, keys later than their query are hatched, not drawn as zero. `pointed` brings row
    and column (-1, -1: none).
    """

    pointed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Weights = np.zeros((0, 0))
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._row_labels: tuple[str, ...] = ()
        self._column_labels: tuple[str, ...] = ()
        self._causal = False
        self._colour, self._opposite = "", ""
        self._texts: tuple[tuple[str, ...], ...] = ()
        self._describe: Callable[[int, int], str] = self._arrow
        self._bounds = (0.0, 1.0)
        self._image = QImage()
        self._zoom, self._offset = 1.0, QPointF()
        self._drag: QPointF | None = None
        self._moved = False
        self._held = self._over = NO_CELL
        self._title = ""
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
    ) -> None:
        """Show a map; `colour` (the accent if empty) stands for its largest value.

        With an `opposite` colour the scale runs evenly to both sides of 0. `texts` (rows, columns)
        stand in the cells where there is room. What is invisible in `tokens` is made visible; with
        false, rows and columns are names. The zoom and the held cell stay if the shape does.
        Raises ValueError when they and the values do not match.
        """
        if values_qk.shape != (len(rows), len(columns)):
            raise ValueError(f"{values_qk.shape} values, {len(rows)} rows, {len(columns)} columns")
        if values_qk.shape != self._values.shape:
            self._zoom, self._offset = 1.0, QPointF()
            self._held = self._over = NO_CELL
        self._values, self._rows, self._columns = values_qk, tuple(rows), tuple(columns)
        self._causal, self._colour, self._opposite = causal, colour, opposite
        self._texts = tuple(tuple(row) for row in texts)
        self._row_labels, self._column_labels = (
            tuple(map(shown, labels)) if tokens else tuple(labels) for labels in (rows, columns)
        )
        largest = float(np.nanmax(np.abs(values_qk), initial=0.0)) or 1.0
        self._bounds = (-largest, largest) if opposite else (0.0, largest)
        self._draw()

    def clear(self) -> None:
        """Show nothing."""
        self.set_map(np.zeros((0, 0)), (), ())

    def set_title(self, text: str) -> None:
        """One line above the map, such as the head it belongs to."""
        self._title = text
        self.setAccessibleName(text)
        self.update()

    def set_describer(self, describe: Callable[[int, int], str]) -> None:
        """Say in other words what a cell (row, column) means, in the line below the map."""
        self._describe = describe
        self.setAccessibleDescription(self._caption())
        self.update()

    @property
    def held(self) -> Cell:
        """The cell that was clicked, (-1, -1) without one."""
        return self._held

    @property
    def cell(self) -> Cell:
        """The cell whose value is shown: the held one, else the one under the mouse."""
        return self._held if self._held != NO_CELL else self._over

    def point(self, row: int, column: int) -> None:
        """Show a cell as if the mouse stood there, in silence; (-1, -1) none."""
        self._over = (row, column)
        self.setAccessibleDescription(self._caption())
        self.update()

    def cell_at(self, position: QPointF) -> Cell:
        """The cell under a position, (-1, -1) outside and in the masked part."""
        area = self._area()
        if not self._values.size or not QRectF(area).contains(position):
            return NO_CELL
        inside = (position - self._origin(area)) / self._cell_px(area)
        row, column = int(np.floor(inside.y())), int(np.floor(inside.x()))
        there = 0 <= row < len(self._rows) and 0 <= column < len(self._columns)
        return (row, column) if there and not self._is_masked(row, column) else NO_CELL

    def reset_view(self) -> None:
        """Show the whole map."""
        self._zoom, self._offset = 1.0, QPointF()
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 180)

    # -- geometry

    def _area(self) -> QRect:
        """The room for the cells, between labels, scale and the lines above and below."""
        metrics = self.fontMetrics()
        line = metrics.lineSpacing() + PAD_PX
        labels = _longest(metrics, self._row_labels), _longest(metrics, self._column_labels)
        scale = SCALE_PX + PAD_PX + metrics.horizontalAdvance("-0.00000")
        return self.rect().adjusted(
            labels[0] + 2 * PAD_PX, labels[1] + PAD_PX + line, -scale - PAD_PX, -line
        )

    def _cell_px(self, area: QRect) -> float:
        fits = min(area.width() / len(self._columns), area.height() / len(self._rows))
        return max(min(fits, LARGEST_CELL_PX), 0.1) * self._zoom

    def _origin(self, area: QRect) -> QPointF:
        return QPointF(area.topLeft()) - self._offset

    def _is_masked(self, row: int, column: int) -> bool:
        return self._causal and column > row + len(self._columns) - len(self._rows)

    # -- painting

    def _draw(self) -> None:
        """Make the picture anew: pooled by the largest value where a cell is below a pixel."""
        if self._values.size:
            area = self._area()
            side = self._cell_px(area)
            rows, columns = (max(1, round(n * min(side, 1.0))) for n in self._values.shape)
            queries, keys = self._values.shape
            mask = causal_mask(queries, keys, rows, columns) if self._causal else None
            levels = quantise(pool(self._values, rows, columns), *self._bounds, mask)
            self._image = picture(levels, self._table())
        self.setAccessibleDescription(self._caption())
        self.update()

    def _table(self) -> list[int]:
        ground = self.palette().color(QPalette.ColorRole.Base)
        colour = self._colour or self.palette().color(QPalette.ColorRole.Accent)
        if self._opposite:
            return two_colours(ground, self._opposite, colour)
        return one_colour(ground, colour)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter, self.rect())
        if self.hasFocus():
            paint_focus(painter, self.rect(), self.palette())

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw title, map, labels, scale and caption (`box` has the widget's size)."""
        text, ground = self._ink(), self.palette().color(QPalette.ColorRole.Base)
        painter.fillRect(box, ground)
        painter.setPen(text)
        metrics = self.fontMetrics()
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideMiddle, box.width() - 12)
        painter.drawText(PAD_PX, PAD_PX + metrics.ascent(), title)
        if not self._values.size:
            return
        area = self._area()
        self._paint_cells(painter, area, text, ground)
        self._paint_texts(painter, area)
        self._paint_labels(painter, area, text, ground)
        self._paint_scale(painter, area, text)
        painter.setPen(text)
        painter.drawText(PAD_PX, box.bottom() - PAD_PX, self._caption())

    def _ink(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Text)

    def _paint_cells(self, painter: QPainter, area: QRect, text: QColor, ground: QColor) -> None:
        side, origin = self._cell_px(area), self._origin(area)
        whole = QRectF(origin.x(), origin.y(), side * len(self._columns), side * len(self._rows))
        painter.save()
        painter.setClipRect(area)
        hatch = QBrush(blend(text, ground, FAINT), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(whole, hatch)
        painter.drawImage(whole, self._image)
        painter.setPen(quiet_line(text, ground))
        painter.drawRect(whole)
        row, column = self.cell
        if row >= 0:
            width = 2 if self._held != NO_CELL else 1
            cell = QRectF(
                origin.x() + column * side, origin.y() + row * side, max(side, 3), max(side, 3)
            )
            for ink, wide in ((ground, width + 2), (text, width)):  # seen on pale and on full cells
                painter.setPen(QPen(ink, wide))
                painter.drawRect(cell)
        painter.restore()

    def _paint_texts(self, painter: QPainter, area: QRect) -> None:
        """What stands in the cells, in the ink that is seen best on each; nothing if too narrow."""
        metrics, side, origin = self.fontMetrics(), self._cell_px(area), self._origin(area)
        widest = max(
            (metrics.horizontalAdvance(one) for row in self._texts for one in row), default=0
        )
        if not widest or side < max(widest + 4, metrics.height()):
            return
        painter.save()
        painter.setClipRect(area)
        levels, table = quantise(self._values, *self._bounds), self._table()
        for row, texts in enumerate(self._texts):
            for column, one in enumerate(texts):
                painter.setPen(readable_on(QColor(table[levels[row, column]])))
                cell = QRectF(origin.x() + column * side, origin.y() + row * side, side, side)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, one)
        painter.restore()

    def _paint_labels(self, painter: QPainter, area: QRect, text: QColor, ground: QColor) -> None:
        metrics, side, origin = self.fontMetrics(), self._cell_px(area), self._origin(area)
        every = max(1, int(np.ceil(metrics.height() / side)))
        row, column = self.cell
        for index in _labelled(len(self._rows), every, row):
            y = origin.y() + (index + 0.5) * side
            if area.top() <= y <= area.bottom():
                painter.setPen(text if index == row else quiet_ink(text, ground))
                self._label(painter, self._row_labels[index], QPointF(area.left() - PAD_PX, y), 0)
        for index in _labelled(len(self._columns), every, column):
            x = origin.x() + (index + 0.5) * side
            if area.left() <= x <= area.right():
                painter.setPen(text if index == column else quiet_ink(text, ground))
                self._label(
                    painter, self._column_labels[index], QPointF(x, area.top() - PAD_PX), 90
                )

    def _label(self, painter: QPainter, token: str, end: QPointF, angle: int) -> None:
        """A token that ends at a point, upright or turned so that it reads upwards to it."""
        metrics = self.fontMetrics()
        label = _elided(metrics, token)
        painter.save()
        painter.translate(end)
        painter.rotate(-angle)
        left = 0 if angle else -metrics.horizontalAdvance(label)
        painter.drawText(QPointF(left, metrics.ascent() / 2 - metrics.descent() / 2), label)
        painter.restore()

    def _paint_scale(self, painter: QPainter, area: QRect, text: QColor) -> None:
        """The colours from the largest value (top) to the smallest, with their numbers."""
        metrics = self.fontMetrics()
        end = self._origin(area).x() + self._cell_px(area) * len(self._columns)
        left = min(area.right(), round(end)) + PAD_PX
        bar = QRect(left, area.top(), SCALE_PX, min(area.height(), 200))
        ramp = np.linspace(254, 0, 255).astype(np.uint8)[:, None]
        painter.drawImage(bar, picture(ramp, self._table()))
        painter.setPen(text)
        painter.drawRect(bar.adjusted(0, 0, -1, -1))
        left, (low, high) = bar.right() + PAD_PX, self._bounds
        painter.drawText(left, bar.top() + metrics.ascent(), short(high))
        painter.drawText(left, bar.bottom(), short(low))

    def _caption(self) -> str:
        row, column = self.cell
        return "" if row < 0 or not self._values.size else self._describe(row, column)

    def _arrow(self, row: int, column: int) -> str:
        return self.tr("{query} ({row}) → {key} ({column}): {value}").format(
            query=self._row_labels[row],
            row=row,
            key=self._column_labels[column],
            column=column,
            value=f"{self._values[row, column]:.4f}",
        )

    # -- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag, self._moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._pan(event.position())
            return
        self._set_over(self.cell_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        if not self._moved:
            cell = self.cell_at(event.position())
            self._hold(NO_CELL if cell == self._held else cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset_view()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._values.size:
            return
        area = self._area()
        before = (event.position() - self._origin(area)) / self._zoom
        self._zoom *= 1.0015 ** event.angleDelta().y()
        self._zoom = min(max(self._zoom, 1.0), MOST_ZOOM)
        self._offset = before * self._zoom - (event.position() - QPointF(area.topLeft()))
        self._keep_inside(area)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._held != NO_CELL:
            self._hold(NO_CELL)
        elif step is not None and self._values.size:
            self._hold_beside(self.cell, step)
        else:
            super().keyPressEvent(event)

    def _hold_beside(self, cell: Cell, step: Cell) -> None:
        """Hold the neighbour of a cell, without one the first; at a border and before the masked
        part the cell itself."""
        row, column = (cell[0] + step[0], cell[1] + step[1]) if cell != NO_CELL else (0, 0)
        there = 0 <= row < len(self._rows) and 0 <= column < len(self._columns)
        if there and not self._is_masked(row, column):
            cell = row, column
        self._hold(cell)
        self._bring_into_sight(cell)

    def _bring_into_sight(self, cell: Cell) -> None:
        area = self._area()
        side = self._cell_px(area)
        left, top = cell[1] * side, cell[0] * side
        self._offset = QPointF(
            min(max(self._offset.x(), left + side - area.width()), left),
            min(max(self._offset.y(), top + side - area.height()), top),
        )
        self._keep_inside(area)

    def leaveEvent(self, event: QEvent) -> None:
        self._set_over(NO_CELL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _pan(self, position: QPointF) -> None:
        assert self._drag is not None
        if not self._moved and (position - self._drag).manhattanLength() < 4:
            return
        self._moved = True
        self._offset -= position - self._drag
        self._drag = position
        self._keep_inside(self._area())
        self.update()

    def _keep_inside(self, area: QRect) -> None:
        if not self._values.size:
            return
        side = self._cell_px(area)
        widest = max(side * len(self._columns) - area.width(), 0)
        highest = max(side * len(self._rows) - area.height(), 0)
        self._offset = QPointF(
            min(max(self._offset.x(), 0), widest), min(max(self._offset.y(), 0), highest)
        )

    def _set_over(self, cell: Cell) -> None:
        if cell != self._over:
            self._over = cell
            self._show_cell()

    def _hold(self, cell: Cell) -> None:
        self._held = cell
        self._show_cell()

    def _show_cell(self) -> None:
        self.setAccessibleDescription(self._caption())
        self.update()
        self.pointed.emit(*self.cell)


def _elided(metrics: QFontMetrics, label: str) -> str:
    return metrics.elidedText(label, Qt.TextElideMode.ElideRight, LONGEST_LABEL_PX)


def _longest(metrics: QFontMetrics, tokens: Sequence[str]) -> int:
    return max((metrics.horizontalAdvance(_elided(metrics, token)) for token in tokens), default=0)


def _labelled(count: int, every: int, chosen: int) -> list[int]:
    """Which labels to write: every n-th, and the chosen one instead of those it would touch."""
    shown_indices = range(0, count, every)
    if chosen < 0:
        return list(shown_indices)
    return [*(i for i in shown_indices if abs(i - chosen) >= every), chosen]
