"""The text to fill in, and putting masks in place of its words."""

import re
from html import escape

from PySide6.QtGui import QMouseEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

MASK = "[MASK]"
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
"""A word between spaces and punctuation, or a character where no space says where words end."""


class MaskedText(QPlainTextEdit):
    """A double click on a word masks it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, tabChangesFocus=True)

    @property
    def has_mask(self) -> bool:
        """Whether [MASK] is there; how a tokenizer spells its own mask is known to models alone."""
        return MASK in self.toPlainText()

    def mask_word(self) -> None:
        """Put a mask in place of the selected text, or of the word at the cursor."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        cursor.insertText(MASK)

    def mask_stretch(self, begin: int, end: int) -> None:
        """Put a mask in place of some characters."""
        cursor = self.textCursor()
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(MASK)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.setTextCursor(self.cursorForPosition(event.position().toPoint()))
        self.mask_word()


def linked_words(text: str, colour: str) -> str:
    """The text as HTML in which each word is a link to `BEGIN-END`, its place in UTF-16 units."""
    html, end = "", 0
    for word in _WORD.finditer(text):
        begin, before = word.start(), text[end : word.start()]
        place = f"{_units(text[:begin])}-{_units(text[: word.end()])}"
        link = f'<a href="{place}" style="color: {colour}">{escape(word[0])}</a>'
        html, end = html + escape(before) + link, word.end()
    return (html + escape(text[end:])).replace("\n", "<br>")


def _units(text: str) -> int:
    """How long Qt counts a text."""
    return len(text.encode("utf-16-le")) // 2
