"""The box in a plot's corner: its legend, and the values under the crosshair."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.colours import FAINT, blend, quiet_ink
from ui.widgets.curves.dash import Dash

PAD_PX = 6
SWATCH_PX = 14
LONGEST_LABEL_PX = 260


@dataclass(frozen=True)
class ReadoutLine:
    """One row: a swatch's colour, a name, a value, and a fainter second value."""

    colour: QColor
    label: str
    value: str = ""
    aside: str = ""
    dash: Dash = ()


class Readout(QWidget):
    """Paints its rows and takes only the room they need; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = ""
        self._lines: tuple[ReadoutLine, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: tuple[ReadoutLine, ...], title: str = "") -> None:
        self._title, self._lines = title, lines
        self.setVisible(bool(lines))
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        rows = len(self._lines) + bool(self._title)
        widths = [SWATCH_PX + PAD_PX + sum(self._columns(metrics)) + 2 * PAD_PX]
        widths.append(metrics.horizontalAdvance(self._title))
        return QSize(max(widths) + 2 * PAD_PX, rows * metrics.lineSpacing() + 2 * PAD_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter, self.rect(), self.palette())

    def paint(self, painter: QPainter, box: QRect, palette: QPalette) -> None:
        """Draw the rows into `box`, which has the size of the hint."""
        ground = QColor(palette.color(QPalette.ColorRole.Base))
        text = palette.color(QPalette.ColorRole.Text)
        painter.setPen(blend(text, ground, FAINT))
        ground.setAlphaF(0.88)
        painter.setBrush(ground)
        painter.drawRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5))
        metrics = self.fontMetrics()
        top = box.top() + PAD_PX
        if self._title:
            painter.setPen(quiet_ink(text, palette.color(QPalette.ColorRole.Base)))
            painter.drawText(box.left() + PAD_PX, top + metrics.ascent(), self._title)
            top += metrics.lineSpacing()
        for line in self._lines:
            self._paint_line(painter, line, QPointF(box.left() + PAD_PX, top), text, palette)
            top += metrics.lineSpacing()

    def _paint_line(
        self, painter: QPainter, line: ReadoutLine, at: QPointF, text: QColor, palette: QPalette
    ) -> None:
        metrics = self.fontMetrics()
        middle, base = at.y() + metrics.lineSpacing() / 2, at.y() + metrics.ascent()
        pen = QPen(line.colour, 2)
        if line.dash:
            pen.setDashPattern(line.dash)
        painter.setPen(pen)
        painter.drawLine(QPointF(at.x(), middle), QPointF(at.x() + SWATCH_PX, middle))
        label_width, value_width, aside_width = self._columns(metrics)
        left = at.x() + SWATCH_PX + PAD_PX
        painter.setPen(text)
        painter.drawText(QPointF(left, base), _elided(metrics, line.label))
        left += label_width + PAD_PX + value_width
        painter.drawText(QPointF(left - metrics.horizontalAdvance(line.value), base), line.value)
        left += PAD_PX + aside_width
        painter.setPen(quiet_ink(text, palette.color(QPalette.ColorRole.Base)))
        painter.drawText(QPointF(left - metrics.horizontalAdvance(line.aside), base), line.aside)

    def _columns(self, metrics: QFontMetrics) -> tuple[int, int, int]:
        """The widths of labels, values and second values."""
        width = metrics.horizontalAdvance
        return (
            max((width(_elided(metrics, line.label)) for line in self._lines), default=0),
            max((width(line.value) for line in self._lines), default=0),
            max((width(line.aside) for line in self._lines), default=0),
        )


def _elided(metrics: QFontMetrics, label: str) -> str:
    return metrics.elidedText(label, Qt.TextElideMode.ElideMiddle, LONGEST_LABEL_PX)
