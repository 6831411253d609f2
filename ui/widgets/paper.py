"""Painting a widget as on paper, whatever the window's theme is."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget


@contextmanager
def on_paper(widget: QWidget, palette: QPalette) -> Iterator[None]:
    """Give a widget another palette for as long as it is painted into a file.

    Nothing of it is seen: the window is painted again only when events are handled.
    """
    had_its_own = widget.testAttribute(Qt.WidgetAttribute.WA_SetPalette)
    before = QPalette(widget.palette()) if had_its_own else QPalette()
    widget.setPalette(palette)
    try:
        yield
    finally:
        widget.setPalette(before)
