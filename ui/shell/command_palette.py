"""Type a few letters of any action and run it."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.commands import Commands

_WIDTH_PX, _HEIGHT_PX = 480, 360


def matches(query: str, title: str) -> bool:
    """Whether every word of the query occurs in the title, whatever its case."""
    folded = title.casefold()
    return all(word in folded for word in query.casefold().split())


class CommandPalette(QDialog):
    """A non-modal list of the window's actions, panels and projects, narrowed by what is typed."""

    def __init__(
        self, commands: Commands, places: Callable[[], Sequence[QAction]], parent: QWidget
    ) -> None:
        """With what else can be gone to: `places` are asked for whenever it opens."""
        super().__init__(parent, Qt.WindowType.Popup)
        self._commands = commands
        self._places = places
        self._found: tuple[QAction, ...] = ()
        self._over = parent
        self._query = QLineEdit(clearButtonEnabled=True)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self._query)
        layout.addWidget(self._list)
        self._query.installEventFilter(self)
        self._query.textChanged.connect(self._fill)
        self._query.returnPressed.connect(self._run_current)
        self._list.itemClicked.connect(lambda _item: self._run_current())

    def open_over(self) -> None:
        """Show the palette, empty, near the top of its window."""
        parent = self._over
        self._query.setPlaceholderText(self.tr("Type what you want to do"))
        self._query.clear()
        self._found = (*self._commands.all(), *self._places())
        self._fill("")
        self.resize(_WIDTH_PX, _HEIGHT_PX)
        corner = parent.rect().center()
        corner.setX(corner.x() - _WIDTH_PX // 2)
        corner.setY(60)
        self.move(parent.mapToGlobal(corner))
        self.show()
        self._query.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                row = self._list.currentRow() + step
                self._list.setCurrentRow(max(0, min(row, self._list.count() - 1)))
                return True
        return super().eventFilter(watched, event)

    def _fill(self, query: str) -> None:
        self._list.clear()
        for action in self._found:
            title = re.sub("&(.)", r"\1", action.text())
            if action.isEnabled() and matches(query, title):
                keys = action.shortcut().toString()
                item = QListWidgetItem(f"{title}    {keys}" if keys else title, self._list)
                item.setData(Qt.ItemDataRole.UserRole, action)
        self._list.setCurrentRow(0)

    def _run_current(self) -> None:
        item = self._list.currentItem()
        self.hide()
        if item is not None:
            action = item.data(Qt.ItemDataRole.UserRole)
            assert isinstance(action, QAction)
            action.trigger()
