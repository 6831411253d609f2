"""A model as boxes from its embeddings to its outputs, and a bar of what its parameters are in."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygon
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.i18n import joined
from ui.widgets.colours import blend, quiet_ink, readable_on
from ui.widgets.numbers import share as written_share

PAD_PX = 8
GAP_PX = 10
STRIPE_PX = 4
BAR_PX = 16
GROUND_SHARE = 0.14
MOST_WIDTH_PX = 420


@dataclass(frozen=True)
class Box:
    """A part: its title, its size as a figure, the shapes of its weights, colour and tooltip."""

    title: str
    figure: str
    shapes: str
    colour: str
    tooltip: str = ""


@dataclass(frozen=True)
class BoxFrame:
    """Boxes one below the other; with a label, such as × 6, they are framed together."""

    boxes: tuple[Box, ...]
    label: str = ""


@dataclass(frozen=True)
class BarShare:
    """A stretch of the bar: its title and its part of the whole, from 0 to 1."""

    title: str
    share: float
    colour: str


@dataclass(frozen=True)
class Drawing:
    """All that is drawn."""

    title: str = ""
    frames: tuple[BoxFrame, ...] = ()
    shares: tuple[BarShare, ...] = ()


class ModelDrawing(QWidget):
    """Draws one model; as high as it needs (put it in a scroll area). Faded, it is not current."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = Drawing()
        self._faded = False
        self._box_rects: list[tuple[QRect, Box]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)
        self.setMinimumWidth(180)

    def set_drawing(self, drawing: Drawing) -> None:
        """Draw another model."""
        self._drawing = drawing
        parts = [f"{box.title} {box.figure}" for frame in drawing.frames for box in frame.boxes]
        self.setAccessibleName(drawing.title)
        self.setAccessibleDescription(joined(parts))
        self.updateGeometry()
        self.update()

    def set_faded(self, faded: bool) -> None:
        """Show that the settings have gone on to something that cannot be drawn."""
        self._faded = faded
        self.update()

    @property
    def drawing(self) -> Drawing:
        return self._drawing

    # -- sizes --------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(320, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self._height())

    def _line(self) -> int:
        return self.fontMetrics().lineSpacing()

    def _box_height(self) -> int:
        return 2 * self._line() + PAD_PX

    def _height(self) -> int:
        boxes = sum(len(frame.boxes) for frame in self._drawing.frames)
        framed = sum(1 for frame in self._drawing.frames if frame.label)
        legend = len(self._drawing.shares) * self._line()
        head = self._line() + BAR_PX + legend + 4 * PAD_PX
        return head + boxes * (self._box_height() + GAP_PX) + framed * (2 * PAD_PX + self._line())

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._faded:
            painter.setOpacity(0.4)
        self._box_rects = self.paint(painter, self.rect())

    def paint(self, painter: QPainter, area: QRect) -> list[tuple[QRect, Box]]:
        """Draw everything into `area`; gives where each box stands."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        painter.fillRect(area, self.palette().color(QPalette.ColorRole.Base))
        width = min(area.width() - 2 * PAD_PX, MOST_WIDTH_PX)
        left = area.left() + (area.width() - width) // 2
        y = self._paint_head(painter, QRect(left, area.top() + PAD_PX, width, area.height()))
        box_rects: list[tuple[QRect, Box]] = []
        for number, frame in enumerate(self._drawing.frames):
            y = self._paint_frame(
                painter, frame, QRect(left, y, width, 0), box_rects, first=not number
            )
        return box_rects

    def _paint_head(self, painter: QPainter, area: QRect) -> int:
        """The title, the bar of shares and its legend; gives where they end."""
        text = self.palette().color(QPalette.ColorRole.Text)
        line, x, y = self._line(), area.left(), area.top()
        painter.setPen(text)
        title = self._elided(self._drawing.title, area.width())
        painter.drawText(QRect(x, y, area.width(), line), Qt.AlignmentFlag.AlignLeft, title)
        y += line + PAD_PX // 2
        begin = 0.0
        for share in self._drawing.shares:
            end = begin + share.share
            left, right = (x + round(part * area.width()) for part in (begin, end))
            painter.fillRect(QRect(left, y, max(1, right - left), BAR_PX), QColor(share.colour))
            begin = end
        y += BAR_PX + PAD_PX // 2
        for share in self._drawing.shares:
            square = QRect(x, y + line // 4, line // 2, line // 2)
            painter.fillRect(square, QColor(share.colour))
            words = QRect(x + line, y, area.width() - line, line)
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft, share.title)
            percent = written_share(share.share)
            painter.drawText(words, Qt.AlignmentFlag.AlignRight, percent)
            y += line
        return y + PAD_PX

    def _paint_frame(
        self,
        painter: QPainter,
        frame: BoxFrame,
        area: QRect,
        box_rects: list[tuple[QRect, Box]],
        *,
        first: bool,
    ) -> int:
        """Boxes with arrows between them; gives where they end."""
        y, inset = area.top(), PAD_PX if frame.label else 0
        if frame.label:
            rows = len(frame.boxes) * (self._box_height() + GAP_PX)
            border = QRect(area.left(), y + GAP_PX // 2, area.width(), rows + PAD_PX + self._line())
            painter.setPen(QPen(self._muted(), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(border, 6, 6)
            label = border.adjusted(PAD_PX, PAD_PX // 2, -PAD_PX, 0)
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            painter.drawText(label, Qt.AlignmentFlag.AlignRight, frame.label)
            y += self._line() + PAD_PX // 2
        for number, box in enumerate(frame.boxes):
            if not (first and number == 0):
                self._paint_arrow(painter, area.center().x(), y)
            rect = QRect(
                area.left() + inset, y + GAP_PX, area.width() - 2 * inset, self._box_height()
            )
            self._paint_box(painter, rect, box)
            box_rects.append((rect, box))
            y += self._box_height() + GAP_PX
        return y + (PAD_PX + PAD_PX // 2 if frame.label else 0)

    def _paint_box(self, painter: QPainter, rect: QRect, box: Box) -> None:
        base = self.palette().color(QPalette.ColorRole.Base)
        ground = blend(box.colour, base, GROUND_SHARE)
        painter.fillRect(rect, ground)
        stripe = QRect(rect.left(), rect.top(), STRIPE_PX, rect.height())
        painter.fillRect(stripe, QColor(box.colour))
        inner = rect.adjusted(STRIPE_PX + PAD_PX, PAD_PX // 2, -PAD_PX, -PAD_PX // 2)
        painter.setPen(readable_on(ground))
        figure_width = self.fontMetrics().horizontalAdvance(box.figure) + PAD_PX
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignLeft, self._elided(box.title, inner.width() - figure_width)
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight, box.figure)
        painter.setPen(quiet_ink(readable_on(ground), ground))
        below = inner.adjusted(0, self._line(), 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self._elided(box.shapes, inner.width()))

    def _paint_arrow(self, painter: QPainter, x: int, y: int) -> None:
        painter.setPen(self._muted())
        painter.setBrush(self._muted())
        painter.drawLine(x, y, x, y + GAP_PX - 3)
        tip = y + GAP_PX
        painter.drawPolygon(
            QPolygon([QPoint(x - 3, tip - 4), QPoint(x + 3, tip - 4), QPoint(x, tip)])
        )

    def _muted(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.PlaceholderText)

    def _elided(self, text: str, width: int) -> str:
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))

    # -- looking closer -----------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            box = self.box_at(event.pos())
            QToolTip.showText(event.globalPos(), box.tooltip if box else "", self)
            return True
        return super().event(event)

    def box_at(self, position: QPoint) -> Box | None:
        """The part that is drawn at a position."""
        return next((box for rect, box in self._box_rects if rect.contains(position)), None)


def shares_of(parts: Sequence[tuple[str, int, str]]) -> tuple[BarShare, ...]:
    """Titles, parameters and colours as shares of their sum; empty parts are left out."""
    total = sum(count for _, count, _ in parts) or 1
    return tuple(BarShare(title, count / total, colour) for title, count, colour in parts if count)
