"""The ways to a message of the desktop: the tray, or the portal where there is no tray."""

import sys
from typing import Protocol

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

_PORTAL = "org.freedesktop.portal.Desktop"
_PORTAL_PATH = "/org/freedesktop/portal/desktop"
_PORTAL_NOTIFICATION = "org.freedesktop.portal.Notification"
_ID = "distill-workbench"
"""One message of ours stands on the desktop: the next takes its place."""


class Desktop(Protocol):
    """Where messages are shown."""

    def show(self, title: str, text: str) -> bool:
        """Show plain texts; gives whether there is such a place."""


class SystemDesktop:
    """The tray of the system, or else the desktop's portal; a tray icon stays once it was used."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def show(self, title: str, text: str) -> bool:
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            tray = self._shown_tray()
            tray.showMessage(without_marks(title), without_marks(text), tray.icon())
            return True
        return sys.platform == "linux" and _through_portal(title, text)

    def _shown_tray(self) -> QSystemTrayIcon:
        if self._tray is None:
            icon = self._window.windowIcon()
            style = self._window.style()
            if icon.isNull():
                icon = QIcon(style.standardIcon(style.StandardPixmap.SP_MessageBoxInformation))
            self._tray = QSystemTrayIcon(icon, self._window)
            self._tray.activated.connect(self._raise)
            self._tray.messageClicked.connect(self._raise)
            self._tray.show()
        return self._tray

    def _raise(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()


def without_marks(text: str) -> str:
    """A text in which no desktop finds a mark-up: names are what people type."""
    return text.replace("<", "‹").replace(">", "›").replace("&", "＆")


def _through_portal(title: str, text: str) -> bool:
    """Ask the portal, which takes its texts as plain ones; nobody waits for its answer."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    interface = bus.interface() if bus.isConnected() else None
    if interface is None or not interface.isServiceRegistered(_PORTAL).value():
        return False
    message = QDBusMessage.createMethodCall(
        _PORTAL, _PORTAL_PATH, _PORTAL_NOTIFICATION, "AddNotification"
    )
    message.setArguments([_ID, {"title": title, "body": text}])
    return bus.send(message)
