"""Lines that are only ever added, with a filter and a copy button."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFontDatabase, QGuiApplication, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

MOST_LINES = 5_000
"""Older lines are forgotten; the journal of a run keeps them."""


class Weight(IntEnum):
    """How much a line stands out."""

    NORMAL = 0
    WARNING = 1
    ERROR = 2


@dataclass(frozen=True)
class _Line:
    text: str
    weight: Weight


class LogView(QWidget):
    """Follows the newest line until a person scrolls up; shows only lines that hold the filter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []
        self._colours: Mapping[Weight, str] = {}
        self._filter = QLineEdit(clearButtonEnabled=True)
        self._copy, self._clear = QToolButton(autoRaise=True), QToolButton(autoRaise=True)
        self._text = QPlainTextEdit(readOnly=True, maximumBlockCount=MOST_LINES)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setUndoRedoEnabled(False)
        bar = QHBoxLayout()
        bar.addWidget(self._filter, 1)
        bar.addWidget(self._copy)
        bar.addWidget(self._clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addWidget(self._text, 1)
        self._filter.textChanged.connect(self._refill)
        self._copy.clicked.connect(self.copy)
        self._clear.clicked.connect(self.clear)
        self._retranslate()

    def set_colours(self, colours: Mapping[Weight, str]) -> None:
        """The colours of lines that stand out; the others have the text's."""
        self._colours = colours
        self._refill()

    def append(self, text: str, weight: Weight = Weight.NORMAL) -> None:
        """Add a line (or several, cut at line ends)."""
        added = [_Line(line, weight) for line in text.splitlines() or [""]]
        self._lines += added
        if len(self._lines) > 2 * MOST_LINES:
            del self._lines[:-MOST_LINES]
        self._show(added)

    def clear(self) -> None:
        self._lines.clear()
        self._text.clear()

    def lines(self) -> list[str]:
        """The lines that the filter lets through, oldest first."""
        return [line.text for line in self._lines[-MOST_LINES:] if self._passes(line)]

    def set_filter(self, text: str) -> None:
        self._filter.setText(text)

    def copy(self) -> None:
        """Put the lines that are shown on the clipboard."""
        QGuiApplication.clipboard().setText("\n".join(self.lines()))

    def _passes(self, line: _Line) -> bool:
        return self._filter.text().casefold() in line.text.casefold()

    def _refill(self) -> None:
        self._text.clear()
        self._show(self._lines[-MOST_LINES:])

    def _show(self, lines: list[_Line]) -> None:
        bar = self._text.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        cursor = QTextCursor(self._text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for line in filter(self._passes, lines):
            if not self._text.document().isEmpty():
                cursor.insertBlock()
            cursor.insertText(line.text, self._format(line.weight))
        cursor.endEditBlock()
        if at_end:
            bar.setValue(bar.maximum())

    def _format(self, weight: Weight) -> QTextCharFormat:
        form = QTextCharFormat()
        if weight in self._colours:
            form.setForeground(QColor(self._colours[weight]))
        return form

    def _retranslate(self) -> None:
        self._filter.setPlaceholderText(self.tr("Show only lines with…"))
        self._copy.setText(self.tr("Copy"))
        self._clear.setText(self.tr("Clear"))
        self._text.setAccessibleName(self.tr("Log"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
