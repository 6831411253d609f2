"""Refreshing a panel only while somebody sees it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, SignalInstance
from PySide6.QtWidgets import QDockWidget, QWidget


class WhenSeen(QObject):
    """Calls `refresh` when one of the signals comes; for a hidden widget, once it is seen again.

    A dock behind another one's tab is visible to Qt, and nobody sees it: it is painted first when
    its tab is raised.
    """

    def __init__(
        self, widget: QWidget, refresh: Callable[[], object], *signals: SignalInstance
    ) -> None:
        super().__init__(widget)
        self._widget = widget
        self._refresh = refresh
        self._stale = True
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._catch_up_if_seen)
        widget.installEventFilter(self)
        for signal in signals:
            signal.connect(self.now_or_later)

    def now_or_later(self) -> None:
        """Refresh now if the widget is seen, and otherwise when it is."""
        self._stale = True
        self._catch_up_if_seen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._stale and event.type() in (QEvent.Type.Show, QEvent.Type.Paint):
            if event.type() == QEvent.Type.Show and not _is_docked(self._widget):
                self._catch_up()
            else:
                self._soon.start()  # docks get their places only after they are shown
        return super().eventFilter(watched, event)

    def _catch_up_if_seen(self) -> None:
        seen = self._widget.isVisible() and not self._widget.visibleRegion().isEmpty()
        if self._stale and seen:
            self._catch_up()

    def _catch_up(self) -> None:
        self._stale = False
        self._refresh()


def _is_docked(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QDockWidget):
        above = above.parentWidget()
    return above is not None
