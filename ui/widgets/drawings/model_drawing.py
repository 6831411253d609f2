"""A model as boxes from its embeddings to its outputs, and a bar of what its parameters are in."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.i18n import joined
from ui.widgets.colours import blend, readable_on
from ui.widgets.drawings.model_layout import PAD_PX, Box, BoxFrame, Layout, arranged
from ui.widgets.numbers import share as written_share

STRIPE_PX = 4
BAR_PX = 16
GROUND_SHARE = 0.14
MOST_WIDTH_PX = 420
NARROWEST_PX = 180
BESIDE_PX = 560
"""From this width on, the figures stand beside the boxes."""
FIGURES_PX = 210


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
    about_sums: str = ""
    """What the places say where a branch is added to the stream."""


class ModelDrawing(QWidget):
    """Draws one model; put it in a scroll area. Faded, it is not current.

    Boxes have two lines where that fits the height, and one where it does not; what is left out is
    in their tooltips.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = Drawing()
        self._faded = False
        self._layout = Layout(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumWidth(NARROWEST_PX)

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
        return QSize(320, self._height(320, two_lines=True))

    def heightForWidth(self, width: int) -> int:
        """The least that shows every box."""
        return self._height(width, two_lines=False)

    def _line(self) -> int:
        return self.fontMetrics().lineSpacing()

    def _box_height(self, *, two_lines: bool) -> int:
        return 2 * self._line() + PAD_PX if two_lines else self._line() + PAD_PX // 2

    def _height(self, width: int, *, two_lines: bool) -> int:
        figures, column = self._columns(QRect(0, 0, width, 0))
        bottom = self._arranged(column, two_lines=two_lines).bottom
        return max(bottom, figures.bottom() + 1) + PAD_PX

    def _columns(self, area: QRect) -> tuple[QRect, QRect]:
        """Where the figures stand, and where the boxes begin: beside them, or below."""
        lines = 1 + len(self._drawing.shares)
        height = lines * self._line() + BAR_PX + 2 * PAD_PX
        top, room = area.top() + PAD_PX, area.width() - 2 * PAD_PX
        if area.width() < BESIDE_PX:
            width = min(room, MOST_WIDTH_PX)
            left = area.left() + (area.width() - width) // 2
            return QRect(left, top, width, height), QRect(left, top + height, width, 0)
        width = min(room - FIGURES_PX - 2 * PAD_PX, MOST_WIDTH_PX)
        left = area.left() + (area.width() - FIGURES_PX - 2 * PAD_PX - width) // 2
        figures = QRect(left, top, FIGURES_PX, height)
        return figures, QRect(left + FIGURES_PX + 2 * PAD_PX, top, width, 0)

    def _arranged(self, column: QRect, *, two_lines: bool) -> Layout:
        box_px = self._box_height(two_lines=two_lines)
        return arranged(self._drawing.frames, column, self._line(), box_px)

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._faded:
            painter.setOpacity(0.4)
        self._layout = self.paint(painter, self.rect())

    def paint(self, painter: QPainter, area: QRect) -> Layout:
        """Draw everything into `area`; gives where each box stands."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        painter.fillRect(area, self.palette().color(QPalette.ColorRole.Base))
        figures, column = self._columns(area)
        two_lines = self._height(area.width(), two_lines=True) <= area.height()
        layout = self._arranged(column, two_lines=two_lines)
        self._paint_figures(painter, figures)
        self._paint_stream(painter, layout)
        for border, label in layout.borders:
            self._paint_border(painter, border, label)
        for rect, box in layout.boxes:
            self._paint_box(painter, rect, box, two_lines=two_lines)
        return layout

    def _paint_figures(self, painter: QPainter, area: QRect) -> None:
        """The title, the bar of shares and its legend."""
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

    def _paint_border(self, painter: QPainter, border: QRect, label: str) -> None:
        painter.setPen(QPen(self._muted(), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(border, 6, 6)
        text = self._elided(label, border.width() - 2 * PAD_PX)
        room = QRect(border.left(), border.top(), border.width(), self._line() + PAD_PX // 2)
        room.adjust(
            border.width() - self.fontMetrics().horizontalAdvance(text) - 2 * PAD_PX, 1, -2, 0
        )
        painter.fillRect(room, self.palette().color(QPalette.ColorRole.Base))
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_stream(self, painter: QPainter, layout: Layout) -> None:
        """The way of a text through the boxes and around them."""
        for points in (*layout.lines, *layout.arrows):
            painter.setPen(QPen(self._muted(), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF([QPointF(point) for point in points]))
        for points in layout.arrows:
            self._paint_tip(painter, points[-2], points[-1])
        for join in layout.joins:
            painter.setPen(QPen(self._muted(), 1.5))
            painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
            painter.drawEllipse(join)
            middle, half = QPointF(join.toRectF().center()), join.width() / 2 - 3
            for across in (QPointF(half, 0), QPointF(0, half)):
                painter.drawLine(middle - across, middle + across)

    def _paint_tip(self, painter: QPainter, before: QPoint, tip: QPoint) -> None:
        """The point of an arrow along its last stretch, which is level or upright."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._muted())
        end = QPointF(tip)
        if before.x() == tip.x():
            corners = (end, end + QPointF(-3.5, -5), end + QPointF(3.5, -5))
        else:
            back = -5 if before.x() < tip.x() else 5
            corners = (end, end + QPointF(back, -3.5), end + QPointF(back, 3.5))
        painter.drawPolygon(QPolygonF(corners))

    def _paint_box(self, painter: QPainter, rect: QRect, box: Box, *, two_lines: bool) -> None:
        base = self.palette().color(QPalette.ColorRole.Base)
        ground = blend(box.colour, base, GROUND_SHARE)
        painter.fillRect(rect, ground)
        stripe = QRect(rect.left(), rect.top(), STRIPE_PX, rect.height())
        painter.fillRect(stripe, QColor(box.colour))
        inner = rect.adjusted(STRIPE_PX + PAD_PX, PAD_PX // 4, -PAD_PX, -PAD_PX // 4)
        if two_lines:
            inner.adjust(0, PAD_PX // 4, 0, -PAD_PX // 4)
        painter.setPen(readable_on(ground))
        figure_width = self.fontMetrics().horizontalAdvance(box.figure) + PAD_PX
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignLeft, self._elided(box.title, inner.width() - figure_width)
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight, box.figure)
        if not two_lines:
            return
        painter.setPen(self._muted())
        below = inner.adjusted(0, self._line(), 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self._elided(box.shapes, inner.width()))

    def _muted(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.PlaceholderText)

    def _elided(self, text: str, width: int) -> str:
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))

    # -- looking closer -----------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)

    def box_at(self, position: QPoint) -> Box | None:
        """The part that is drawn at a position."""
        return next((box for rect, box in self._layout.boxes if rect.contains(position)), None)

    def tip_at(self, position: QPoint) -> str:
        """What is said of a part, or of a sum, at a position."""
        if box := self.box_at(position):
            return box.tooltip
        on_sum = any(join.contains(position) for join in self._layout.joins)
        return self._drawing.about_sums if on_sum else ""


def shares_of(parts: Sequence[tuple[str, int, str]]) -> tuple[BarShare, ...]:
    """Titles, parameters and colours as shares of their sum; empty parts are left out."""
    total = sum(count for _, count, _ in parts) or 1
    return tuple(BarShare(title, count / total, colour) for title, count, colour in parts if count)
