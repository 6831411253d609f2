"""Distributions over the same tokens side by side: what they were, pale, and what is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.i18n import joined
from ui.widgets.colours import FAINT, blend, paint_focus, quiet_ink
from ui.widgets.numbers import MISSING, probability
from ui.widgets.token_strip import shown

PAD_PX = 6
ROW_PAD_PX = 4
SQUARE_PX = 9
LABEL_SHARE = 0.15
PALE = 0.35
MARK = "◆"
ARROW = "→"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class FilteredBar:
    """One row: a token's text, and for each side its probability before and behind the filters."""

    label: str
    sides: tuple[tuple[float, float], ...]
    marked: bool = False


class FilteredBars(QWidget):
    """Rows of a label and a bar for each side, all on one scale, below the names of the sides.

    As high as its rows need: put it in a scroll area. A click or the arrow keys choose a row, whose
    number `chosen` tells.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._rows: tuple[FilteredBar, ...] = ()
        self._sides: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def rows(self) -> tuple[FilteredBar, ...]:
        return self._rows

    @property
    def titles(self) -> tuple[str, ...]:
        """The names of the sides."""
        return tuple(title for title, _ in self._sides)

    def set_rows(self, rows: Sequence[FilteredBar]) -> None:
        """Replace the rows, in the order shown."""
        has_other_height = len(rows) != len(self._rows)
        self._current = min(self._current, len(rows) - 1)
        self._rows = tuple(rows)
        self.setAccessibleDescription(joined(_spoken(row) for row in rows))
        if has_other_height:
            self.setMinimumHeight(self.sizeHint().height())
            self.updateGeometry()
        self.update()

    def set_sides(self, sides: Sequence[tuple[str, str]]) -> None:
        """The name of each side, and its colour."""
        self._sides = tuple(sides)
        self.update()

    def choose(self, number: int) -> None:
        """Choose a row; one that is not there changes nothing."""
        if 0 <= number < len(self._rows):
            self._current = number
            self.update()
            self.chosen.emit(number)

    def top_of(self, number: int) -> int:
        """Where a row begins, from above."""
        return PAD_PX + (number + 1) * self._row_height()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose((round(event.position().y()) - PAD_PX) // self._row_height() - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.choose(self._current + step)

    def sizeHint(self) -> QSize:
        return QSize(360, self._row_height() * (len(self._rows) + 1) + 2 * PAD_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground())
        self._paint_titles(painter)
        shares = (share for row in self._rows for pair in row.sides for share in pair)
        highest = max(shares, default=0.0) or 1.0
        for number, row in enumerate(self._rows):
            self._paint_row(painter, row, self.top_of(number), highest)
        if self.hasFocus():
            top, height = self.top_of(max(self._current, 0)), self._row_height()
            paint_focus(painter, QRect(0, top, self.width(), height), self.palette())

    def _row_height(self) -> int:
        return self.fontMetrics().height() + ROW_PAD_PX

    def _columns(self) -> tuple[QRect, list[QRect]]:
        """Where labels and the bars of each side stand, without a height."""
        count = max(len(self._sides), 1)
        inside = self.width() - (2 + count) * PAD_PX
        label = round(inside * LABEL_SHARE)
        side = (inside - label) // count
        first = 2 * PAD_PX + label
        lefts = (first + number * (side + PAD_PX) for number in range(count))
        return QRect(PAD_PX, 0, label, 0), [QRect(left, 0, side, 0) for left in lefts]

    def _paint_titles(self, painter: QPainter) -> None:
        _, columns = self._columns()
        for column, (title, colour) in zip(columns, self._sides, strict=False):
            box = QRect(column.left(), PAD_PX, column.width(), self._row_height())
            square = QRect(box.left(), box.center().y() - SQUARE_PX // 2, SQUARE_PX, SQUARE_PX)
            painter.fillRect(square, QColor(colour))
            box.setLeft(box.left() + SQUARE_PX + PAD_PX)
            painter.setPen(self._ink())
            text = self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, _LEFT, text)

    def _paint_row(self, painter: QPainter, row: FilteredBar, top: int, highest: float) -> None:
        label, columns = self._columns()
        height = self._row_height()
        if row.marked:
            whole = QRect(0, top, self.width(), height)
            painter.fillRect(whole, blend(self._ink(), self._ground(), FAINT))
        font = QFont(self.font())
        font.setBold(row.marked)
        painter.setFont(font)
        painter.setPen(self._ink())
        text = f"{MARK} {shown(row.label)}" if row.marked else shown(row.label)
        text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, label.width())
        painter.drawText(QRect(label.left(), top, label.width(), height), _RIGHT, text)
        painter.setFont(self.font())
        for column, pair, (_, colour) in zip(columns, row.sides, self._sides, strict=False):
            box = QRect(column.left(), top, column.width(), height)
            self._paint_bars(painter, box, pair, highest, QColor(colour))

    def _paint_bars(
        self,
        painter: QPainter,
        box: QRect,
        pair: tuple[float, float],
        highest: float,
        colour: QColor,
    ) -> None:
        """The pale bar, the strong one within its height, and behind both the numbers."""
        metrics = painter.fontMetrics()
        room = box.width() - metrics.horizontalAdvance(f"100.0 % {ARROW} 100.0 %") - PAD_PX
        widths = [max(share / highest, 0.0) * max(room, 0) for share in pair]
        high = box.height()
        pale, strong = QRectF(box), QRectF(box)
        pale.adjust(0, 2, 0, -2)
        pale.setWidth(max(widths[0], 1.0))
        painter.fillRect(pale, blend(colour, self._ground(), PALE))
        if pair[1] > 0:
            strong.adjust(0, high / 3, 0, -high / 3)
            strong.setWidth(max(widths[1], 1.0))
            painter.fillRect(strong, colour)
        painter.setPen(quiet_ink(self._ink(), self._ground()))
        beyond = round(max(*widths, 1.0)) + PAD_PX
        painter.drawText(box.adjusted(beyond, 0, PAD_PX, 0), _LEFT, _numbers(*pair))

    def _ink(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Text)

    def _ground(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Base)


def _numbers(before: float, behind: float) -> str:
    """Both numbers, or one where nothing has changed."""
    if abs(before - behind) < 5e-5:
        return probability(before)
    return f"{probability(before)} {ARROW} {probability(behind) if behind > 0 else MISSING}"


def _spoken(row: FilteredBar) -> str:
    mark = f"{MARK} " if row.marked else ""
    return f"{mark}{shown(row.label)}: {joined(_numbers(*pair) for pair in row.sides)}"
