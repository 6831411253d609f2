"""Shares of a whole as lying bars: a name, a bar, per cent; one of them is the answer."""

from collections.abc import Mapping, Sequence
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
from ui.widgets.colours import FAINT, blend, quiet_ink, quiet_line
from ui.widgets.numbers import probability
from ui.widgets.token_strip import plain

PAD_PX = 6
BAR_PX = 14
LONGEST_NAME_PX = 200
NARROWEST_BAR_PX = 60


@dataclass(frozen=True)
class Share:
    """One bar: its name, its share from 0 to 1, its tooltip, the colour of its name if not the
    usual one."""

    name: str
    share: float
    tooltip: str = ""
    colour: str = ""


class ShareBars(QWidget):
    """Takes the height of its rows and shares its width between names and bars.

    With `set_choosable`, a click or the arrow keys choose another answer than the first, and
    `chosen_changed` tells its number.
    """

    chosen_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Share, ...] = ()
        self._colour = ""
        self._full = 1.0
        self._chosen = 0
        self._is_choosable = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shares(self) -> Mapping[str, float]:
        return {row.name: row.share for row in self._rows}

    @property
    def rows(self) -> Sequence[Share]:
        return self._rows

    @property
    def chosen(self) -> int:
        """The number of the answer, from 0."""
        return self._chosen

    def set_shares(self, shares: Mapping[str, float], colour: str = "") -> None:
        """Show shares (0 to 1) in the order given, in a colour (the accent if empty)."""
        self.set_rows([Share(*pair) for pair in shares.items()], colour)

    def set_rows(self, rows: Sequence[Share], colour: str = "", *, full: float = 1.0) -> None:
        """Show bars of which one of the whole width stands for a share of `full`."""
        self._rows, self._colour, self._full = tuple(rows), colour, full
        self._chosen = min(self._chosen, max(len(rows) - 1, 0))
        descriptions = (f"{row.name}: {probability(row.share)}" for row in rows)
        self.setAccessibleDescription(joined(descriptions))
        self.updateGeometry()
        self.update()

    def set_choosable(self) -> None:
        """Let a person choose the answer."""
        self._is_choosable = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def choose(self, number: int) -> None:
        """Make another row the answer; one that is not there changes nothing."""
        if 0 <= number < len(self._rows) and number != self._chosen:
            self._chosen = number
            self.update()
            self.chosen_changed.emit(number)

    def row_at(self, position: QPoint) -> int:
        """The number of the row at a position, -1 without one."""
        number = position.y() // self._row_px()
        return number if 0 <= number < len(self._rows) else -1

    def sizeHint(self) -> QSize:
        return QSize(LONGEST_NAME_PX + 3 * NARROWEST_BAR_PX, len(self._rows) * self._row_px())

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * NARROWEST_BAR_PX, self.sizeHint().height())

    # -- choosing -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_choosable:
            self.choose(self.row_at(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key())) if self._is_choosable else None
        if step is None:
            super().keyPressEvent(event)
        else:
            self.choose(self._chosen + step)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            number = self.row_at(event.pos())
            text = self._rows[number].tooltip if number >= 0 else ""
            QToolTip.showText(event.globalPos(), plain(text), self)
            return True
        return super().event(event)

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number, row in enumerate(self._rows):
            self._paint_row(painter, number, row)
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawRect(self._box(self._chosen).adjusted(0, 0, -1, -1))

    def _row_px(self) -> int:
        return self.fontMetrics().lineSpacing() + PAD_PX

    def _box(self, number: int) -> QRect:
        return QRect(0, number * self._row_px(), self.width(), self._row_px())

    def _paint_row(self, painter: QPainter, number: int, row: Share) -> None:
        metrics, palette = self.fontMetrics(), self.palette()
        text = palette.color(QPalette.ColorRole.WindowText)
        ground = palette.color(QPalette.ColorRole.Window)
        colour = QColor(self._colour or palette.color(QPalette.ColorRole.Accent))
        names, numbers = self._columns()
        is_answer = number == self._chosen
        box = self._box(number).adjusted(2, 0, -2, 0)
        quiet = text if is_answer else quiet_ink(text, ground)
        shown = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, names)
        across = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(row.colour) if row.colour else quiet)
        painter.drawText(box, across | Qt.AlignmentFlag.AlignLeft, shown)
        painter.setPen(quiet)
        painter.drawText(box, across | Qt.AlignmentFlag.AlignRight, probability(row.share))
        left, top = box.left() + names + PAD_PX, box.center().y() - BAR_PX / 2
        room = max(box.right() - left - numbers - PAD_PX, 0)
        painter.fillRect(QRectF(left, top, room, BAR_PX), blend(text, ground, FAINT))
        filled = colour if is_answer else quiet_line(colour, ground)
        length = room * min(row.share / self._full, 1.0)
        painter.fillRect(QRectF(left, top, length, BAR_PX), filled)

    def _columns(self) -> tuple[int, int]:
        """The widths of names and numbers; long names leave the bars some room."""
        width = self.fontMetrics().horizontalAdvance
        numbers = width("100.0 %")
        widest = max((width(row.name) for row in self._rows), default=0)
        left_over = self.width() - numbers - NARROWEST_BAR_PX - 2 * PAD_PX
        return max(min(widest, LONGEST_NAME_PX, left_over), 0), numbers
