"""What a checkpoint and the present best model are compared on, and how the comparison ended."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.shell.messages import translate

if TYPE_CHECKING:
    from workbench.inspection.comparison.promotion import PromotionCheck, PromotionRow

_LINES_PX, _TABLE_PX = 62, 140
_DIGITS = 4


class PromotionQuestion(QWidget):
    """Which measures are compared; the probe sentences are written one a line."""

    def __init__(self, probes: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._validation = QCheckBox(self.tr("validation text"))
        self._validation.setChecked(True)
        self._pairs = QCheckBox(self.tr("minimal pairs"))
        self._probes = QCheckBox(self.tr("probe sentences"))
        self._sentences = QPlainTextEdit("\n".join(probes))
        self._sentences.setAccessibleName(self.tr("Probe sentences, one a line"))
        self._sentences.setPlaceholderText(self.tr("Probe sentences, one a line"))
        self._sentences.setTabChangesFocus(True)
        self._sentences.setFixedHeight(_LINES_PX)
        self._sentences.setVisible(False)
        self._probes.toggled.connect(self._sentences.setVisible)
        line = QHBoxLayout()
        for box in (self._validation, self._pairs, self._probes):
            line.addWidget(box)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self._sentences)

    @property
    def measures(self) -> tuple[str, ...]:
        boxes = {"validation": self._validation, "pairs": self._pairs, "probes": self._probes}
        return tuple(name for name, box in boxes.items() if box.isChecked())

    @property
    def probes(self) -> tuple[str, ...]:
        lines = self._sentences.toPlainText().splitlines()
        return tuple(line for line in lines if line.strip())


class PromotionView(QWidget):
    """A row a measure, with the sentence on all of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table[PromotionRow] = Table(lambda row: row.measure, self)
        self._view = TableView(self._table)
        self._view.setAccessibleName(self.tr("Both models"))
        self._view.setMinimumHeight(_TABLE_PX)
        self._verdict = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        layout.addWidget(self._verdict)

    def say(self, text: str) -> None:
        """Say a sentence in place of the verdict."""
        self._verdict.setText(text)

    def show_check(self, check: "PromotionCheck") -> None:
        """Show what is known; the verdict stands there once all is."""
        self._table.set_columns(self._columns(check))
        self._table.set_rows(check.rows)
        self._view.fit_columns()
        self.say(translate(check.verdict) if check.is_done else self.tr("Comparing…"))

    def _columns(self, check: "PromotionCheck") -> tuple[Column["PromotionRow"], ...]:
        return (
            Column(
                self.tr("Measured on"),
                lambda row: translate(row.title),
                help=self.tr("Bits per byte: less is better. Minimal pairs: more is better"),
            ),
            Column(
                self.tr("Of"),
                lambda row: row.count,
                lambda row: figures.count(row.count),
                numeric=True,
                help=self.tr("How many documents, pairs or sentences"),
            ),
            Column(
                check.candidate,
                lambda row: row.candidate,
                lambda row: figures.measure(row.candidate, _DIGITS),
                numeric=True,
                help=self.tr("The checkpoint that is to be a model"),
            ),
            Column(
                check.best,
                lambda row: row.best,
                lambda row: figures.measure(row.best, _DIGITS),
                numeric=True,
                help=self.tr("The present best model"),
            ),
            Column(
                self.tr("Result"),
                lambda row: self.tr("not worse") if row.is_not_worse else self.tr("worse"),
                help=self.tr("Of the checkpoint against the present best model"),
            ),
        )
