"""Boxes from left to right, each behind all that leads to it, with lines between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QWidget

_BOX = QSize(170, 44)
_GAP_X, _GAP_Y, _EDGE = 56, 14, 12
_ROUND = 5.0
_PAD = 8
_ARC = 0.12


@dataclass(frozen=True)
class ChartBox:
    """A box with two lines of text; `column` says how far to the right it stands."""

    key: str
    title: str
    about: str
    column: int
    colour: str = ""
    is_faint: bool = False


class LineageChart(QWidget):
    """A click, or Enter on the marked box, picks it; the arrow keys go from box to box."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._boxes: tuple[ChartBox, ...] = ()
        self._lines: tuple[tuple[str, str], ...] = ()
        self._places: dict[str, QRectF] = {}
        self._marked = ""

    def show_boxes(
        self, boxes: Sequence[ChartBox], lines: Sequence[tuple[str, str]], marked: str = ""
    ) -> None:
        """Show other boxes, and lines from the right side of one to the left side of another."""
        self._boxes, self._lines = tuple(boxes), tuple(lines)
        self._places = _places(self._boxes)
        self._marked = marked if marked in self._places else ""
        self.setMinimumSize(self.sizeHint())
        self.resize(self.size().expandedTo(self.sizeHint()))
        self.update()

    @property
    def marked(self) -> str:
        """The key of the marked box; empty if none is."""
        return self._marked

    def box_at(self, place: QPointF) -> str:
        """The key of the box at a place; empty between them."""
        return next((key for key, rect in self._places.items() if rect.contains(place)), "")

    def place_of(self, key: str) -> QRectF:
        return self._places[key]

    def sizeHint(self) -> QSize:
        right = max((rect.right() for rect in self._places.values()), default=0.0)
        bottom = max((rect.bottom() for rect in self._places.values()), default=0.0)
        return QSize(round(right) + _EDGE, round(bottom) + _EDGE)

    # -- what happens -------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = bool(self.box_at(event.position()))
        shapes = Qt.CursorShape
        self.setCursor(shapes.PointingHandCursor if over else shapes.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if key := self.box_at(event.position()):
            self._mark(key)
            self.picked.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        match event.key():
            case keys.Key_Return | keys.Key_Enter | keys.Key_Space if self._marked:
                self.picked.emit(self._marked)
            case keys.Key_Left | keys.Key_Right | keys.Key_Up | keys.Key_Down:
                self._go(event.key())
            case _:
                super().keyPressEvent(event)

    def _go(self, key: int) -> None:
        """Mark the nearest box on that side."""
        if self._marked not in self._places:
            self._mark(next(iter(self._places), ""))
            return
        here = self._places[self._marked].center()
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        across, down = ways[Qt.Key(key)]
        distances = {}
        for other, rect in self._places.items():
            away = rect.center() - here
            ahead = away.x() * across + away.y() * down
            if ahead > 0:
                distances[other] = ahead + 3 * abs(away.x() * down + away.y() * across)
        if distances:
            self._mark(min(distances, key=distances.__getitem__))

    def _mark(self, key: str) -> None:
        self._marked = key
        box = next((box for box in self._boxes if box.key == key), None)
        self.setAccessibleDescription("" if box is None else f"{box.title}, {box.about}")
        self.update()

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1.2))
        for source, target in self._lines:
            painter.drawPath(_line(self._places[source], self._places[target]))
        for box in self._boxes:
            self._paint_box(painter, box)

    def _paint_box(self, painter: QPainter, box: ChartBox) -> None:
        rect, palette = self._places[box.key], self.palette()
        is_marked = box.key == self._marked
        line = palette.color(QPalette.ColorRole.Highlight if is_marked else QPalette.ColorRole.Mid)
        painter.setPen(QPen(line, 2.5 if is_marked else 1.0))
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(rect, _ROUND, _ROUND)
        if box.colour:
            painter.fillRect(
                QRectF(rect.left() + 2, rect.top() + 6, 4, rect.height() - 12), QColor(box.colour)
            )
        roles = QPalette.ColorRole
        text = palette.color(roles.PlaceholderText if box.is_faint else roles.Text)
        inside = rect.adjusted(_PAD + 4, 4, -_PAD, -4)
        self._write(painter, inside, box.title, text, Qt.AlignmentFlag.AlignTop)
        faint = palette.color(roles.PlaceholderText)
        self._write(painter, inside, box.about, faint, Qt.AlignmentFlag.AlignBottom)

    def _write(
        self, painter: QPainter, inside: QRectF, text: str, colour: QColor, side: Qt.AlignmentFlag
    ) -> None:
        painter.setPen(colour)
        shown = self.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideMiddle, round(inside.width())
        )
        painter.drawText(inside, side | Qt.AlignmentFlag.AlignLeft, shown)


def _places(boxes: Sequence[ChartBox]) -> dict[str, QRectF]:
    """Columns from left to right, in each the boxes in their order."""
    filled: dict[int, int] = {}
    places = {}
    for box in boxes:
        row = filled.get(box.column, 0)
        filled[box.column] = row + 1
        left = _EDGE + box.column * (_BOX.width() + _GAP_X)
        top = _EDGE + row * (_BOX.height() + _GAP_Y)
        places[box.key] = QRectF(left, top, _BOX.width(), _BOX.height())
    return places


def _line(source: QRectF, target: QRectF) -> QPainterPath:
    """From side to side; below the boxes that stand between two of one row."""
    if source.top() == target.top() and target.left() - source.right() > _GAP_X + 1:
        return _arc(source, target)
    begin = QPointF(source.right(), source.center().y())
    end = QPointF(target.left(), target.center().y())
    bend = max(_GAP_X / 2, (end.x() - begin.x()) / 2)
    path = QPainterPath(begin)
    path.cubicTo(begin + QPointF(bend, 0), end - QPointF(bend, 0), end)
    return path


def _arc(source: QRectF, target: QRectF) -> QPainterPath:
    begin = QPointF(source.right() - _ROUND * 2, source.bottom())
    end = QPointF(target.left() + _ROUND * 2, target.bottom())
    down = QPointF(0, _ARC * (end.x() - begin.x()))
    path = QPainterPath(begin)
    path.cubicTo(begin + down, end + down, end)
    return path
