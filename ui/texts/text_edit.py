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
        self._follows = False
        self.setFixedHeight(round((lines + _PADDING_LINES) * self.fontMetrics().lineSpacing()))
        self.textChanged.connect(self._on_typed)
        shared.changed.connect(self._follow)
        self._follow()

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
            self._shared.set(self.toPlainText())

    def _follow(self) -> None:
        """Show a text of elsewhere, so that it can be undone; what is typed here is shown."""
        text = self._shared.text
        if text == self.toPlainText():
            return
        self._follows = True
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self._follows = False
