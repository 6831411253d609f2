"""The figures of two texts side by side, and their worst tokens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.texts_compared.comparing import ScoredPair, WorstToken, worst_tokens
from ui.widgets.numbers import probability
from ui.widgets.token_strip import shown, spelled

MOST_WORST = 100

Written = Callable[[float | None], str]
"""From a figure to how it is written."""


@dataclass(frozen=True)
class FigureLine:
    """A figure of both texts, as it is written, and as it sorts and is exported."""

    key: str
    title: str
    help: str
    values: tuple[float | None, float | None]
    text: Written


def _count(value: float | None) -> str:
    return figures.count(None if value is None else round(value))


class FiguresTable(QWidget):
    """A line for each figure, a column for each text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pair: ScoredPair | None = None
        self._copied: tuple[int | None, int | None] = (None, None)
        self._table: Table[FigureLine] = Table(lambda line: line.key, self)
        self._view = TableView(self._table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)

    def show_pair(self, pair: ScoredPair | None, copied: tuple[int | None, int | None]) -> None:
        self._pair, self._copied = pair, copied
        self.retranslate()

    def csv(self) -> str:
        return self._table.csv()

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Figures of both texts"))
        pair = self._pair
        names = [t.request.pinned for t in pair.texts] if pair is not None else ["", ""]
        self._table.set_columns(
            (
                Column(
                    self.tr("Figure"),
                    lambda line: line.title,
                    help=self.tr("What is told of both texts"),
                    tip=lambda line: line.help,
                ),
                *(
                    Column(
                        self.tr("{number}: {model}").format(number=number + 1, model=name),
                        lambda line, n=number: line.values[n],  # type: ignore[misc]
                        lambda line, n=number: line.text(line.values[n]),  # type: ignore[misc]
                        numeric=True,
                        help=self.tr("The text that this model wrote"),
                    )
                    for number, name in enumerate(names)
                ),
            )
        )
        self._table.set_rows(self._lines(pair) if pair is not None else ())
        self._view.fit_columns()

    def _lines(self, pair: ScoredPair) -> list[FigureLine]:
        """Every figure of two texts."""
        lines = [*self._perplexities(pair)]
        for key, (title, meaning, text) in self._means().items():
            one, other = (getattr(scored, key) for scored in pair.scored)
            lines.append(FigureLine(key, title, meaning, (one, other), text))
        for key, (title, meaning, text) in self._varieties().items():
            one, other = (getattr(scored.variety, key) for scored in pair.scored)
            lines.append(FigureLine(key, title, meaning, (one, other), text))
        if any(one is not None for one in self._copied):
            title = self.tr("Longest copied passage")
            meaning = self.tr("Characters in a row that stand in the training text too")
            lines.append(FigureLine("copied", title, meaning, self._copied, _count))
        return lines

    def _perplexities(self, pair: ScoredPair) -> Iterator[FigureLine]:
        title = self.tr("Perplexity by {model}")
        meaning = self.tr(
            "How unexpected the text is to this model, before temperature and filters"
        )
        for number, key in enumerate(("teacher_perplexity", "student_perplexity")):
            name = pair.texts[number].request.pinned
            one, other = (getattr(scored, key) for scored in pair.scored)
            text = partial(figures.measure, digits=2)
            yield FigureLine(key, title.format(model=name), meaning, (one, other), text)

    def _means(self) -> dict[str, tuple[str, str, Written]]:
        """The name of each figure, what it means and how it is written."""
        return {
            "kl": (
                self.tr("KL"),
                self.tr("KL(first ‖ second model), the mean over the tokens, in nats"),
                figures.measure,
            ),
            "reverse_kl": (
                self.tr("Reverse KL"),
                self.tr("KL(second ‖ first model), the mean over the tokens, in nats"),
                figures.measure,
            ),
            "js": (
                self.tr("Jensen–Shannon"),
                self.tr("The mean over the tokens, in nats; at most 0.693"),
                figures.measure,
            ),
            "agreement": (
                self.tr("Same first choice"),
                self.tr("At how many tokens both models have the same first choice"),
                figures.share,
            ),
        }

    def _varieties(self) -> dict[str, tuple[str, str, Written]]:
        return {
            "length": (self.tr("Tokens"), self.tr("How long the text is"), _count),
            "distinct_1": (
                self.tr("Distinct-1"),
                self.tr("Different tokens among all"),
                figures.share,
            ),
            "distinct_2": (
                self.tr("Distinct-2"),
                self.tr("Different pairs of tokens among all"),
                figures.share,
            ),
            "distinct_3": (
                self.tr("Distinct-3"),
                self.tr("Different triples of tokens among all"),
                figures.share,
            ),
            "repetition": (
                self.tr("Repetition"),
                self.tr("Four tokens in a row that stood in the text before, among all such"),
                figures.share,
            ),
        }


class WorstTokensTable(QWidget):
    """The tokens where both models differ most; `chosen` tells a text's number and the place."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = ("", "")
        self._table: Table[WorstToken] = Table(lambda row: f"{row.number}:{row.place}", self)
        self._view = TableView(self._table)
        self._view.picked.connect(self._on_picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)

    def show_pair(self, pair: ScoredPair | None) -> None:
        if pair is not None:
            one, other = (text.request.pinned for text in pair.texts)
            self._names = (one, other)
        self._table.set_rows(worst_tokens(pair, MOST_WORST) if pair is not None else ())
        self._view.fit_columns()

    def csv(self) -> str:
        return self._table.csv()

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Worst tokens"))
        self._view.setToolTip(self.tr("Click a token to see it where it stands"))
        self._table.set_columns(self._columns())
        self._view.fit_columns()

    def _columns(self) -> tuple[Column[WorstToken], ...]:
        return (
            Column(
                self.tr("Token"),
                lambda row: spelled(row.token.text),
                lambda row: shown(spelled(row.token.text)),
                help=self.tr("What was written"),
            ),
            Column(
                self.tr("Written by"),
                lambda row: self._names[row.number],
                help=self.tr("The model whose text the token stands in"),
            ),
            Column(
                self.tr("Place"),
                lambda row: row.place + 1,
                lambda row: figures.count(row.place + 1),
                numeric=True,
                help=self.tr("The place of the token in its text, from 1"),
            ),
            Column(
                self.tr("KL"),
                lambda row: row.token.kl,
                lambda row: figures.measure(row.token.kl),
                numeric=True,
                help=self.tr("KL(first ‖ second model) at this token, in nats"),
            ),
            Column(
                self.tr("Probability"),
                lambda row: row.own.probability,
                lambda row: probability(row.own.probability),
                numeric=True,
                help=self.tr("How likely its own model found the token"),
            ),
            Column(
                self.tr("Other's"),
                lambda row: row.other.probability,
                lambda row: probability(row.other.probability),
                numeric=True,
                help=self.tr("How likely the other model found the token"),
            ),
            Column(
                self.tr("Other's rank"),
                lambda row: row.other.rank,
                lambda row: figures.count(row.other.rank),
                numeric=True,
                help=self.tr("1 if the token was the other model's first choice"),
            ),
            Column(
                self.tr("Other's choice"),
                lambda row: spelled(row.other.choice_text),
                lambda row: shown(spelled(row.other.choice_text)),
                help=self.tr("What the other model would have written there"),
            ),
        )

    def _on_picked(self) -> None:
        for row in self._view.chosen():
            self.chosen.emit(row.number, row.place)
