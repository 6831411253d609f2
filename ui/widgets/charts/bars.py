"""The drawing behind bar charts and histograms: bars on an axis, painted with QPainter."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QToolTip, QWidget

from ui.i18n import joined
from ui.widgets.colours import FAINT, blend, quiet_ink, quiet_line
from ui.widgets.numbers import compact
from ui.widgets.token_strip import plain

PAD_PX = 6
NUM_TICKS = 4


@dataclass(frozen=True)
class Bar:
    """One bar: what stands below it, its height (not negative), its tooltip, and its colour where
    it has one of its own."""

    label: str
    value: float
    tooltip: str = ""
    colour: str = ""


class Bars(QWidget):
    """Upright bars with a value axis; the labels that fit stand below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._title = ""
        self._colour = ""
        self._share = 0.8
        self.setMouseTracking(True)
        self.setMinimumSize(140, 100)

    def set_bars(self, bars: Sequence[Bar], *, share: float = 0.8) -> None:
        """Replace the bars; each takes `share` of its slot's width (1: they touch)."""
        self._bars, self._share = tuple(bars), share
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
        area, highest = self._area(box), nice_top(max(bar.value for bar in self._bars))
        self._paint_scale(painter, area, highest, text, ground)
        self._paint_bars(painter, area, highest, palette)
        painter.setPen(quiet_ink(text, ground))
        self._paint_labels(painter, area, metrics)

    def bar_at(self, position: QPoint) -> int:
        """The index of the bar in whose slot a position lies, -1 without one."""
        area = self._area(self.rect())
        if not self._bars or not area.contains(position.x(), area.center().y()):
            return -1
        slot = (position.x() - area.left()) / area.width() * len(self._bars)
        return min(int(slot), len(self._bars) - 1)

    def _area(self, box: QRect) -> QRect:
        """Where the bars stand, inside the room for title, scale and labels."""
        metrics = self.fontMetrics()
        highest = nice_top(max((bar.value for bar in self._bars), default=1.0))
        widest = max(
            metrics.horizontalAdvance(compact(highest * k / NUM_TICKS))
            for k in range(NUM_TICKS + 1)
        )
        top = metrics.lineSpacing() * bool(self._title) + 2 * PAD_PX
        return box.adjusted(widest + 2 * PAD_PX, top, -PAD_PX, -metrics.lineSpacing() - PAD_PX)

    def _paint_scale(
        self, painter: QPainter, area: QRect, highest: float, text: QColor, ground: QColor
    ) -> None:
        metrics = self.fontMetrics()
        for tick in range(NUM_TICKS + 1):
            y = area.bottom() - round(area.height() * tick / NUM_TICKS)
            painter.setPen(blend(text, ground, FAINT) if tick else quiet_line(text, ground))
            painter.drawLine(area.left(), y, area.right(), y)
            label = compact(highest * tick / NUM_TICKS)
            painter.setPen(quiet_ink(text, ground))
            left = area.left() - PAD_PX - metrics.horizontalAdvance(label)
            painter.drawText(left, y + metrics.ascent() // 2 - 1, label)

    def _paint_bars(
        self, painter: QPainter, area: QRect, highest: float, palette: QPalette
    ) -> None:
        shared = QColor(self._colour or palette.color(QPalette.ColorRole.Accent))
        slot = area.width() / len(self._bars)
        for index, bar in enumerate(self._bars):
            height = area.height() * bar.value / highest
            # A count above zero stays visible, however small.
            height = max(height, 1.0) if bar.value > 0 else 0.0
            left = area.left() + slot * (index + (1 - self._share) / 2)
            wide = max(slot * self._share, 1.0)
            painter.fillRect(
                QRectF(left, area.bottom() - height, wide, height), QColor(bar.colour or shared)
            )

    def _paint_labels(self, painter: QPainter, area: QRect, metrics: QFontMetrics) -> None:
        slot = area.width() / len(self._bars)
        free_from = -math.inf
        for index, bar in enumerate(self._bars):
            wide = metrics.horizontalAdvance(bar.label)
            left = area.left() + slot * (index + 0.5) - wide / 2
            if left >= free_from and left + wide <= area.right() + PAD_PX:
                painter.drawText(round(left), area.bottom() + metrics.lineSpacing(), bar.label)
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
