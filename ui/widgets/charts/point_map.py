"""Many named points in a plane: pointed at they tell their names, clicked they are chosen."""

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
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
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.widgets.colours import FAINT, blend, paint_focus
from ui.widgets.token_strip import plain

PAD_PX, DOT_PX, RING_PX, NEAR_PX = 14, 6, 12, 8
MOST_NAMES = 80
NAME_PX = 10
GROUND_SHARE = 0.55
"""How much a name covers the points below it."""
_DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}

Bounds = tuple[float, float, float, float]
"""Left, right, low and high."""


@dataclass(frozen=True)
class MapPoint:
    """A point: what it is called, where it stands, its colour, and what more is told of it."""

    key: str
    name: str
    x: float
    y: float
    colour: str
    about: str = ""


class PointMap(QWidget):
    """Both axes have one unit. The first points are named, as far as names have room.

    Arrow keys choose the next point in a direction; `chosen` brings its key.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[MapPoint, ...] = ()
        self._bounds: Bounds = (0.0, 1.0, 0.0, 1.0)
        self._places: list[QPointF] = []
        self._chosen, self._ringed = "", frozenset[str]()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)

    @property
    def points(self) -> tuple[MapPoint, ...]:
        return self._points

    def set_points(self, points: Sequence[MapPoint], bounds: Bounds) -> None:
        """Replace the points; maps with the same bounds have the same axes."""
        self._points, self._bounds = tuple(points), bounds
        self._place()
        self._describe()

    def mark(self, chosen: str, ringed: Collection[str] = ()) -> None:
        """Show which point is chosen, and which stand out beside it."""
        self._chosen, self._ringed = chosen, frozenset(ringed)
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(380, 300)

    def point_at(self, position: QPointF) -> MapPoint | None:
        """The nearest point to a position, if it is near."""
        distance, number = min(
            ((_distance(place, position), n) for n, place in enumerate(self._places)),
            default=(math.inf, 0),
        )
        return self._points[number] if distance <= NEAR_PX else None

    def place_of(self, key: str) -> QPointF | None:
        """Where a point is drawn."""
        pairs = zip(self._points, self._places, strict=True)
        return next((place for point, place in pairs if point.key == key), None)

    # -- inside

    def _place(self) -> None:
        """In the middle, as large as the narrower side has room for."""
        left, right, low, high = self._bounds
        wide, tall = self.width() - 2 * PAD_PX, self.height() - 2 * PAD_PX
        unit = max(0.0, min(wide / ((right - left) or 1.0), tall / ((high - low) or 1.0)))
        middle_x, middle_y = (left + right) / 2, (low + high) / 2
        self._places = [
            QPointF(
                self.width() / 2 + unit * (point.x - middle_x),
                self.height() / 2 - unit * (point.y - middle_y),
            )
            for point in self._points
        ]
        self.update()

    def _describe(self) -> None:
        chosen = next((one for one in self._points if one.key == self._chosen), None)
        self.setAccessibleDescription(f"{chosen.name}\n{chosen.about}" if chosen else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter)
        if self.hasFocus():
            paint_focus(painter, self.rect(), self.palette())

    def paint(self, painter: QPainter) -> None:
        """Draw all at the present size; for a picture as well."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.palette().color(QPalette.ColorRole.Base)
        text = self.palette().color(QPalette.ColorRole.Text)
        painter.fillRect(self.rect(), base)
        painter.setPen(blend(text, base, FAINT))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        by_colour = defaultdict[str, list[QPointF]](list)
        for point, place in zip(self._points, self._places, strict=True):
            by_colour[point.colour].append(place)
        for colour, places in by_colour.items():
            round_cap = Qt.PenCapStyle.RoundCap
            pen = QPen(QColor(colour), DOT_PX, Qt.PenStyle.SolidLine, round_cap)
            painter.setPen(pen)
            painter.drawPoints(places)
        self._paint_rings(painter, text)
        self._paint_names(painter, text)

    def _paint_rings(self, painter: QPainter, text: QColor) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for point, place in zip(self._points, self._places, strict=True):
            if point.key == self._chosen:
                painter.setPen(QPen(text, 2.4))
                painter.drawEllipse(place, RING_PX / 2 + 2, RING_PX / 2 + 2)
            elif point.key in self._ringed:
                painter.setPen(QPen(text, 1.2))
                painter.drawEllipse(place, RING_PX / 2, RING_PX / 2)

    def _paint_names(self, painter: QPainter, text: QColor) -> None:
        """The chosen one first, then its company; what would stand on another is left out."""
        painter.setPen(text)
        taken: list[QRectF] = []
        order = sorted(range(len(self._points)), key=self._importance)
        for number in order:
            if len(taken) >= MOST_NAMES:
                return
            self._paint_name(painter, number, taken)

    def _importance(self, number: int) -> int:
        key = self._points[number].key
        return 0 if key == self._chosen else 1 if key in self._ringed else 2

    def _paint_name(self, painter: QPainter, number: int, taken: list[QRectF]) -> None:
        name, place, metrics = self._points[number].name, self._places[number], self.fontMetrics()
        wide = metrics.horizontalAdvance(name)
        is_left = place.x() + NAME_PX + wide + 2 > self.width()
        x = place.x() - NAME_PX - wide if is_left else place.x() + NAME_PX
        box = QRectF(x, place.y() - metrics.height() / 2, wide, metrics.height())
        if not QRectF(self.rect()).contains(box) or any(box.intersects(one) for one in taken):
            return
        taken.append(box)
        ground = self.palette().color(QPalette.ColorRole.Base)
        ground.setAlphaF(GROUND_SHARE)
        painter.fillRect(box, ground)
        painter.drawText(QPointF(x, box.top() + metrics.ascent()), name)

    # -- pointing and choosing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = self.point_at(event.position())
        text = "" if point is None else f"{point.name}\n{point.about}".strip()
        QToolTip.showText(event.globalPosition().toPoint(), plain(text), self, QRect())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = self.point_at(event.position())
        if point is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(point.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = _DIRECTIONS.get(Qt.Key(event.key()))
        if direction is None or not self._points:
            super().keyPressEvent(event)
            return
        here = self.place_of(self._chosen)
        key = self._points[0].key if here is None else self._next(here, direction)
        if key:
            self.chosen.emit(key)

    def _next(self, here: QPointF, direction: tuple[int, int]) -> str:
        """The nearest point within 45° of a direction; empty if there is none."""
        best, nearest = "", math.inf
        for point, place in zip(self._points, self._places, strict=True):
            x, y = place.x() - here.x(), place.y() - here.y()
            along = x * direction[0] + y * direction[1]
            across = abs(x * direction[1]) + abs(y * direction[0])
            if along > 0 and across <= along and math.hypot(x, y) < nearest:
                best, nearest = point.key, math.hypot(x, y)
        return best


def _distance(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())
