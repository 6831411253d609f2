"""The chosen node: the whole text to it, what is said of it, and what can be done from there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.panels.trees.drawn import DrawnNode

_LINES = 4


class NodeDetails(QWidget):
    """Its buttons ask to write on from the node, and to look at its token in a written text."""

    write_requested = Signal()
    look_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._node: DrawnNode | None = None
        self._said = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._text = QPlainTextEdit(readOnly=True)
        self._write, self._look = QPushButton(), QPushButton()
        self._write.clicked.connect(self.write_requested)
        self._look.clicked.connect(self.look_requested)
        self._text.setFixedHeight((_LINES + 1) * self._text.fontMetrics().lineSpacing())
        buttons = QVBoxLayout()
        buttons.addWidget(self._write)
        buttons.addWidget(self._look)
        buttons.addStretch()
        below = QHBoxLayout()
        below.addWidget(self._text, 1)
        below.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._said)
        layout.addLayout(below)
        self.retranslate()

    @property
    def node(self) -> DrawnNode | None:
        return self._node

    def show_node(self, node: DrawnNode | None, prompt: str = "") -> None:
        """Show a node behind its prompt, or that none is chosen."""
        is_same = node is not None and self._node is not None and node.text == self._node.text
        self._node = node
        if not is_same:
            self._text.clear()
            if node is not None:
                self._append(prompt, muted=True)
                self._append(node.text)
                self._text.moveCursor(QTextCursor.MoveOperation.End)
        self._show()

    def retranslate(self) -> None:
        self._text.setAccessibleName(self.tr("The text up to the chosen node"))
        self._write.setText(self.tr("Write on from here"))
        self._look.setText(self.tr("Look at this token"))
        self._show()

    def _show(self) -> None:
        node = self._node
        self._said.setText(
            self.tr("Choose a node to read the whole text up to it.") if node is None else node.said
        )
        can_write, can_look = (
            (node is not None and node.request is not None),
            (node is not None and node.place is not None),
        )
        self._write.setEnabled(can_write)
        self._write.setToolTip(
            self.tr("Writes one more text beside the others, with this beginning")
            if can_write
            else self.tr("Nothing goes on from here: choose a node that is not over")
        )
        self._look.setEnabled(can_look)
        self._look.setToolTip(
            self.tr("Shows the token in the text that was written with it")
            if can_look
            else self.tr("No text in the panel Write has this token at this place")
        )

    def _append(self, text: str, *, muted: bool = False) -> None:
        form = QTextCharFormat()
        if muted:
            form.setForeground(self.palette().placeholderText())
        cursor = QTextCursor(self._text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text, form)
