"""Parallel coordinates: an axis a setting, a line a run, its colour by how well it did."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.i18n import joined
from ui.widgets.colours import blend, quiet_line
from ui.widgets.numbers import short
from ui.widgets.token_strip import plain

PAD_PX = 12
NEAR_PX = 6


@dataclass(frozen=True)
class ParallelLine:
    """A run: its name, what it has on each axis as text, and its figure; None: not measured."""

    name: str
    values: tuple[str, ...]
    figure: float | None
    best: bool = False


class ParallelCoordinates(QWidget):
    """Draws lines over axes; the last axis is the figure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self._lines: tuple[ParallelLine, ...] = ()
        self._more_is_better = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 140)

    def set_lines(
        self, titles: Sequence[str], lines: Sequence[ParallelLine], *, more_is_better: bool
    ) -> None:
        """Show runs; `titles` name the settings and then the figure."""
        self._titles, self._lines = tuple(titles), tuple(lines)
        self._more_is_better = more_is_better
        measured = [f"{line.name}: {line.figure:.4g}" for line in lines if line.figure is not None]
        self.setAccessibleDescription(joined(measured))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(520, 240)

    # -- positions ----------------------------------------------------------------------------

    def _area(self) -> QRect:
        line = self.fontMetrics().lineSpacing()
        return self.rect().adjusted(5 * PAD_PX, line + 2 * PAD_PX, -5 * PAD_PX, -PAD_PX)

    def _x(self, axis: int) -> float:
        area = self._area()
        return area.left() + axis / max(1, len(self._titles) - 1) * area.width()

    def _height(self, share: float) -> float:
        area = self._area()
        return area.bottom() - share * area.height()

    def _marks(self, axis: int) -> list[tuple[str, float]]:
        """The values on an axis and how high each stands, from 0 to 1."""
        if axis == len(self._titles) - 1:
            low, high = self._ends()
            if all(line.figure is None for line in self._lines):
                return []
            return [(short(low), 0.0), (short(high), 1.0)] if low < high else [(short(low), 0.5)]
        values = list(dict.fromkeys(line.values[axis] for line in self._lines))
        numbers = [_number(value) for value in values]
        known = [number for number in numbers if number is not None]
        if len(known) == len(values):
            values = [value for _, value in sorted(zip(known, values, strict=True))]
        last = max(1, len(values) - 1)
        return [
            (value, rank / last if len(values) > 1 else 0.5) for rank, value in enumerate(values)
        ]

    def _ends(self) -> tuple[float, float]:
        figures = [line.figure for line in self._lines if line.figure is not None]
        return (min(figures), max(figures)) if figures else (0.0, 0.0)

    def _points(self, line: ParallelLine) -> list[QPointF]:
        points = []
        for axis, value in enumerate(line.values):
            share = dict(self._marks(axis)).get(value, 0.0)
            points.append(QPointF(self._x(axis), self._height(share)))
        if line.figure is not None:
            points.append(QPointF(self._x(len(self._titles) - 1), self._height(self._share(line))))
        return points

    def _share(self, line: ParallelLine) -> float:
        low, high = self._ends()
        return 0.5 if line.figure is None or high <= low else (line.figure - low) / (high - low)

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.palette().color(QPalette.ColorRole.Base)
        painter.fillRect(self.rect(), base)
        for line in sorted(self._lines, key=lambda one: one.best):
            dashed = line.figure is None
            style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
            painter.setPen(QPen(self._colour(line), 3.0 if line.best else 2.0, style))
            painter.drawPolyline(QPolygonF(self._points(line)))
        for axis in range(len(self._titles)):
            self._paint_axis(painter, axis)

    def _paint_axis(self, painter: QPainter, axis: int) -> None:
        text = self.palette().color(QPalette.ColorRole.Text)
        base = self.palette().color(QPalette.ColorRole.Base)
        metrics, x, area = self.fontMetrics(), self._x(axis), self._area()
        painter.setPen(quiet_line(text, base))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        room = area.width() // max(1, len(self._titles) - 1)
        title = metrics.elidedText(self._titles[axis], Qt.TextElideMode.ElideLeft, room)
        width = metrics.horizontalAdvance(title)
        left = min(max(PAD_PX // 2, x - width / 2), self.width() - width - PAD_PX // 2)
        painter.setPen(text)
        painter.drawText(QPointF(left, PAD_PX + metrics.ascent()), title)
        for value, share in self._marks(axis):
            shown = metrics.elidedText(value, Qt.TextElideMode.ElideRight, 6 * PAD_PX)
            y = self._height(share) + metrics.ascent() / 2 - 2
            corner = QPointF(x + 4, y)
            if axis == 0:
                corner = QPointF(x - 4 - metrics.horizontalAdvance(shown), y)
            ground = QRect(0, 0, metrics.horizontalAdvance(shown) + 2, metrics.height())
            ground.moveTo(round(corner.x()) - 1, round(corner.y()) - metrics.ascent())
            painter.fillRect(ground, base)
            painter.drawText(corner, shown)

    def _colour(self, line: ParallelLine) -> QColor:
        """Good runs in the accent colour, poor ones paler; unmeasured ones are dashed and grey."""
        role = QPalette.ColorRole
        base, accent = self.palette().color(role.Base), self.palette().color(role.Accent)
        if line.figure is None:
            return quiet_line(self.palette().color(role.PlaceholderText), base)
        share = self._share(line)
        good = share if self._more_is_better else 1.0 - share
        return blend(accent, quiet_line(accent, base), good)

    # -- looking closer -----------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        line = self.line_at(event.position())
        text = "" if line is None else _description(line, self._titles)
        QToolTip.showText(event.globalPosition().toPoint(), plain(text), self)

    def line_at(self, position: QPointF) -> ParallelLine | None:
        """The run whose line passes nearest to a position, if one is near."""
        near = [(self._distance(line, position), line) for line in self._lines]
        distance, line = min(near, key=lambda pair: pair[0], default=(math.inf, None))
        return line if distance <= NEAR_PX else None

    def _distance(self, line: ParallelLine, position: QPointF) -> float:
        points = self._points(line)
        for begin, end in pairwise(points):
            if begin.x() <= position.x() <= end.x():
                share = (position.x() - begin.x()) / max(1e-9, end.x() - begin.x())
                y = begin.y() + share * (end.y() - begin.y())
                return abs(y - position.y())
        return math.inf


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _description(line: ParallelLine, titles: Sequence[str]) -> str:
    pairs = [f"{title}: {value}" for title, value in zip(titles, line.values, strict=False)]
    figure = [f"{titles[-1]}: {line.figure:.5g}"] if line.figure is not None else []
    return "\n".join([line.name, *pairs, *figure])
