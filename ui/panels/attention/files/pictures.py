"""What is seen of the views, as one picture: on paper or as on the screen."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPalette

from ui.panels.attention.maps.side import ViewWidget
from ui.widgets.attention.line_view import LineView
from ui.widgets.paper import on_paper

GAP_PX = 12


@dataclass(frozen=True)
class ViewsPicture:
    """Views beside each other, in the order in which they are given."""

    views: Sequence[ViewWidget]

    @property
    def size(self) -> QSize:
        sizes = [_size(view) for view in self.views]
        gaps = GAP_PX * max(len(sizes) - 1, 0)
        wide = sum(size.width() for size in sizes) + gaps
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw all views (`box` has the picture's size)."""
        left = 0
        for view in self.views:
            size = _size(view)
            if not left:
                painter.fillRect(box, view.palette().color(QPalette.ColorRole.Base))
            painter.save()
            painter.translate(left, 0)
            view.paint(painter, QRect(0, 0, size.width(), size.height()))
            painter.restore()
            left += size.width() + GAP_PX

    @contextmanager
    def on_paper(self, palette: QPalette) -> Iterator[None]:
        """Paint within this with another palette than the window's."""
        with ExitStack() as stack:
            for view in self.views:
                stack.enter_context(on_paper(view, palette))
            yield


def _size(view: ViewWidget) -> QSize:
    return view.viewport().size() if isinstance(view, LineView) else view.size()
