"""Loss against size: a point a model, and the line of those that no other beats in both."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.widgets.charts.ticks import decimals, even_ticks, log_ticks
from ui.widgets.colours import FAINT, blend, quiet_ink, quiet_line
from ui.widgets.numbers import compact, short
from ui.widgets.token_strip import plain

PAD_PX = 8
DOT_PX = 5


@dataclass(frozen=True)
class ScatterPoint:
    """A model: its name, where it stands (both above 0), its colour; `margin` is its error bar."""

    name: str
    x: float
    y: float
    colour: str
    margin: float = 0.0


class Scatter(QWidget):
    """The horizontal axis is logarithmic. `front` names the points of the dashed line, in order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[ScatterPoint, ...] = ()
        self._front: tuple[str, ...] = ()
        self._title = self._x_title = ""
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 130)

    def set_points(self, points: Sequence[ScatterPoint], front: Sequence[str]) -> None:
        """Replace the points."""
        self._points, self._front = tuple(points), tuple(front)
        descriptions = [f"{point.name}: {short(point.x)}, {point.y:.4g}" for point in points]
        self.setAccessibleDescription("; ".join(descriptions))
        self.update()

    def set_titles(self, title: str, x_title: str) -> None:
        """The words above the plot and below its horizontal axis."""
        self._title, self._x_title = title, x_title
        self.setAccessibleName(title)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, 220)

    # -- positions ----------------------------------------------------------------------------

    def _area(self) -> QRect:
        metrics = self.fontMetrics()
        line = metrics.lineSpacing()
        left = metrics.horizontalAdvance("0.000") + 2 * PAD_PX
        return self.rect().adjusted(left, line + 2 * PAD_PX, -2 * PAD_PX, -2 * line - PAD_PX)

    def _ends(self) -> tuple[float, float, float, float]:
        """Logarithms of the sizes, and losses, each with room around it."""
        xs = [math.log10(point.x) for point in self._points]
        lows = [point.y - point.margin for point in self._points]
        highs = [point.y + point.margin for point in self._points]
        # What hardly differs is not to fill the height of the plot.
        room = max(0.05 * (max(highs) - min(lows)), 0.02 * max(highs), 1e-3)
        return min(xs) - 0.15, max(xs) + 0.15, min(lows) - room, max(highs) + room

    def position_of(self, x: float, y: float) -> QPointF:
        """Where a size and a loss are drawn."""
        left, right, low, high = self._ends()
        area = self._area()
        across = (math.log10(x) - left) / (right - left)
        up = (y - low) / (high - low)
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.palette().color(QPalette.ColorRole.Base)
        text = self.palette().color(QPalette.ColorRole.Text)
        painter.fillRect(self.rect(), base)
        metrics = self.fontMetrics()
        painter.setPen(text)
        painter.drawText(PAD_PX, PAD_PX // 2 + metrics.ascent(), self._title)
        if not self._points:
            return
        self._paint_axes(painter, text, base)
        line = [point for name in self._front for point in self._points if point.name == name]
        painter.setPen(QPen(quiet_line(text, base), 1.2, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF([self.position_of(point.x, point.y) for point in line]))
        taken: list[QRectF] = []
        for point in self._points:
            self._paint_point(painter, point)
        painter.setPen(text)
        for point in self._points:
            self._paint_name(painter, point, taken)

    def _paint_axes(self, painter: QPainter, text: QColor, base: QColor) -> None:
        area, metrics = self._area(), self.fontMetrics()
        left, right, low, high = self._ends()
        losses = even_ticks(low, high)
        for loss in losses:
            y = self.position_of(10**left, loss).y()
            painter.setPen(blend(text, base, FAINT))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(quiet_ink(text, base))
            label = f"{loss:.{decimals(losses)}f}"
            x = area.left() - PAD_PX - metrics.horizontalAdvance(label)
            painter.drawText(QPointF(x, y + metrics.ascent() / 2 - 1), label)
        for size in log_ticks(10**left, 10**right):
            foot = self.position_of(size, low)
            label = compact(size)
            wide = metrics.horizontalAdvance(label)
            painter.drawText(QPointF(foot.x() - wide / 2, foot.y() + metrics.lineSpacing()), label)
        painter.drawText(
            QRect(area.left(), self.height() - metrics.lineSpacing() - 2, area.width(), 20),
            Qt.AlignmentFlag.AlignHCenter,
            self._x_title,
        )

    def _paint_point(self, painter: QPainter, point: ScatterPoint) -> None:
        centre, colour = self.position_of(point.x, point.y), QColor(point.colour)
        painter.setPen(QPen(colour, 1.4))
        if point.margin:
            low, high = (self.position_of(point.x, point.y + s * point.margin) for s in (-1, 1))
            painter.drawLine(low, high)
        painter.setBrush(colour)
        painter.drawEllipse(centre, DOT_PX, DOT_PX)

    def _paint_name(self, painter: QPainter, point: ScatterPoint, taken: list[QRectF]) -> None:
        """A name that would stand on another is left to the tooltip."""
        centre, metrics = self.position_of(point.x, point.y), self.fontMetrics()
        wide = metrics.horizontalAdvance(point.name)
        fits = centre.x() + 2 * DOT_PX + wide < self.width()
        x = centre.x() + 2 * DOT_PX if fits else centre.x() - 2 * DOT_PX - wide
        box = QRectF(x, centre.y() - DOT_PX - metrics.ascent(), wide, metrics.height())
        if not any(box.intersects(other) for other in taken):
            taken.append(box)
            painter.drawText(QPointF(x, centre.y() - DOT_PX), point.name)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = self.point_at(event.position())
        text = "" if point is None else f"{point.name}\n{short(point.x)}, {point.y:.4f}"
        QToolTip.showText(event.globalPosition().toPoint(), plain(text), self)

    def point_at(self, position: QPointF) -> ScatterPoint | None:
        """The point that is drawn at a position."""
        for point in self._points:
            offset = self.position_of(point.x, point.y) - position
            if math.hypot(offset.x(), offset.y()) <= 2 * DOT_PX:
                return point
        return None
