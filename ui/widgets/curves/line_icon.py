"""A short piece of a curve, for whatever names it in a table or a list."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from ui.widgets.curves.dash import Dash

SIZE = QSize(32, 12)
LINE_PX = 3
EDGE_PX = 2
WHOLE_SCALE = 2.0
"""The icon is as sharp as this on screens that draw several pixels for one."""


def line_icon(colour: str, dash: Dash, ground: str) -> QIcon:
    """The line on the ground that it is drawn on, in rows that are selected too."""
    picture = QPixmap(SIZE * WHOLE_SCALE)
    picture.setDevicePixelRatio(WHOLE_SCALE)
    picture.fill(QColor(ground))
    pen = QPen(QColor(colour), LINE_PX)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern([length * 2 / LINE_PX for length in dash])
    painter = QPainter(picture)
    painter.setPen(pen)
    middle = SIZE.height() // 2
    painter.drawLine(EDGE_PX, middle, SIZE.width() - EDGE_PX, middle)
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon
