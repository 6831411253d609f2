"""Every action of the window, declared once: menus, buttons, shortcuts and the palette use it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence


class Commands(QObject):
    """The window's actions by name, retitled when the language changes."""

    added = Signal(QAction)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._titles: dict[str, Callable[[], str]] = {}

    def add(
        self,
        name: str,
        title: Callable[[], str],
        run: Callable[[], object],
        shortcut: str | QKeySequence.StandardKey = "",
    ) -> QAction:
        """Declare an action; `title` is asked again in each language, `name` is unique."""
        assert name not in self._actions, name
        action = QAction(title(), self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(shortcut))
        action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        action.triggered.connect(lambda _checked=False: run())
        self._actions[name] = action
        self._titles[name] = title
        self.added.emit(action)
        return action

    def action(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> tuple[QAction, ...]:
        return tuple(self._actions.values())

    def retranslate(self) -> None:
        for name, action in self._actions.items():
            action.setText(self._titles[name]())
