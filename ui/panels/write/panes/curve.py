"""Surprisal and entropy along a text, as two small lines under it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.panels.write.panes.colouring import figures
from ui.widgets.colours import quiet_ink, quiet_line
from ui.widgets.token_strip import plain

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken

HEIGHT_PX = 64
LEAST_TOP_NATS = 2.0
_EDGE_PX = 3


class TokenCurve(QWidget):
    """The thick line is the surprisal of each token, the thin one the entropy before it, in nats.

    `token_clicked` tells a token's number.
    """

    token_clicked = Signal(int)

    def __init__(self, colour: str) -> None:
        super().__init__()
        self._colour = colour
        self._tokens: Sequence[GeneratedToken] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_tokens(self, tokens: Sequence["GeneratedToken"]) -> None:
        self._tokens = tokens
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = (
            self.palette().color(role)
            for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Text)
        )
        painter.fillRect(self.rect(), ground)
        if not self._tokens:
            return
        top = max(LEAST_TOP_NATS, *(max(-t.log_probability, t.entropy) for t in self._tokens))
        self._line(painter, quiet_line(ink, ground), 1, lambda token: token.entropy / top)
        self._line(painter, QColor(self._colour), 2, lambda token: -token.log_probability / top)
        painter.setPen(quiet_ink(ink, ground))
        legend = self.tr("up to {top} nats")
        told = legend.format(top=f"{top:.1f}")
        box = self.rect().adjusted(_EDGE_PX, 0, -_EDGE_PX, 0)
        painter.drawText(box, told)

    def _line(
        self,
        painter: QPainter,
        colour: QColor,
        width: int,
        height: "Callable[[GeneratedToken], float]",
    ) -> None:
        painter.setPen(QPen(colour, width))
        above = self.fontMetrics().height()
        room = self.height() - above - 2 * _EDGE_PX
        points = [
            QPointF(self._x(number), above + _EDGE_PX + room * (1 - height(token)))
            for number, token in enumerate(self._tokens)
        ]
        painter.drawPolyline(QPolygonF(points))

    def _x(self, number: int) -> float:
        room = self.width() - 2 * _EDGE_PX
        return _EDGE_PX + room * number / max(1, len(self._tokens) - 1)

    def _number_at(self, x: float) -> int:
        room = max(1, self.width() - 2 * _EDGE_PX)
        number = round((x - _EDGE_PX) / room * (len(self._tokens) - 1))
        return min(max(number, 0), len(self._tokens) - 1)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._tokens:
            number = self._number_at(event.pos().x())
            token = self._tokens[number]
            QToolTip.showText(event.globalPos(), plain(f"{token.text}\n{figures(token)}"), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._tokens:
            self.token_clicked.emit(self._number_at(event.position().x()))
