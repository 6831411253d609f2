"""A curve of the size of a table's cell: its course alone, without axes."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

SPARKLINE_SIZE = QSize(72, 14)
_EDGE_PX = 1.5
_LINE_PX = 1.2
_WHOLE_SCALE = 2.0


def sparkline(values: Sequence[float], colour: str, ground: str) -> QPixmap | None:
    """The values from left to right, the largest above; None of fewer than two.

    It stands on its ground in rows that are selected too.
    """
    if len(values) < 2:
        return None
    picture = QPixmap(SPARKLINE_SIZE * _WHOLE_SCALE)
    picture.setDevicePixelRatio(_WHOLE_SCALE)
    picture.fill(QColor(ground))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), _LINE_PX))
    painter.drawPolyline(_points(values))
    painter.end()
    return picture


def _points(values: Sequence[float]) -> list[QPointF]:
    least, span = min(values), max(values) - min(values)
    width = SPARKLINE_SIZE.width() - 2 * _EDGE_PX
    height = SPARKLINE_SIZE.height() - 2 * _EDGE_PX
    return [
        QPointF(
            _EDGE_PX + width * number / (len(values) - 1),
            _EDGE_PX + height * (1 - ((value - least) / span if span else 0.5)),
        )
        for number, value in enumerate(values)
    ]
