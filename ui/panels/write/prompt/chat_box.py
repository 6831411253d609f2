"""What stands before the user's words in a chat: the system's words, and the turns so far."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

MOST_HEIGHT_PX = 150
TURN_LINES = 2


class ChatBox(QWidget):
    """A system turn, and the turns of user and assistant as a list that can be edited."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._system_label, self._system = QLabel(), QLineEdit()
        self._system_label.setBuddy(self._system)
        self._title, self._clear, self._drop = QLabel(), QPushButton(), QPushButton()
        self._turns: list[tuple[QLabel, QPlainTextEdit]] = []
        self._list = QWidget()
        self._rows = QFormLayout(self._list)
        self._rows.setContentsMargins(2, 2, 2, 2)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setWidget(self._list)
        self._area.setFixedHeight(MOST_HEIGHT_PX)
        system = QFormLayout()
        system.addRow(self._system_label, self._system)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._drop)
        head.addWidget(self._clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(system)
        layout.addLayout(head)
        layout.addWidget(self._area)
        self._system.textChanged.connect(self.changed)
        self._clear.clicked.connect(lambda: self.set_history(()))
        self._drop.clicked.connect(lambda: self.set_history(self.history[:-2]))
        self.retranslate()
        self.set_history(())

    @property
    def system(self) -> str:
        return self._system.text()

    @property
    def history(self) -> tuple[str, ...]:
        """What was said so far, in turn by user and assistant."""
        return tuple(edit.toPlainText() for _, edit in self._turns)

    def set_history(self, turns: Sequence[str]) -> None:
        """Take these turns in the place of those that stand there."""
        while len(self._turns) > len(turns):
            self._turns.pop()
            self._rows.removeRow(len(self._turns))
        while len(self._turns) < len(turns):
            self._add_turn()
        for (_, edit), text in zip(self._turns, turns, strict=True):
            with QSignalBlocker(edit):
                edit.setPlainText(text)
        has_turns = bool(self._turns)
        self._area.setVisible(has_turns)
        self._clear.setEnabled(has_turns)
        self._drop.setEnabled(has_turns)
        self.retranslate()
        self.changed.emit()

    def _add_turn(self) -> None:
        label, edit = QLabel(), QPlainTextEdit(tabChangesFocus=True)
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.setBuddy(edit)
        edit.setFixedHeight(round((TURN_LINES + 2 / 3) * edit.fontMetrics().lineSpacing()))
        edit.textChanged.connect(self.changed)
        self._rows.addRow(label, edit)
        self._turns.append((label, edit))

    def retranslate(self) -> None:
        self._system_label.setText(self.tr("System"))
        self._system.setPlaceholderText(self.tr("How the assistant is to behave"))
        self._title.setText(
            self.tr("The chat so far") if self._turns else self.tr("The chat so far: nothing said")
        )
        self._clear.setText(self.tr("Clear"))
        self._clear.setToolTip(self.tr("Forget what was said"))
        self._drop.setText(self.tr("Drop the last"))
        self._drop.setToolTip(self.tr("Forget the last question and its answer"))
        for number, (label, edit) in enumerate(self._turns):
            role = self.tr("Assistant") if number % 2 else self.tr("User")
            label.setText(role)
            edit.setAccessibleName(f"{role} {number // 2 + 1}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
