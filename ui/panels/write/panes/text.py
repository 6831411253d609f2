"""A text as it is written: its tokens can be coloured, pointed at, chosen, selected and edited."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QToolTip

from ui.panels.write.panes.colouring import TokenMeasure, figures, level
from ui.widgets.colours import blend, readable_on
from ui.widgets.token_strip import plain
from workbench.tokenizers.tokenizer import clean

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken

FULL_COLOUR = 0.85
_BYTE_MARK = "⟨"
"""In a token's piece it stands before each byte of an unfinished character."""
_READ = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class PaneText(QPlainTextEdit):
    """Plain text alone: what a model writes is never taken for markup.

    Bytes of a character that is not complete yet are shown as ⟨E4⟩. `token_clicked` tells a token's
    number; Enter chooses the one at the caret.
    """

    token_clicked = Signal(int)

    def __init__(self, colour: str) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(_READ)
        self._colour = colour
        self._measure = TokenMeasure.NOTHING
        self._tokens: list[GeneratedToken] = []
        self._begins: list[int] = []
        """Where each token begins in the document; it reaches to where the next one does."""
        self._waiting_from = -1
        """Where the bytes of an unfinished character stand, -1 where none wait."""

    # -- what stands there

    def begin(self, prompt: str, begun: str = "") -> None:
        """Empty it for a text behind a prompt, of which `begun` is there already."""
        self._tokens.clear()
        self._begins.clear()
        self._waiting_from = -1
        self.setExtraSelections([])
        self.setTextInteractionFlags(_READ)
        self.clear()
        muted = QTextCharFormat()
        muted.setForeground(self.palette().placeholderText())
        self._insert(prompt, muted)
        self._insert(begun, QTextCharFormat())

    def append(self, token: "GeneratedToken") -> None:
        """One more token; the view follows unless somebody has scrolled up."""
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        if token.text:
            self._take_bytes_away()
        self._tokens.append(token)
        self._begins.append(self._end())
        if token.text:
            self._insert(token.text, self._form(token))
        elif _BYTE_MARK in token.piece:
            if self._waiting_from < 0:
                self._waiting_from = self._end()
            self._insert(token.piece, self._form(token))
        if at_end:
            bar.setValue(bar.maximum())

    def set_measure(self, measure: TokenMeasure) -> None:
        """Colour the tokens by another figure."""
        if measure is not self._measure:
            self._measure = measure
            self._paint_tokens()

    @property
    def tokens(self) -> Sequence["GeneratedToken"]:
        return tuple(self._tokens)

    def mark(self, number: int) -> None:
        """Point out a token; -1 none."""
        selections = []
        if 0 <= number < len(self._tokens):
            selection = QTextEdit.ExtraSelection()
            selection.cursor = self._cursor(number)
            selection.format.setBackground(self.palette().highlight())
            selection.format.setForeground(self.palette().highlightedText())
            selections.append(selection)
        self.setExtraSelections(selections)

    # -- editing

    def edit(self, text: str) -> None:
        """Let somebody change a text: it stands there alone, without its prompt."""
        self._tokens.clear()
        self._begins.clear()
        self.setExtraSelections([])
        self.setPlainText(text)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextEditorInteraction)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.setFocus()

    def end_edit(self) -> None:
        """Let it be read alone again."""
        self.setTextInteractionFlags(_READ)

    @property
    def is_edited(self) -> bool:
        return not self.isReadOnly()

    def raw_text(self) -> str:
        """All that stands there, with no-break spaces as they are."""
        text = self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")
        return clean(text)

    # -- inside

    def sizeHint(self) -> QSize:
        """As high as it has to be: a grid gives a row less than its least height where what it
        would like is lower.
        """
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def _insert(self, text: str, form: QTextCharFormat) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text, form)

    def _end(self) -> int:
        return self.document().characterCount() - 1

    def _take_bytes_away(self) -> None:
        """The character is complete: it takes the place of its bytes."""
        if self._waiting_from < 0:
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._waiting_from)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._begins = [min(begin, self._waiting_from) for begin in self._begins]
        self._waiting_from = -1

    def _cursor(self, number: int) -> QTextCursor:
        """The stretch of a token."""
        ends = [*self._begins[1:], self._end()]
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._begins[number])
        cursor.setPosition(ends[number], QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _form(self, token: "GeneratedToken") -> QTextCharFormat:
        form = QTextCharFormat()
        if self._measure is not TokenMeasure.NOTHING:
            base = self.palette().color(QPalette.ColorRole.Base)
            ground = blend(self._colour, base, FULL_COLOUR * level(token, self._measure))
            form.setBackground(ground)
            form.setForeground(readable_on(ground))
        return form

    def _paint_tokens(self) -> None:
        for number, token in enumerate(self._tokens):
            self._cursor(number).setCharFormat(self._form(token))

    def _token_at(self, position: QPoint) -> int:
        cursor = self.cursorForPosition(position)
        box = self.cursorRect(cursor)
        if not box.adjusted(-box.height(), 0, box.height(), 0).contains(position):
            return -1
        place = cursor.position() - (position.x() < box.left())
        return self._token_with(place)

    def _token_with(self, place: int) -> int:
        if not self._begins or not self._begins[0] <= place < self._end():
            return -1
        return bisect_right(self._begins, place) - 1

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dashed line stands where the context slid."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(QPen(QColor(self.palette().highlight().color()), 2, Qt.PenStyle.DotLine))
        for begin, token in zip(self._begins, self._tokens, strict=True):
            if token.slid:
                cursor = QTextCursor(self.document())
                cursor.setPosition(begin)
                box = self.cursorRect(cursor)
                painter.drawLine(box.topLeft(), box.bottomLeft())

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._token_at(event.pos())
            told = plain(self._told(number)) if number >= 0 else ""
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().viewportEvent(event)

    def ground_of(self, number: int) -> QColor:
        """The colour that a token stands on; an invalid one where it stands on the text's own."""
        cursor = self._cursor(number)
        ground = cursor.charFormat().background()
        return ground.color() if ground.style() != Qt.BrushStyle.NoBrush else QColor()

    def tooltip_of(self, number: int) -> str:
        """What is told of a token where somebody points at it."""
        return self._told(number)

    def _told(self, number: int) -> str:
        token = self._tokens[number]
        return f"{token.piece}\n{figures(token)}" if token.piece else figures(token)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.is_edited or self.textCursor().hasSelection():
            return
        number = self._token_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self.token_clicked.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() and not self.is_edited:
            number = self._token_with(self.textCursor().position())
            if number >= 0:
                self.token_clicked.emit(number)
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_tokens()
