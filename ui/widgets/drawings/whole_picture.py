"""Widgets as one picture, each of them whole: what is scrolled away is in it as well."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPalette, QRegion
from PySide6.QtWidgets import QTableView, QWidget

from ui.widgets.paper import on_paper
from ui.widgets.paper_table import paper_table

GAP_PX = 10
MOST_PX = 14_000
"""A larger picture is drawn smaller: this is about the longest page that a PDF has."""

Columns = Sequence[Sequence[QWidget]]
"""Widgets one below another, in columns beside each other."""


@dataclass(frozen=True)
class WholePicture:
    """Widgets in columns; there is at least one."""

    columns: Columns

    @classmethod
    def of(cls, columns: Columns) -> "WholePicture":
        """Those that are not hidden, tables with all their rows and columns."""
        seen = ([_whole(one) for one in column if not one.isHidden()] for column in columns)
        return cls([column for column in seen if column])

    @property
    def size(self) -> QSize:
        return self._whole_size() * self._factor()

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw all widgets (`box` has the picture's size)."""
        painter.fillRect(box, self.columns[0][0].palette().color(QPalette.ColorRole.Window))
        painter.scale(self._factor(), self._factor())
        left = GAP_PX
        for column in self.columns:
            top = GAP_PX
            for widget in column:
                _draw(painter, QPoint(left, top), widget)
                top += _size(widget).height() + GAP_PX
            left += _width(column) + GAP_PX

    @contextmanager
    def on_paper(self, palette: QPalette) -> Iterator[None]:
        """Paint within this with another palette than the window's."""
        with ExitStack() as stack:
            for column in self.columns:
                for widget in column:
                    stack.enter_context(on_paper(widget, palette))
            yield

    def _whole_size(self) -> QSize:
        heights = [sum(_size(one).height() + GAP_PX for one in column) for column in self.columns]
        wide = sum(_width(column) + GAP_PX for column in self.columns)
        return QSize(wide + GAP_PX, max(heights) + GAP_PX)

    def _factor(self) -> float:
        size = self._whole_size()
        return min(1.0, MOST_PX / max(size.width(), size.height()))


def _whole(widget: QWidget) -> QWidget:
    return paper_table(widget) if isinstance(widget, QTableView) else widget


def _width(column: Sequence[QWidget]) -> int:
    return max(_size(one).width() for one in column)


def _size(widget: QWidget) -> QSize:
    """No higher than a text needs to be at its width."""
    size = widget.size()
    return QSize(size.width(), min(size.height(), _needed(widget)))


def _needed(widget: QWidget) -> int:
    needed = widget.heightForWidth(widget.width())
    return widget.height() if needed <= 0 else needed


def _draw(painter: QPainter, at: QPoint, widget: QWidget) -> None:
    painter.save()
    painter.translate(at)
    widget.render(painter, QPoint(), QRegion(QRect(QPoint(), _size(widget))))
    painter.restore()
