"""A drawing of curves as it stands in a paper: of any size, dark on white, with its title."""

from types import TracebackType
from typing import Self

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from ui.widgets.curves.curve_canvas import CurveCanvas

TITLE_PX = 22
LAYOUTS = 3


class PaperPicture:
    """A copy of a drawing with the same view and the same hidden lines, for as long as a `with`."""

    def __init__(self, canvas: CurveCanvas, title: str, size: QSize) -> None:
        self._canvas, self._title, self._size = canvas, title, size
        self._copy = CurveCanvas()

    def __enter__(self) -> Self:
        above = TITLE_PX if self._title else 0
        self._copy.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self._copy.resize(self._size.width(), max(self._size.height() - above, 1))
        self._copy.setFont(self._canvas.font())
        self._copy.show()
        self._copy.take_over(self._canvas)
        for _ in range(LAYOUTS):  # the legend tells the plot its width, the plot its axes
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._copy.close()
        self._copy.deleteLater()

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw the title and the curves below it into a box of the picture's size."""
        painter.fillRect(box, QColor("white"))
        if self._title:
            painter.setPen(QColor("black"))
            line = QRect(box.left(), box.top(), box.width(), TITLE_PX)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, self._title)
        above = box.height() - self._copy.height()
        self._copy.paint(painter, QRect(box.topLeft() + QPoint(0, above), self._copy.size()))
