"""The signs of plots, drawn in a legend."""

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

SIZE_PX = 8


def paint_symbol(painter: QPainter, symbol: str, colour: QColor, middle: QPointF) -> None:
    """Draw a sign of pyqtgraph's around a point."""
    painter.save()
    painter.translate(middle)
    painter.scale(SIZE_PX, SIZE_PX)
    painter.fillPath(Symbols[symbol], colour)
    painter.restore()
