"""Schedules over the steps of a training, small enough for a form."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.i18n import joined
from ui.widgets.colours import quiet_line

HEIGHT_PX = 56
PAD_PX = 6
SWATCH_PX = 14


@dataclass(frozen=True)
class PlottedSchedule:
    """A line: its name, its values at equal distances, its colour; `scaled` by what stands at its
    top."""

    name: str
    values: tuple[float, ...]
    colour: str
    top: float


class SchedulePlot(QWidget):
    """Lines from 0 to their tops, with their names and last values; borders where stages meet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._schedules: tuple[PlottedSchedule, ...] = ()
        self._borders: tuple[float, ...] = ()
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_schedules(self, schedules: Sequence[PlottedSchedule], borders: Sequence[float]) -> None:
        """Show lines, and the borders of stages as shares of the width."""
        self._schedules, self._borders = tuple(schedules), tuple(borders)
        descriptions = [
            f"{c.name}: {c.values[0]:g} – {c.values[-1]:g}" for c in schedules if c.values
        ]
        self.setAccessibleDescription(joined(descriptions))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.palette().color(QPalette.ColorRole.Base)
        text = self.palette().color(QPalette.ColorRole.Text)
        painter.fillRect(self.rect(), base)
        line = self.fontMetrics().lineSpacing()
        area = self.rect().adjusted(PAD_PX, line + PAD_PX, -PAD_PX, -PAD_PX)
        painter.setPen(quiet_line(text, base))
        for border in self._borders:
            x = area.left() + round(border * area.width())
            painter.drawLine(x, area.top(), x, area.bottom())
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        x = PAD_PX
        for schedule in self._schedules:
            self._paint_line(painter, schedule, area)
            x = self._paint_name(painter, schedule, x, line)

    def _paint_line(self, painter: QPainter, schedule: PlottedSchedule, area: QRect) -> None:
        count = max(1, len(schedule.values) - 1)
        points = [
            QPointF(
                area.left() + index / count * area.width(),
                area.bottom() - value / schedule.top * area.height(),
            )
            for index, value in enumerate(schedule.values)
        ]
        painter.setPen(QPen(QColor(schedule.colour), 1.8))
        painter.drawPolyline(QPolygonF(points))

    def _paint_name(self, painter: QPainter, schedule: PlottedSchedule, x: int, line: int) -> int:
        if not schedule.values:
            return x
        ends = dict.fromkeys(f"{value:g}" for value in (schedule.values[0], schedule.values[-1]))
        name = f"{schedule.name} {' → '.join(ends)}"
        middle = PAD_PX // 2 + line // 2
        painter.setPen(QPen(QColor(schedule.colour), 2))
        painter.drawLine(x, middle, x + SWATCH_PX, middle)
        x += SWATCH_PX + PAD_PX
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        width = self.fontMetrics().horizontalAdvance(name)
        painter.drawText(QRect(x, PAD_PX // 2, width + 4, line), Qt.AlignmentFlag.AlignLeft, name)
        return x + width + 3 * PAD_PX
