"""Two distributions over the same tokens, side by side as lying bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.i18n import joined
from ui.widgets.colours import FAINT, blend, quiet_ink
from ui.widgets.numbers import probability
from ui.widgets.token_strip import shown

PAD_PX = 6
ROW_PAD_PX = 4
SQUARE_PX = 9
LABEL_SHARE = 0.24
MARK = "◆"


@dataclass(frozen=True)
class PairBar:
    """One row: a token's text and its two probabilities; a marked row stands out."""

    label: str
    left: float
    right: float
    marked: bool = False


class PairBars(QWidget):
    """Rows of a label and two bars on one scale, below the names of the two sides.

    As high as its rows need: put it in a scroll area.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PairBar, ...] = ()
        self._titles = ("", "")
        self._colours = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_rows(self, rows: Sequence[PairBar]) -> None:
        """Replace the rows, in the order shown."""
        self._rows = tuple(rows)
        self.setAccessibleDescription(joined(_spoken(row) for row in rows))
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def set_sides(self, titles: tuple[str, str], colours: tuple[str, str]) -> None:
        """The names above the bars, and the bars' colours."""
        self._titles, self._colours = titles, colours
        self.update()

    @property
    def rows(self) -> tuple[PairBar, ...]:
        return self._rows

    def sizeHint(self) -> QSize:
        return QSize(360, self._row_height() * (len(self._rows) + 1) + 2 * PAD_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        self._paint_titles(painter)
        highest = max((max(row.left, row.right) for row in self._rows), default=1.0)
        for number, row in enumerate(self._rows):
            top = PAD_PX + (number + 1) * self._row_height()
            self._paint_row(painter, row, top, highest)

    def _row_height(self) -> int:
        return self.fontMetrics().height() + ROW_PAD_PX

    def _columns(self) -> tuple[QRect, QRect, QRect]:
        """Where labels, left bars and right bars stand, without a height."""
        inside = self.width() - 4 * PAD_PX
        label = round(inside * LABEL_SHARE)
        side = (inside - label) // 2
        first = 2 * PAD_PX + label
        return (
            QRect(PAD_PX, 0, label, 0),
            QRect(first, 0, side, 0),
            QRect(first + side + PAD_PX, 0, side, 0),
        )

    def _paint_titles(self, painter: QPainter) -> None:
        _, *sides = self._columns()
        for side, title, colour in zip(sides, self._titles, self._colours, strict=True):
            box = QRect(side.left(), PAD_PX, side.width(), self._row_height())
            if colour:  # words in the colours of roles could not all be read
                square = QRect(box.left(), box.center().y() - SQUARE_PX // 2, SQUARE_PX, SQUARE_PX)
                painter.fillRect(square, QColor(colour))
                box.setLeft(box.left() + SQUARE_PX + PAD_PX)
            painter.setPen(self._ink())
            text = self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, _LEFT, text)

    def _paint_row(self, painter: QPainter, row: PairBar, top: int, highest: float) -> None:
        label, *sides = self._columns()
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
        for side, value, colour in zip(sides, (row.left, row.right), self._colours, strict=True):
            box = QRect(side.left(), top, side.width(), height)
            self._paint_bar(painter, box, value, value / highest, colour)
        painter.setFont(self.font())

    def _paint_bar(
        self, painter: QPainter, box: QRect, value: float, level: float, colour: str
    ) -> None:
        """A bar, and behind its end the number."""
        number = probability(value)
        room = box.width() - painter.fontMetrics().horizontalAdvance("100.0 %") - PAD_PX
        wide = max(level * room, 1.0)
        painter.fillRect(QRectF(box.left(), box.top() + 2, wide, box.height() - 4), QColor(colour))
        painter.setPen(quiet_ink(self._ink(), self._ground()))
        painter.drawText(box.adjusted(round(wide) + PAD_PX, 0, PAD_PX, 0), _LEFT, number)

    def _ink(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Text)

    def _ground(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Base)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _spoken(row: PairBar) -> str:
    mark = f"{MARK} " if row.marked else ""
    return f"{mark}{shown(row.label)}: {probability(row.left)}, {probability(row.right)}"
