"""Refreshing a panel only while somebody sees it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer, SignalInstance
from PySide6.QtWidgets import QDockWidget, QWidget


class WhenSeen(QObject):
    """Calls `refresh` when one of the signals comes; for a hidden widget, once it is seen again.

    Behind that, `then` is called each time the widget comes to be seen.

    A dock behind another one's tab is visible to Qt, and nobody sees it: it stands outside the
    window until its tab is raised.
    """

    def __init__(
        self,
        widget: QWidget,
        refresh: Callable[[], object],
        *signals: SignalInstance,
        then: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(widget)
        self._widget = widget
        self._refresh = refresh
        self._then = then
        self._stale = True
        self._was_seen = False
        self._dock: QDockWidget | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._look)
        widget.installEventFilter(self)
        for signal in signals:
            signal.connect(self.now_or_later)

    def now_or_later(self) -> None:
        """Refresh now if the widget is seen, and otherwise when it is."""
        self._stale = True
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._widget and event.type() == QEvent.Type.Show:
            self._on_show()
        elif watched is self._widget and event.type() == QEvent.Type.Hide:
            self._was_seen = False
        elif watched is self._dock and event.type() == QEvent.Type.Move:
            self._soon.start()
        return super().eventFilter(watched, event)

    def _on_show(self) -> None:
        if self._dock is None and (dock := _dock_of(self._widget)) is not None:
            self._dock = dock
            dock.installEventFilter(self)
        if self._dock is not None:
            self._soon.start()  # docks get their places only after they are shown
        else:
            self._catch_up()

    def _look(self) -> None:
        if _is_in_its_window(self._widget):
            self._catch_up()
        else:
            self._was_seen = False

    def _catch_up(self) -> None:
        appears, self._was_seen = not self._was_seen, True
        if self._stale:
            self._stale = False
            self._refresh()
        if appears and self._then is not None:
            self._then()


def _dock_of(widget: QWidget) -> QDockWidget | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QDockWidget):
        above = above.parentWidget()
    return above


def _is_in_its_window(widget: QWidget) -> bool:
    """Whether a widget is shown, and not at a place outside, where Qt puts docks behind a tab."""
    window = widget.window()
    place = QRect(widget.mapTo(window, QPoint()), widget.size())
    return widget.isVisible() and window.rect().intersects(place)
