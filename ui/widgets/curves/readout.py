"""The legend beside or below a plot: what its lines are, and their values under the crosshair."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QWidget

from ui.i18n import joined
from ui.widgets.colours import quiet_ink, quiet_line
from ui.widgets.curves.dash import Dash
from ui.widgets.curves.symbols import paint_symbol

PAD_PX = 6
SWATCH_PX = 24
LONGEST_LABEL_PX = 180
LONGEST_VALUE = "-0.00000"


@dataclass(frozen=True)
class ReadoutLine:
    """One row: a swatch's colour, a name, a value, and a fainter second value."""

    key: str
    colour: QColor
    label: str
    value: str = ""
    aside: str = ""
    dash: Dash = ()
    hidden: bool = False
    symbol: str = ""
    """Of what is no line but a sign."""


class Readout(QWidget):
    """Rows one below the other, or as many side by side as fit.

    `toggled` and `soloed` bring the key of a row that was clicked, and clicked twice or with Ctrl.
    """

    toggled = Signal(str)
    soloed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._lines: tuple[ReadoutLine, ...] = ()
        self._beside = True
        self._widest = 0
        self._current = -1
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._retranslate()

    def show_lines(self, lines: Sequence[ReadoutLine], title: str = "") -> None:
        """Replace the rows; with others than before the legend takes the width that these need."""
        if [line.label for line in lines] != [line.label for line in self._lines]:
            self._widest, self._current = 0, -1
        before = self.sizeHint()
        self._title, self._lines = title, tuple(lines)
        told = [title, *(f"{one.label} {one.value}" for one in lines)]
        self.setAccessibleDescription(joined(filter(None, told)))
        if self.sizeHint() != before:
            self.updateGeometry()
        self.update()

    @property
    def lines(self) -> tuple[ReadoutLine, ...]:
        return self._lines

    def set_beside(self, beside: bool) -> None:
        """Stand beside the plot, with the crosshair's place on top, or below it."""
        if beside != self._beside:
            self._beside = beside
            self.updateGeometry()

    def move_current(self, step: int) -> None:
        """Go from row to row by keyboard."""
        if self._lines:
            self._current = min(max(self._current + step, 0), len(self._lines) - 1)
            self.update()

    @property
    def current(self) -> str:
        """The key of the row that the keyboard has reached, empty without one."""
        return self._lines[self._current].key if 0 <= self._current < len(self._lines) else ""

    def row_at(self, position: QPoint) -> int:
        """The number of the row at a position, -1 without one."""
        rows = range(len(self._lines))
        return next((row for row in rows if self.box(row).contains(position)), -1)

    # -- sizes

    def box(self, row: int) -> QRect:
        """Where a row stands."""
        height, across = self.fontMetrics().lineSpacing(), self._across()
        width = self.width() // across if across > 1 else self.width()
        top = PAD_PX + (height if self._beside else 0) + row // across * height
        return QRect(row % across * width, top, width, height)

    def sizeHint(self) -> QSize:
        return QSize(self._row_width(), self.heightForWidth(self.width()))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self._lines) // self._across(width)) + self._beside
        return rows * self.fontMetrics().lineSpacing() + 2 * PAD_PX

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.fontMetrics().lineSpacing())

    def _across(self, width: int = 0) -> int:
        return 1 if self._beside else max((width or self.width()) // self._row_width(), 1)

    def _row_width(self) -> int:
        """It only grows, or the plot would change with each value under the mouse."""
        metrics = self.fontMetrics()
        value, aside = self._value_widths(metrics)
        labels = (_elided(metrics, line.label, LONGEST_LABEL_PX) for line in self._lines)
        label = max(map(metrics.horizontalAdvance, labels), default=0)
        self._widest = max(self._widest, SWATCH_PX + label + value + aside + 5 * PAD_PX)
        return self._widest

    def _value_widths(self, metrics: QFontMetrics) -> tuple[int, int]:
        """The widths of values and second values."""
        width = metrics.horizontalAdvance
        reserved = width(LONGEST_VALUE)
        has_aside = any(line.aside for line in self._lines)
        return reserved, reserved if has_aside else 0

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter, self.palette())
        if 0 <= self._current < len(self._lines):
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
            painter.drawRect(self.box(self._current).adjusted(1, 1, -1, -1))

    def paint(self, painter: QPainter, palette: QPalette) -> None:
        """Draw the rows as they stand in the widget."""
        ground = palette.color(QPalette.ColorRole.Base)
        text = palette.color(QPalette.ColorRole.Text)
        if self._beside:
            painter.setPen(quiet_ink(text, ground))
            title = _elided(self.fontMetrics(), self._title, self.width() - 2 * PAD_PX)
            painter.drawText(PAD_PX, PAD_PX + self.fontMetrics().ascent(), title)
        for row, line in enumerate(self._lines):
            self._paint_line(painter, line, self.box(row), text, ground)

    def _paint_line(
        self, painter: QPainter, line: ReadoutLine, box: QRect, text: QColor, ground: QColor
    ) -> None:
        metrics = self.fontMetrics()
        base, middle = box.top() + metrics.ascent(), box.center().y()
        left = box.left() + PAD_PX
        if line.symbol:
            paint_symbol(painter, line.symbol, line.colour, QPointF(left + SWATCH_PX / 2, middle))
        elif not line.hidden:
            pen = QPen(line.colour, 2)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if line.dash:
                pen.setDashPattern(line.dash)
            painter.setPen(pen)
            painter.drawLine(QPointF(left, middle), QPointF(left + SWATCH_PX, middle))
        left += SWATCH_PX + PAD_PX
        right = box.right() - PAD_PX
        aside_width = self._value_widths(metrics)[1]
        quiet = quiet_ink(text, ground)
        painter.setPen(quiet)
        painter.drawText(right - metrics.horizontalAdvance(line.aside), base, line.aside)
        right -= aside_width + PAD_PX * bool(aside_width)
        painter.setPen(quiet if line.hidden else text)
        painter.drawText(right - metrics.horizontalAdvance(line.value), base, line.value)
        room = right - metrics.horizontalAdvance(line.value) - PAD_PX - left
        label = _elided(metrics, line.label, room)
        painter.drawText(left, base, label)
        if line.hidden:
            painter.setPen(quiet_line(text, ground))
            painter.drawLine(left, middle, left + metrics.horizontalAdvance(label), middle)

    # -- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().toPoint())
        if row >= 0:
            solo = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.soloed if solo else self.toggled).emit(self._lines[row].key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().toPoint())
        if row >= 0:
            self.soloed.emit(self._lines[row].key)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Legend"))
        self.setToolTip(
            self.tr(
                "Click a line to hide or show it; double click or Ctrl+click shows it alone, "
                "and again all of them"
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.FontChange:
            self._widest = 0
            self.updateGeometry()


def _elided(metrics: QFontMetrics, label: str, room: int) -> str:
    return metrics.elidedText(label, Qt.TextElideMode.ElideMiddle, room)
