"""Where the shared text is typed, whichever panel one is in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from ui.texts.shared_text import SharedText

_PADDING_LINES = 2 / 3


class SharedTextEdit(QPlainTextEdit):
    """Some lines high; Enter with Ctrl emits `asked`, and where `enter_asks` Enter alone."""

    asked = Signal()

    def __init__(self, shared: SharedText, lines: int, *, enter_asks: bool = False) -> None:
        super().__init__(tabChangesFocus=True)
        self._shared = shared
        self._enter_asks = enter_asks
        self._follows = self._has_followed = False
        self.setFixedHeight(round((lines + _PADDING_LINES) * self.fontMetrics().lineSpacing()))
        self.textChanged.connect(self._on_typed)
        shared.changed.connect(self._follow)
        self._follows = True
        self.setPlainText(shared.text)  # what it begins with is not undone
        self._follows = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        asks = event.modifiers() & Qt.KeyboardModifier.ControlModifier or (
            self._enter_asks and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        )
        if is_enter and asks:
            self.asked.emit()
            return
        super().keyPressEvent(event)

    def _on_typed(self) -> None:
        if not self._follows:
            self._has_followed = False
            self._shared.set(self.toPlainText())

    def _follow(self) -> None:
        """Show a text of elsewhere, so that it can be undone; what is typed here is shown.

        However often it changes there before somebody types here, one step undoes all of it.
        """
        if self._shared.text == self.toPlainText():
            return
        self._follows = True
        if self._has_followed:
            self.undo()
        self._has_followed = self._shared.text != self.toPlainText()
        if self._has_followed:
            self._replace_by(self._shared.text)
        self._follows = False

    def _replace_by(self, text: str) -> None:
        """Removes last what stood there: what is typed next is a step of its own after that."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.insertText(text)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        cursor.endEditBlock()
