"""The tables of minimal pairs: what each checkpoint makes of them, and how they were found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.models.pairs_words import kind_name
from ui.shell.messages import translate
from workbench.corpora.minimal_pairs.pair import PairCount
from workbench.intervals import Interval

if TYPE_CHECKING:
    from workbench.inspection.comparison.pair_scores import PairScores


@dataclass(frozen=True)
class PairsRow:
    """One kind of pairs at one checkpoint; all of them without a kind."""

    step: int
    kind: str
    count: int
    accuracy: Interval
    longer: int


class PairScoresTable(QWidget):
    """A row for each kind at each checkpoint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table[PairsRow] = Table(lambda row: f"{row.step} {row.kind}", self)
        self._view = TableView(self._table)
        self._view.setAccessibleName(self.tr("Minimal pairs at each checkpoint"))
        self._table.set_columns(self._columns())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)

    def show_scores(self, scores: "Sequence[PairScores]") -> None:
        self._table.set_rows([row for one in scores for row in _rows(one)])
        self._view.fit_columns()

    def _columns(self) -> tuple[Column[PairsRow], ...]:
        return (
            Column(
                self.tr("Kind"),
                lambda row: kind_name(row.kind),
                help=self.tr("What is wrong in the second text"),
            ),
            Column(
                self.tr("Step"),
                lambda row: row.step,
                lambda row: figures.count(row.step),
                numeric=True,
                help=self.tr("The checkpoint that is asked"),
            ),
            Column(
                self.tr("Pairs"),
                lambda row: row.count,
                lambda row: figures.count(row.count),
                numeric=True,
                help=self.tr("How many were found in the text and scored"),
            ),
            Column(
                self.tr("Right"),
                lambda row: row.accuracy.value,
                lambda row: figures.share(row.accuracy.value),
                numeric=True,
                help=self.tr("The share in which the text of the corpus is the likelier one"),
            ),
            Column(
                self.tr("95 % interval"),
                lambda row: row.accuracy.low,
                lambda row: (
                    f"{figures.share(row.accuracy.low)} – {figures.share(row.accuracy.high)}"
                ),
                numeric=True,
                help=self.tr("Where the share of more such pairs would lie (Wilson)"),
            ),
            Column(
                self.tr("Wrong is longer"),
                lambda row: row.longer,
                lambda row: figures.count(row.longer),
                numeric=True,
                help=self.tr(
                    "Pairs whose wrong text has more tokens: that alone makes it less likely, also "
                    "to an untrained model"
                ),
            ),
        )


class FoundPairsTable(QWidget):
    """A row for each kind: how many pairs the text gave, and what was skipped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table[PairCount] = Table(lambda count: count.kind, self)
        self._view = TableView(self._table)
        self._view.setAccessibleName(self.tr("How the pairs were found"))
        self._table.set_columns(self._columns())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)

    def show_counts(self, counts: Sequence[PairCount]) -> None:
        self._table.set_rows(counts)
        self._view.fit_columns()

    def _columns(self) -> tuple[Column[PairCount], ...]:
        return (
            Column(
                self.tr("Kind"),
                lambda one: kind_name(one.kind),
                help=self.tr("What is wrong in the second text"),
            ),
            Column(
                self.tr("Found"),
                lambda one: one.found,
                lambda one: figures.count(one.found),
                numeric=True,
                help=self.tr("How many pairs the text gives"),
            ),
            Column(
                self.tr("Used"),
                lambda one: one.used,
                lambda one: figures.count(one.used),
                numeric=True,
                help=self.tr("The first of them, at most so many of a kind"),
            ),
            Column(
                self.tr("Skipped"),
                lambda one: one.num_skipped,
                lambda one: figures.count(one.num_skipped),
                numeric=True,
                help=self.tr("Sentences (of names: documents) that give no pair of this kind"),
            ),
            Column(
                self.tr("Why"),
                self._why,
                help=self.tr("Why they give none, the most frequent reason first"),
            ),
        )

    def _why(self, one: PairCount) -> str:
        return self.tr("; ").join(
            self.tr("{reason}: {count}").format(
                reason=translate(skip.why), count=figures.count(skip.count)
            )
            for skip in one.skipped
        )


def _rows(one: "PairScores") -> Iterator[PairsRow]:
    for kind in (*one.kinds, None):
        accuracy = one.accuracy(kind)
        if accuracy is not None:
            yield PairsRow(one.step, kind or "", one.count(kind), accuracy, one.num_longer(kind))
