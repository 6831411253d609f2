"""Refreshing a panel only while somebody sees it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer, SignalInstance
from PySide6.QtWidgets import QDockWidget, QWidget


class WhenSeen(QObject):
    """Calls `refresh` when one of the signals comes; for a hidden widget, once it is seen again.

    With `each_time` also whenever the widget is shown. Of several for one widget, the last one
    made is the first to refresh.

    A dock behind another one's tab is visible to Qt, and nobody sees it: it stands outside the
    window until its tab is raised.
    """

    def __init__(
        self,
        widget: QWidget,
        refresh: Callable[[], object],
        *signals: SignalInstance,
        each_time: bool = False,
    ) -> None:
        super().__init__(widget)
        self._widget = widget
        self._refresh = refresh
        self._stale = True
        self._each_time = each_time
        self._dock: QDockWidget | None = None
        # What is done each time is about what the others have filled in: it comes after them.
        self._soon = QTimer(self, singleShot=True, interval=1 if each_time else 0)
        self._soon.timeout.connect(self._catch_up_if_seen)
        widget.installEventFilter(self)
        for signal in signals:
            signal.connect(self.now_or_later)

    def now_or_later(self) -> None:
        """Refresh now if the widget is seen, and otherwise when it is."""
        self._stale = True
        self._catch_up_if_seen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and watched is self._widget:
            self._on_show()
        elif event.type() == QEvent.Type.Move and watched is self._dock and self._stale:
            self._soon.start()
        return super().eventFilter(watched, event)

    def _on_show(self) -> None:
        self._stale = self._stale or self._each_time
        if self._dock is None and (dock := _dock_of(self._widget)) is not None:
            self._dock = dock
            dock.installEventFilter(self)
        if self._dock is not None:
            self._soon.start()  # docks get their places only after they are shown
        elif self._stale:
            self._catch_up()

    def _catch_up_if_seen(self) -> None:
        if self._stale and _is_in_its_window(self._widget):
            self._catch_up()

    def _catch_up(self) -> None:
        self._stale = False
        self._refresh()


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
