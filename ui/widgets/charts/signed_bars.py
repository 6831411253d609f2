"""Numbers of either sign as lying bars: a name, a bar to the left or right of zero, the number."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.i18n import joined
from ui.widgets.colours import FAINT, blend, paint_focus, quiet_line
from ui.widgets.numbers import measure
from ui.widgets.token_strip import plain

PAD_PX = 6
ROW_PAD_PX = 4
DIGITS = 3
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class SignedBar:
    """One row: its name, its value, its tooltip."""

    label: str
    value: float
    tooltip: str = ""


class SignedBars(QWidget):
    """As high as its rows need: put it in a scroll area.

    A click or the arrow keys choose a row, whose number `chosen` tells.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[SignedBar, ...] = ()
        self._colours = ("", "")
        self._full = 1.0
        self._current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def rows(self) -> tuple[SignedBar, ...]:
        return self._rows

    @property
    def current(self) -> int:
        """The number of the chosen row, -1 without one."""
        return self._current

    def set_rows(self, rows: Sequence[SignedBar], full: float) -> None:
        """Replace the rows; a bar of half the room's width stands for `full`. None is chosen."""
        self._rows, self._full, self._current = tuple(rows), full or 1.0, -1
        described = (f"{row.label}: {measure(row.value, DIGITS)}" for row in rows)
        self.setAccessibleDescription(joined(described))
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def set_colours(self, above: str, below: str) -> None:
        """The colours of bars above and below zero."""
        self._colours = (above, below)
        self.update()

    def choose(self, number: int) -> None:
        """Choose a row; one that is not there changes nothing."""
        if 0 <= number < len(self._rows):
            self._current = number
            self.update()
            self.chosen.emit(number)

    def row_at(self, position: QPoint) -> int:
        """The number of the row at a position, -1 without one."""
        number = (position.y() - PAD_PX) // self._row_px()
        return number if 0 <= number < len(self._rows) else -1

    def sizeHint(self) -> QSize:
        return QSize(320, len(self._rows) * self._row_px() + 2 * PAD_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    # -- choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose(self.row_at(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.choose(self._current + step)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number = self.row_at(event.pos())
            text = self._rows[number].tooltip if number >= 0 else ""
            QToolTip.showText(event.globalPos(), plain(text), self)
            return True
        return super().event(event)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground())
        for number, row in enumerate(self._rows):
            if self._box(number).intersects(event.rect()):
                self._paint_row(painter, number, row)
        if self.hasFocus():
            paint_focus(painter, self._box(max(self._current, 0)), self.palette())

    def _row_px(self) -> int:
        return self.fontMetrics().height() + ROW_PAD_PX

    def _box(self, number: int) -> QRect:
        return QRect(0, PAD_PX + number * self._row_px(), self.width(), self._row_px())

    def _paint_row(self, painter: QPainter, number: int, row: SignedBar) -> None:
        box, metrics = self._box(number), self.fontMetrics()
        text = self.palette().color(QPalette.ColorRole.Text)
        if number == self._current:
            painter.fillRect(box, blend(text, self._ground(), FAINT))
        label, value = self._columns()
        painter.setPen(text)
        shown = metrics.elidedText(row.label, Qt.TextElideMode.ElideRight, label)
        painter.drawText(box.adjusted(PAD_PX, 0, 0, 0), _LEFT, shown)
        painter.drawText(box.adjusted(0, 0, -PAD_PX, 0), _RIGHT, measure(row.value, DIGITS))
        room = box.adjusted(label + 2 * PAD_PX, 2, -value - 2 * PAD_PX, -2)
        middle, half = room.center().x(), max(room.width() / 2, 0.0)
        wide = half * min(abs(row.value) / self._full, 1.0)
        left = middle if row.value >= 0 else middle - wide
        colour = QColor(self._colours[row.value < 0])
        painter.fillRect(QRectF(left, room.top(), max(wide, 1.0), room.height()), colour)
        painter.setPen(quiet_line(text, self._ground()))
        painter.drawLine(middle, box.top(), middle, box.bottom())

    def _columns(self) -> tuple[int, int]:
        """The widths of labels and numbers."""
        width = self.fontMetrics().horizontalAdvance
        labels = max((width(row.label) for row in self._rows), default=0)
        numbers = max((width(measure(row.value, DIGITS)) for row in self._rows), default=0)
        return min(labels, self.width() // 3) + 1, numbers + 1

    def _ground(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Base)
