"""The tables of a file of prompts: means with their intervals, and every text."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ui.forms.setting_names import spec_text
from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.widgets.numbers import MISSING
from workbench.generation.spec import parse_strategy

if TYPE_CHECKING:
    from workbench.project.models.prompt_table import PromptAnswer, PromptMeans

_FIGURE_TEXT: dict[str, Callable[[float | None], str]] = {
    "matches": figures.share,
    "begins": figures.share,
    "expected_log_probability": lambda value: figures.measure(value, 2),
    "expected_rank": lambda value: _count(value),
    "perplexity": lambda value: figures.measure(value, 2),
    "teacher_perplexity": lambda value: figures.measure(value, 2),
    "kl": figures.measure,
    "length": lambda value: figures.measure(value, 1),
    "distinct_1": figures.share,
    "distinct_2": figures.share,
    "distinct_3": figures.share,
    "repetition": figures.share,
    "copied": lambda value: figures.measure(value, 1),
}


def _count(value: float | None) -> str:
    return figures.count(None if value is None else round(value))


class PromptTables(QWidget):
    """Means above, texts below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._means: Table[PromptMeans] = Table(
            lambda row: f"{row.model}@{row.step} {row.strategy}"
        )
        self._texts: Table[PromptAnswer] = Table(
            lambda row: f"{row.number} {row.model}@{row.step} {row.strategy} {row.seed}"
        )
        self._means_view, self._texts_view = TableView(self._means), TableView(self._texts)
        self._shown: list[str] = []
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._means_view)
        split.addWidget(self._texts_view)
        split.setSizes([140, 320])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        self._retranslate()

    def show_rows(self, rows: "list[PromptAnswer]", means: "tuple[PromptMeans, ...]") -> None:
        """Show some texts and what is told of them together."""
        names = self._shown_figures(means)
        if names != self._shown:
            self._show_columns(names)
        self._means.set_rows(means)
        self._texts.set_rows(rows)
        self._means_view.fit_columns()
        self._texts_view.fit_columns()

    # -- inside

    def _show_columns(self, names: list[str]) -> None:
        self._shown = names
        self._means.set_columns(self._means_columns(names))
        self._texts.set_columns(self._texts_columns(names))

    def _shown_figures(self, means: "tuple[PromptMeans, ...]") -> list[str]:
        """Those that some line has."""
        return [name for name in _FIGURE_TEXT if any(name in line.figures for line in means)]

    def _names(self) -> dict[str, tuple[str, str]]:
        """The name of each figure, and what it means."""
        return {
            "matches": (
                self.tr("Exact"),
                self.tr("The text is the expected answer, but for spaces at its ends"),
            ),
            "begins": (
                self.tr("Begins with it"),
                self.tr("The text begins with the expected answer, as whole words"),
            ),
            "expected_log_probability": (
                self.tr("Answer's log-probability"),
                self.tr("Of all tokens of the expected answer together, in nats; 0 is certain"),
            ),
            "expected_rank": (
                self.tr("Answer's rank"),
                self.tr(
                    "The worst rank among the answer's tokens: 1 is what greedy decoding writes"
                ),
            ),
            "perplexity": (
                self.tr("Perplexity"),
                self.tr("By the model that wrote it, before temperature and filters"),
            ),
            "teacher_perplexity": (
                self.tr("By the teacher"),
                self.tr("The teacher's perplexity of the text"),
            ),
            "kl": (
                self.tr("KL"),
                self.tr("KL(teacher ‖ writer), the mean over the tokens, in nats"),
            ),
            "length": (self.tr("Tokens"), self.tr("How long the text is")),
            "distinct_1": (self.tr("Distinct-1"), self.tr("Different tokens among all")),
            "distinct_2": (self.tr("Distinct-2"), self.tr("Different pairs of tokens among all")),
            "distinct_3": (self.tr("Distinct-3"), self.tr("Different triples of tokens among all")),
            "repetition": (
                self.tr("Repetition"),
                self.tr("Four tokens in a row that stood in the text before, among all such"),
            ),
            "copied": (
                self.tr("Copied"),
                self.tr("Characters of the longest passage that the training text has too"),
            ),
        }

    def _means_columns(self, names: list[str]) -> "list[Column[PromptMeans]]":
        told = self._names()
        interval = self.tr("{meaning}; the 95 % interval is over prompts and seeds")
        return [
            Column(
                self.tr("Model and strategy"),
                lambda row: f"{row.model}@{row.step} {_strategy(row.strategy)}",
                help=self.tr("Who wrote, and how"),
                tip=lambda row: f"{row.model}@{row.step} {_strategy(row.strategy)}",
            ),
            Column(
                self.tr("Texts"),
                lambda row: row.texts,
                lambda row: figures.count(row.texts),
                numeric=True,
                help=self.tr("How many texts the figures are of"),
            ),
            *(
                Column(
                    told[name][0],
                    lambda row, n=name: row.figures[n].value if n in row.figures else None,  # type: ignore[misc]
                    lambda row, n=name: _interval(row, n),  # type: ignore[misc]
                    numeric=True,
                    help=interval.format(meaning=told[name][1]),
                )
                for name in names
            ),
        ]

    def _texts_columns(self, names: list[str]) -> "list[Column[PromptAnswer]]":
        told = self._names()
        return [
            Column(
                self.tr("Text"),
                lambda row: row.text,
                lambda row: " ".join(row.text.split()),
                help=self.tr("What was written"),
                tip=lambda row: f"{row.prompt}{row.text}",
            ),
            Column(
                self.tr("Prompt"),
                lambda row: row.prompt,
                lambda row: _cut(row.prompt),
                help=self.tr("What stands before it"),
                tip=lambda row: row.prompt,
            ),
            Column(
                self.tr("Expected"),
                lambda row: row.expected,
                lambda row: _cut(row.expected),
                help=self.tr("The answer that the file expects"),
            ),
            Column(
                self.tr("Model"),
                lambda row: f"{row.model}@{row.step}",
                help=self.tr("Which model wrote it, at which checkpoint"),
            ),
            Column(
                self.tr("Strategy"),
                lambda row: _strategy(row.strategy),
                help=self.tr("How tokens were chosen"),
            ),
            Column(
                self.tr("Seed"),
                lambda row: row.seed,
                lambda row: str(row.seed),
                numeric=True,
                help=self.tr("The seed that it was drawn from"),
            ),
            *(
                Column(
                    told[name][0],
                    lambda row, n=name: _value(row, n),  # type: ignore[misc]
                    lambda row, n=name: _one(row, n),  # type: ignore[misc]
                    numeric=True,
                    help=told[name][1],
                )
                for name in names
            ),
        ]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._means_view.setAccessibleName(self.tr("Means over all prompts"))
        self._texts_view.setAccessibleName(self.tr("Every text"))
        self._show_columns(self._shown)


def _strategy(written: str) -> str:
    return spec_text(parse_strategy(written))


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


def _interval(row: "PromptMeans", name: str) -> str:
    found = row.figures.get(name)
    if found is None:
        return MISSING
    text = _FIGURE_TEXT[name]
    return f"{text(found.value)} [{text(found.low)}, {text(found.high)}]"


def _value(row: "PromptAnswer", name: str) -> float | None:
    from workbench.project.models.prompt_table import figure_of

    return figure_of(row, name)


def _one(row: "PromptAnswer", name: str) -> str:
    value = _value(row, name)
    if name in ("matches", "begins"):
        return {None: MISSING, True: "✓", False: "✗"}[None if value is None else bool(value)]
    if name in ("length", "copied"):
        return _count(value)
    return _FIGURE_TEXT[name](value)
