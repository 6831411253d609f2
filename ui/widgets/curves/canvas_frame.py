"""A plot with its legend beside or below it, and the ring that shows where the keyboard is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from ui.widgets.colours import paint_focus
from ui.widgets.curves.readout import Readout

BESIDE_FROM_PX = 560
"""A narrower plot has its legend below it."""
MOST_BESIDE = 0.45
"""A legend beside takes at most this share of the width."""
MOST_BELOW = 0.38
"""A legend below takes at most this share of the height, and scrolls."""
RING_PX = 3


class CanvasFrame(QWidget):
    """Lays out a plot and its legend: where there is room for both beside each other, so."""

    def __init__(self, readout: Readout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = readout
        self._legend = QScrollArea(widgetResizable=True)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(RING_PX, RING_PX, RING_PX, RING_PX)
        self._layout.setSpacing(0)
        self._legend.setFrameShape(QFrame.Shape.NoFrame)
        self._legend.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._legend.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._legend.setWidget(readout)
        self._layout.addWidget(self._legend)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_plot(self, plot: QWidget) -> None:
        """Put the plot before the legend."""
        self._layout.insertWidget(0, plot, 1)
        for area in (self, self._legend, self._rows):
            area.setBackgroundRole(QPalette.ColorRole.Base)
            area.setAutoFillBackground(True)

    def size_legend(self) -> None:
        """Beside the plot where there is room for both, and below it otherwise; never over it."""
        hint = self._rows.sizeHint()
        beside = self.width() >= BESIDE_FROM_PX and hint.width() <= MOST_BESIDE * self.width()
        directions = QBoxLayout.Direction
        self._layout.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._rows.set_beside(beside)
        self._legend.setVisible(bool(self._rows.lines))
        rows = self._rows.heightForWidth(self.width() - 2 * RING_PX)
        if beside:
            overflows = hint.height() > self.height() - 2 * RING_PX
            bar = self._legend.verticalScrollBar().sizeHint().width() if overflows else 0
            size = (hint.width() + bar, self.height())
        else:
            size = (self.width(), min(rows, max(int(MOST_BELOW * self.height()), 24)))
        self._rows.setMinimumHeight(hint.height() if beside else rows)
        self._legend.setMinimumWidth(size[0] if beside else 0)
        self._legend.setMaximumSize(*size)
        self._legend.setMinimumHeight(0 if beside else size[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.size_legend()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            paint_focus(QPainter(self), self.rect(), self.palette())
