"""The examples whose class was not found, those the model was surest of first."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from workbench.events import Misjudged

_DETAIL_LINES = 3


@dataclass(frozen=True)
class _Row:
    index: int
    example: Misjudged


class WrongExamples(QWidget):
    """A table, and below it the whole text of the chosen example."""

    def __init__(self) -> None:
        super().__init__()
        self._examples: tuple[Misjudged, ...] = ()
        self._only: tuple[str, str] | None = None
        self._title = QLabel()
        self._table: Table[_Row] = Table(lambda row: str(row.index), self)
        self._view = TableView(self._table)
        self._detail = QPlainTextEdit(readOnly=True)
        height = _DETAIL_LINES * self._detail.fontMetrics().lineSpacing()
        self._detail.setFixedHeight(height + 2 * round(self._detail.document().documentMargin()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._title)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._detail)
        self._view.chosen_changed.connect(self._show_detail)
        self.retranslate()

    @property
    def table(self) -> Table[_Row]:
        return self._table

    def set_examples(self, examples: Sequence[Misjudged]) -> None:
        """Show the examples of another evaluation."""
        self._examples = tuple(examples)
        self._fill()

    def show_only(self, pair: tuple[str, str] | None) -> None:
        """Show those of one true class that were taken for one class; None shows all."""
        if pair != self._only:
            self._only = pair
            self._fill()

    def retranslate(self) -> None:
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._detail.setPlaceholderText(self.tr("Choose an example to read all of it."))
        self._name()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _columns(self) -> tuple[Column[_Row], ...]:
        return (
            Column(
                self.tr("Text"),
                lambda row: _in_a_line(row.example),
                help=self.tr("A validation example that the model judged wrongly"),
            ),
            Column(
                self.tr("True class"),
                lambda row: row.example.truth,
                help=self.tr("What the table of examples says"),
            ),
            Column(
                self.tr("Taken for"),
                lambda row: row.example.guess,
                help=self.tr("What the model says"),
            ),
            Column(
                self.tr("How sure"),
                lambda row: row.example.probability,
                lambda row: figures.share(row.example.probability),
                numeric=True,
                help=self.tr("The probability of the class it was taken for"),
            ),
        )

    def _fill(self) -> None:
        rows = [_Row(index, example) for index, example in enumerate(self._examples)]
        if self._only is not None:
            rows = [row for row in rows if (row.example.truth, row.example.guess) == self._only]
        self._table.set_rows(rows)
        self._view.fit_columns()
        self._name()
        self._show_detail()

    def _name(self) -> None:
        if self._only is None:
            self._title.setText(self.tr("Wrong and surest of it"))
            return
        truth, guess = self._only
        text = self.tr("Wrong and surest of it: {truth} taken for {guess}")
        self._title.setText(text.format(truth=truth, guess=guess))

    def _show_detail(self) -> None:
        chosen = self._view.chosen()
        texts = (chosen[0].example.first, chosen[0].example.second) if chosen else ()
        self._detail.setPlainText("\n".join(text for text in texts if text))


def _in_a_line(example: Misjudged) -> str:
    texts = " ‖ ".join(text for text in (example.first, example.second) if text)
    return " ".join(texts.split())
