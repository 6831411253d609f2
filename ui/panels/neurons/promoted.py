"""The tokens that a neuron promotes and suppresses, side by side."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.shell.messages import translate
from ui.widgets.token_strip import shown
from workbench.inspection.neurons.reading import NeuronTokens, WeighedToken
from workbench.words import Words


class PromotedTokens(QWidget):
    """Two tables, and a sentence that says what the figures are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: NeuronTokens | Words | None = None
        self._said = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._tables: tuple[Table[WeighedToken], ...] = tuple(
            Table(lambda row: str(row.id), self) for _ in range(2)
        )
        self._views = tuple(map(TableView, self._tables))
        line = QHBoxLayout()
        for view in self._views:
            line.addWidget(view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(self._said)
        layout.addLayout(line, 1)

    @property
    def answer(self) -> NeuronTokens | Words | None:
        """What is shown: tokens, or why this model has none."""
        return self._answer

    def columns(self) -> list[list[QWidget]]:
        """What a picture shows of it: both tables, or the sentence that stands for them."""
        if isinstance(self._answer, NeuronTokens):
            return [[view] for view in self._views]
        return [[self._said]]

    def show_tokens(self, tokens: NeuronTokens | None) -> None:
        """Show an answer, or none."""
        self._show(tokens)

    def refuse(self, reason: Words) -> None:
        """Say why this model has no answer; its neurons can be looked at all the same."""
        self._show(reason)

    def wait(self) -> None:
        """An answer is on its way: what is shown stays until it is there."""
        if not isinstance(self._answer, NeuronTokens):
            self._said.setText(self.tr("Computing…"))

    def retranslate(self) -> None:
        titles = (self.tr("Promotes"), self.tr("Suppresses"))
        for table, view, title in zip(self._tables, self._views, titles, strict=True):
            view.setAccessibleName(title)
            table.set_columns(self._columns(title))
            view.fit_columns()
        self._say()

    def _show(self, answer: NeuronTokens | Words | None) -> None:
        self._answer = answer
        rows: tuple[tuple[WeighedToken, ...], ...] = ((), ())
        if isinstance(answer, NeuronTokens):
            rows = (answer.promoted, answer.suppressed)
        for table, view, side in zip(self._tables, self._views, rows, strict=True):
            table.set_rows(side)
            view.fit_columns()
        self._say()

    def _say(self) -> None:
        tokens = self._answer
        if isinstance(tokens, Words):
            self._said.setText(translate(tokens))
        elif tokens is None:
            self._said.setText(self.tr("Choose a neuron."))
        elif tokens.is_direct:
            self._said.setText(
                self.tr(
                    "What an activation of 1 adds to the logits, less their mean, where the final "
                    "norm divides by 1. Below zero it is the other way round."
                )
            )
        else:
            self._said.setText(
                self.tr(
                    "The logits that the masked-token head gives to what the neuron adds, alone: "
                    "the head is not linear, and the figures say an order, no more."
                )
            )

    def _columns(self, title: str) -> tuple[Column[WeighedToken], ...]:
        return (
            Column(title, lambda row: row.text, lambda row: shown(row.text), help=self.tr("Token")),
            Column(
                self.tr("Logit"),
                lambda row: row.logit,
                lambda row: figures.measure(row.logit),
                numeric=True,
                help=self.tr("What the neuron adds to the token's logit"),
            ),
        )
