"""Points at two numbers each, such as loss against size, and a line through some of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.widgets.charts.ticks import decimals, even_ticks, log_ticks
from ui.widgets.colours import FAINT, blend, paint_focus, quiet_ink, quiet_line
from ui.widgets.numbers import compact, short
from ui.widgets.token_strip import plain

PAD_PX = 8
DOT_PX = 5
RING_PX = 9


@dataclass(frozen=True)
class ScatterPoint:
    """A point: its name, where it stands, its colour; `margin` is its error bar."""

    name: str
    x: float
    y: float
    colour: str
    margin: float = 0.0


class Scatter(QWidget):
    """The horizontal axis is logarithmic (all is above 0 there), or else even as the vertical one.

    A `choosable` one names the chosen point alone, which a click or the arrow keys choose: they go
    through the points from left to right, and `chosen` brings the name. `front` names the points of
    the dashed line, in order.
    """

    chosen = Signal(str)

    def __init__(
        self, parent: QWidget | None = None, *, logarithmic: bool = True, choosable: bool = False
    ) -> None:
        super().__init__(parent)
        self._logarithmic, self._choosable = logarithmic, choosable
        self._points: tuple[ScatterPoint, ...] = ()
        self._front: tuple[str, ...] = ()
        self._law: tuple[tuple[float, float], ...] = ()
        self._chosen = ""
        self._ends = (0.0, 1.0, 0.0, 1.0)
        self._title = self._x_title = ""
        self.setMouseTracking(True)
        if choosable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 130)

    @property
    def points(self) -> tuple[ScatterPoint, ...]:
        return self._points

    def choose(self, name: str) -> None:
        """Put a ring around a point, in silence; an empty name around none."""
        self._chosen = name
        self.update()

    def set_points(self, points: Sequence[ScatterPoint], front: Sequence[str] = ()) -> None:
        """Replace the points."""
        self._points, self._front = tuple(points), tuple(front)
        if points:
            self._ends = self._ends_of(points)
        descriptions = [f"{point.name}: {short(point.x)}, {point.y:.4g}" for point in points]
        self.setAccessibleDescription("; ".join(descriptions))
        self.update()

    def set_law(self, places: Sequence[tuple[float, float]]) -> None:
        """Draw a line through these places, such as a law that was fitted; none for no places."""
        self._law = tuple(places)
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

    def _ends_of(self, points: Sequence[ScatterPoint]) -> tuple[float, float, float, float]:
        """The ends of both axes, each with room around it; the logarithms of a logarithmic one."""
        xs = [self._across(point.x) for point in points]
        lows = [point.y - point.margin for point in points]
        highs = [point.y + point.margin for point in points]
        # What hardly differs is not to fill the height of the plot.
        room = max(0.05 * (max(highs) - min(lows)), 0.02 * max(highs), 1e-3)
        aside = 0.15 if self._logarithmic else max(0.05 * (max(xs) - min(xs)), 1e-3)
        return min(xs) - aside, max(xs) + aside, min(lows) - room, max(highs) + room

    def _across(self, x: float) -> float:
        return math.log10(x) if self._logarithmic else x

    def position_of(self, x: float, y: float) -> QPointF:
        """Where two numbers are drawn."""
        left, right, low, high = self._ends
        area = self._area()
        across = (self._across(x) - left) / (right - left)
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
        painter.drawPolyline(QPolygonF([self.position_of(x, y) for x, y in self._law]))
        taken: list[QRectF] = []
        for point in self._points:
            self._paint_point(painter, point)
        painter.setPen(text)
        for point in self._points:
            if not self._choosable or point.name == self._chosen:
                self._paint_name(painter, point, taken)
        if self.hasFocus():
            paint_focus(painter, self.rect(), self.palette())

    def _paint_axes(self, painter: QPainter, text: QColor, base: QColor) -> None:
        area, metrics = self._area(), self.fontMetrics()
        left, right, low, high = self._ends
        first = 10**left if self._logarithmic else left
        heights = even_ticks(low, high)
        for height in heights:
            y = self.position_of(first, height).y()
            painter.setPen(blend(text, base, FAINT))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(quiet_ink(text, base))
            label = f"{height:.{decimals(heights)}f}"
            x = area.left() - PAD_PX - metrics.horizontalAdvance(label)
            painter.drawText(QPointF(x, y + metrics.ascent() / 2 - 1), label)
        for number, label in self._across_ticks(left, right):
            foot = self.position_of(number, low)
            wide = metrics.horizontalAdvance(label)
            painter.drawText(QPointF(foot.x() - wide / 2, foot.y() + metrics.lineSpacing()), label)
        painter.drawText(
            QRect(area.left(), self.height() - metrics.lineSpacing() - 2, area.width(), 20),
            Qt.AlignmentFlag.AlignHCenter,
            self._x_title,
        )

    def _across_ticks(self, left: float, right: float) -> list[tuple[float, str]]:
        """Numbers of the horizontal axis, and how they are written."""
        if self._logarithmic:
            return [(number, compact(number)) for number in log_ticks(10**left, 10**right)]
        ticks = even_ticks(left, right)
        return [(number, f"{number:.{decimals(ticks)}f}") for number in ticks]

    def _paint_point(self, painter: QPainter, point: ScatterPoint) -> None:
        centre, colour = self.position_of(point.x, point.y), QColor(point.colour)
        painter.setPen(QPen(colour, 1.4))
        if point.margin:
            low, high = (self.position_of(point.x, point.y + s * point.margin) for s in (-1, 1))
            painter.drawLine(low, high)
        painter.setBrush(colour)
        painter.drawEllipse(centre, DOT_PX, DOT_PX)
        if self._chosen and point.name == self._chosen:
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Text), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, RING_PX, RING_PX)

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

    # -- mouse and keys -----------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = self.point_at(event.position())
        text = "" if point is None else f"{point.name}\n{short(point.x)}, {point.y:.4f}"
        QToolTip.showText(event.globalPosition().toPoint(), plain(text), self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = self.point_at(event.position())
        if self._choosable and point is not None:
            self._take(point)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if not self._choosable or step is None or not self._points:
            super().keyPressEvent(event)
            return
        order = sorted(self._points, key=lambda point: (point.x, point.y))
        places = [place for place, point in enumerate(order) if point.name == self._chosen]
        place = min(max(places[0] + step, 0), len(order) - 1) if places else 0
        self._take(order[place])

    def point_at(self, position: QPointF) -> ScatterPoint | None:
        """The point that is drawn at a position: the nearest one of several."""

        def away(point: ScatterPoint) -> float:
            offset = self.position_of(point.x, point.y) - position
            return math.hypot(offset.x(), offset.y())

        nearest = min(self._points, key=away, default=None)
        return nearest if nearest is not None and away(nearest) <= 2 * DOT_PX else None

    def _take(self, point: ScatterPoint) -> None:
        self.choose(point.name)
        self.chosen.emit(point.name)
