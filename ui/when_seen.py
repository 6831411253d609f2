"""Refreshing a panel only while somebody sees it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, SignalInstance
from PySide6.QtWidgets import QWidget


class WhenSeen(QObject):
    """Calls `refresh` when one of the signals comes; for a hidden widget, once it is seen again."""

    def __init__(
        self, widget: QWidget, refresh: Callable[[], object], *signals: SignalInstance
    ) -> None:
        super().__init__(widget)
        self._widget = widget
        self._refresh = refresh
        self._stale = True
        widget.installEventFilter(self)
        for signal in signals:
            signal.connect(self.now_or_later)

    def now_or_later(self) -> None:
        """Refresh now if the widget is visible, and otherwise when it is shown."""
        self._stale = True
        if self._widget.isVisible():
            self._catch_up()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._stale:
            self._catch_up()
        return super().eventFilter(watched, event)

    def _catch_up(self) -> None:
        self._stale = False
        self._refresh()
