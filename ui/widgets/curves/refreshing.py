"""When a drawing is brought in line with its data: soon, and only where a person sees it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class Refreshing(QObject):
    """Calls `refresh` once, however often it was started meanwhile.

    A `drawing` that is scrolled out of sight waits until its `surface` is painted again.
    """

    def __init__(
        self, drawing: QWidget, surface: QWidget, delay_ms: int, refresh: Callable[[], None]
    ) -> None:
        super().__init__(drawing)
        self._drawing = drawing
        self._refresh = refresh
        self._waits = False
        self._timer = QTimer(self, singleShot=True, interval=delay_ms)
        self._timer.timeout.connect(self._look)
        surface.installEventFilter(self)

    def start(self) -> None:
        """Something has changed."""
        self._timer.start()

    def stop(self) -> None:
        """It was drawn meanwhile."""
        self._waits = False
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._waits and event.type() == QEvent.Type.Paint:
            self._timer.start()
        return False

    def _look(self) -> None:
        """A window that nobody has shown yet is drawn all the same."""
        self._waits = self._drawing.isVisible() and self._drawing.visibleRegion().isEmpty()
        if not self._waits:
            self._refresh()
