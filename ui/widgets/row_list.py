"""A list of like editors that a person lengthens and shortens."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

W = TypeVar("W", bound=QWidget)


class RowList(QWidget, Generic[W]):
    """Rows made by `make`, each with a button that removes it; at least `least` stay.

    `changed` tells that a row came or went.
    """

    changed = Signal()

    def __init__(
        self, make: Callable[[], W], parent: QWidget | None = None, *, least: int = 1
    ) -> None:
        super().__init__(parent)
        self._make, self._least = make, least
        self._rows: list[tuple[W, QWidget, QToolButton]] = []
        self._add = QPushButton()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._add)
        self._add.clicked.connect(self.add)

    @property
    def add_button(self) -> QPushButton:
        """What lengthens the list: below it, unless it is laid out elsewhere."""
        return self._add

    @property
    def rows(self) -> tuple[W, ...]:
        """The editors, from top to bottom."""
        return tuple(editor for editor, _, _ in self._rows)

    def set_add_text(self, text: str) -> None:
        self._add.setText(text)

    def add(self) -> W:
        """Add a row at the end and return its editor."""
        editor, line, remove = self._make(), QWidget(), QToolButton(autoRaise=True)
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(editor, 1)
        layout.addWidget(remove)
        remove.setText("×")
        remove.clicked.connect(lambda: self.remove(editor))
        self._rows.append((editor, line, remove))
        self._layout.insertWidget(len(self._rows) - 1, line)
        self._on_rows_changed()
        return editor

    def remove(self, editor: W) -> None:
        """Take a row away, unless it is one of those that stay."""
        if len(self._rows) == self._least:
            return
        index = self.rows.index(editor)
        _, line, _ = self._rows.pop(index)
        line.hide()
        line.deleteLater()
        self._on_rows_changed()

    def _on_rows_changed(self) -> None:
        for _, _, remove in self._rows:
            remove.setEnabled(len(self._rows) > self._least)
            remove.setToolTip(self.tr("Remove"))
            remove.setAccessibleName(self.tr("Remove"))
        self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            for _, _, remove in self._rows:
                remove.setToolTip(self.tr("Remove"))
