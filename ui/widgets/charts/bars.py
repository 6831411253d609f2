"""The drawing behind bar charts and histograms: bars on an axis, painted with QPainter."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QToolTip, QWidget

from ui.i18n import joined
from ui.widgets.charts.ticks import ticks_from_zero
from ui.widgets.colours import FAINT, blend, quiet_ink, quiet_line
from ui.widgets.numbers import compact
from ui.widgets.token_strip import plain

PAD_PX = 6


@dataclass(frozen=True)
class Bar:
    """One bar: what stands below it, its height (not negative), its tooltip, what stands above it
    where there is room, and its colour where it has one of its own."""

    label: str
    value: float
    tooltip: str = ""
    figure: str = ""
    colour: str = ""


class Bars(QWidget):
    """Upright bars with a value axis; the labels that fit stand below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._edges: tuple[str, ...] = ()
        self._title = ""
        self._colour = ""
        self._share = 0.8
        self.setMouseTracking(True)
        self.setMinimumSize(140, 100)

    def set_bars(
        self, bars: Sequence[Bar], *, share: float = 0.8, edges: Sequence[str] = ()
    ) -> None:
        """Replace the bars; each takes `share` of its slot's width (1: they touch).

        Texts of `edges`, one more than there are bars, stand between them instead of the labels.
        """
        self._bars, self._share, self._edges = tuple(bars), share, tuple(edges)
        self.setAccessibleDescription(joined(f"{b.label}: {compact(b.value)}" for b in bars))
        self.update()

    def set_title(self, text: str) -> None:
        """The words above the bars: what is counted, by what."""
        self._title = text
        self.setAccessibleName(text)
        self.update()

    def set_colour(self, colour: str) -> None:
        """The bars' colour; empty: the theme's accent."""
        self._colour = colour
        self.update()

    @property
    def bars(self) -> tuple[Bar, ...]:
        return self._bars

    def sizeHint(self) -> QSize:
        return QSize(360, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter, self.rect(), self.palette())

    def paint(self, painter: QPainter, box: QRect, palette: QPalette) -> None:
        """Draw everything into `box`."""
        ground = palette.color(QPalette.ColorRole.Base)
        text = palette.color(QPalette.ColorRole.Text)
        painter.fillRect(box, ground)
        painter.setPen(text)
        metrics = self.fontMetrics()
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, box.width() - 12)
        painter.drawText(box.left() + PAD_PX, box.top() + PAD_PX + metrics.ascent(), title)
        if not self._bars:
            return
        area, ticks = self._area(box), self._ticks()
        self._paint_scale(painter, area, ticks, text, ground)
        self._paint_bars(painter, area, ticks[-1], palette)
        painter.setPen(quiet_ink(text, ground))
        self._paint_labels(painter, area, metrics)

    def bar_at(self, position: QPoint) -> int:
        """The index of the bar in whose slot a position lies, -1 without one."""
        area = self._area(self.rect())
        if not self._bars or not area.contains(position.x(), area.center().y()):
            return -1
        slot = (position.x() - area.left()) / area.width() * len(self._bars)
        return min(int(slot), len(self._bars) - 1)

    def _ticks(self) -> list[float]:
        values = [bar.value for bar in self._bars]
        whole = all(float(value).is_integer() for value in values)
        return ticks_from_zero(max(values, default=1.0), whole=whole)

    def _area(self, box: QRect) -> QRect:
        """Where the bars stand, inside the room for title, figures, scale and labels."""
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(compact(tick)) for tick in self._ticks())
        lines = bool(self._title) + any(bar.figure for bar in self._bars)
        top = metrics.lineSpacing() * lines + 2 * PAD_PX
        return box.adjusted(widest + 2 * PAD_PX, top, -PAD_PX, -metrics.lineSpacing() - PAD_PX)

    def _paint_scale(
        self, painter: QPainter, area: QRect, ticks: list[float], text: QColor, ground: QColor
    ) -> None:
        metrics = self.fontMetrics()
        for tick in ticks:
            y = area.bottom() - round(area.height() * tick / ticks[-1])
            painter.setPen(blend(text, ground, FAINT) if tick else quiet_line(text, ground))
            painter.drawLine(area.left(), y, area.right(), y)
            label = compact(tick)
            painter.setPen(quiet_ink(text, ground))
            left = area.left() - PAD_PX - metrics.horizontalAdvance(label)
            painter.drawText(left, y + metrics.ascent() // 2 - 1, label)

    def _paint_bars(
        self, painter: QPainter, area: QRect, highest: float, palette: QPalette
    ) -> None:
        shared = QColor(self._colour or palette.color(QPalette.ColorRole.Accent))
        slot = area.width() / len(self._bars)
        metrics = self.fontMetrics()
        fit = all(metrics.horizontalAdvance(bar.figure) <= slot for bar in self._bars)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        for index, bar in enumerate(self._bars):
            height = area.height() * bar.value / highest
            # A count above zero stays visible, however small.
            height = max(height, 1.0) if bar.value > 0 else 0.0
            left = area.left() + slot * (index + (1 - self._share) / 2)
            wide = max(slot * self._share, 1.0)
            painter.fillRect(
                QRectF(left, area.bottom() - height, wide, height), QColor(bar.colour or shared)
            )
            if fit:
                line = metrics.lineSpacing()
                above = QRectF(left - slot, area.bottom() - height - line, wide + 2 * slot, line)
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, bar.figure)

    def _paint_labels(self, painter: QPainter, area: QRect, metrics: QFontMetrics) -> None:
        slot = area.width() / len(self._bars)
        base = area.bottom() + metrics.lineSpacing()
        if self._edges:
            widest = max(map(metrics.horizontalAdvance, self._edges))
            every = max(1, math.ceil((widest + PAD_PX) / slot))
            for index, edge in list(enumerate(self._edges))[::every]:
                wide = metrics.horizontalAdvance(edge)
                left = min(slot * index - wide / 2, area.width() + PAD_PX - wide)
                painter.drawText(round(area.left() + left), base, edge)
            return
        free_from = -math.inf
        for index, bar in enumerate(self._bars):
            wide = metrics.horizontalAdvance(bar.label)
            left = area.left() + slot * (index + 0.5) - wide / 2
            if left >= free_from and left + wide <= area.right() + PAD_PX:
                painter.drawText(round(left), base, bar.label)
                free_from = left + wide + PAD_PX

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.bar_at(event.position().toPoint())
        bar = self._bars[index] if index >= 0 else None
        text = (bar.tooltip or f"{bar.label}: {bar.value:g}") if bar else ""
        QToolTip.showText(event.globalPosition().toPoint(), plain(text), self)


def nice_top(highest: float) -> float:
    """The next of 1, 2, 4, 8 times a power of ten at or above `highest`: it has four even parts."""
    if highest <= 0 or not math.isfinite(highest):
        return 1.0
    power = 10.0 ** math.floor(math.log10(highest))
    return next(k * power for k in (1, 2, 4, 8, 10) if k * power >= highest * (1 - 1e-12))
