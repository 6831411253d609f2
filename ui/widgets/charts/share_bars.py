"""Shares of a whole as lying bars: a name, a bar, per cent; the first one is the answer."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.i18n import joined
from ui.widgets.colours import FAINT, blend, quiet_ink, quiet_line
from ui.widgets.numbers import probability

PAD_PX = 6
BAR_PX = 14
LONGEST_NAME_PX = 200
NARROWEST_BAR_PX = 60


class ShareBars(QWidget):
    """Takes the height of its rows and shares its width between names and bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: dict[str, float] = {}
        self._colour = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shares(self) -> Mapping[str, float]:
        return self._shares

    def set_shares(self, shares: Mapping[str, float], colour: str = "") -> None:
        """Show shares (0 to 1) in the order given, in a colour (the accent if empty)."""
        self._shares, self._colour = dict(shares), colour
        descriptions = (f"{name}: {probability(share)}" for name, share in shares.items())
        self.setAccessibleDescription(joined(descriptions))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(LONGEST_NAME_PX + 3 * NARROWEST_BAR_PX, len(self._shares) * self._row_px())

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * NARROWEST_BAR_PX, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for row, (name, share) in enumerate(self._shares.items()):
            self._paint_row(painter, row, name, share)

    def _row_px(self) -> int:
        return self.fontMetrics().lineSpacing() + PAD_PX

    def _paint_row(self, painter: QPainter, row: int, name: str, share: float) -> None:
        metrics, palette = self.fontMetrics(), self.palette()
        text = palette.color(QPalette.ColorRole.WindowText)
        ground = palette.color(QPalette.ColorRole.Window)
        colour = QColor(self._colour or palette.color(QPalette.ColorRole.Accent))
        names, numbers = self._columns()
        box = QRect(0, row * self._row_px(), self.width(), self._row_px())
        painter.setPen(text if row == 0 else quiet_ink(text, ground))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names)
        across = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, across | Qt.AlignmentFlag.AlignLeft, shown)
        painter.drawText(box, across | Qt.AlignmentFlag.AlignRight, probability(share))
        left, top = names + PAD_PX, box.center().y() - BAR_PX / 2
        room = max(self.width() - left - numbers - PAD_PX, 0)
        painter.fillRect(QRectF(left, top, room, BAR_PX), blend(text, ground, FAINT))
        filled = colour if row == 0 else quiet_line(colour, ground)
        painter.fillRect(QRectF(left, top, room * share, BAR_PX), filled)

    def _columns(self) -> tuple[int, int]:
        """The widths of names and numbers; long names leave the bars some room."""
        width = self.fontMetrics().horizontalAdvance
        numbers = width("100.0 %")
        widest = max((width(name) for name in self._shares), default=0)
        left_over = self.width() - numbers - NARROWEST_BAR_PX - 2 * PAD_PX
        return max(min(widest, LONGEST_NAME_PX, left_over), 0), numbers
