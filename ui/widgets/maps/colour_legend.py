"""A strip of colour with numbers below it: what the colours of a text or a map mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.i18n import joined
from ui.widgets.colours import quiet_ink

BAR_PX = 10
GAP_PX = 2


@dataclass(frozen=True)
class Tick:
    """A number at a position of the strip, from 0 to 1."""

    position: float
    label: str


class ColourLegend(QWidget):
    """Shows colours at even distances as one gradient, and ticks below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: tuple[QColor, ...] = ()
        self._ticks: tuple[Tick, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_scale(self, colours: Sequence[QColor], ticks: Sequence[Tick], name: str) -> None:
        """Replace the scale; `name` says what is coloured, for screen readers."""
        self._colours, self._ticks = tuple(colours), tuple(ticks)
        self.setAccessibleName(name)
        self.setAccessibleDescription(joined(tick.label for tick in ticks))
        self.update()

    @property
    def ticks(self) -> tuple[Tick, ...]:
        return self._ticks

    def sizeHint(self) -> QSize:
        return QSize(260, BAR_PX + GAP_PX + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(140, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._colours:
            return
        painter = QPainter(self)
        bar = QRect(0, 0, self.width(), BAR_PX)
        gradient = QLinearGradient(QPointF(bar.topLeft()), QPointF(bar.topRight()))
        last = max(len(self._colours) - 1, 1)
        for number, colour in enumerate(self._colours):
            gradient.setColorAt(number / last, colour)
        painter.fillRect(bar, gradient)
        palette = self.palette()
        text = palette.color(QPalette.ColorRole.WindowText)
        painter.setPen(quiet_ink(text, palette.color(QPalette.ColorRole.Window)))
        for tick in self._ticks:
            self._paint_tick(painter, tick)

    def _paint_tick(self, painter: QPainter, tick: Tick) -> None:
        """A label below its position, pushed inwards at the edges."""
        wide = self.fontMetrics().horizontalAdvance(tick.label)
        left = round(tick.position * self.width() - wide / 2)
        left = max(0, min(left, self.width() - wide))
        top = BAR_PX + GAP_PX
        box = QRect(left, top, wide + 1, self.height() - top)
        painter.drawText(
            box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tick.label
        )
