"""The table of all pairs of layers."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from workbench.inspection.comparison.similarity import Pair, Similarity


@dataclass(frozen=True)
class PairRow:
    """One layer of the teacher beside one of the student; None for what cannot be told."""

    pair: Pair
    cka: float | None
    plain_cka: float | None
    divergence: float
    is_mapped: bool
    is_best: bool

    @property
    def key(self) -> str:
        return _key(self.pair)


def pair_rows(similarity: Similarity) -> list[PairRow]:
    """A row for each pair; those of the layer map first."""
    rows = [
        PairRow(
            pair,
            similarity.cka(pair),
            similarity.plain_cka(pair),
            float(similarity.divergence_lm[pair]),
            is_mapped=pair in similarity.mapping.pairs,
            is_best=pair in similarity.best_pairs,
        )
        for pair in similarity.layers
    ]
    return sorted(rows, key=lambda row: (not row.is_mapped, not row.is_best))


def _key(pair: Pair) -> str:
    return f"{pair[0]} {pair[1]}"


class PairsTable(QWidget):
    """Shows the rows; `chosen` brings both layers of the one that a person picked."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table[PairRow] = Table(lambda row: row.key, self)
        self._view = TableView(self._table)
        self._view.picked.connect(self._on_picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)

    def show_similarity(self, similarity: Similarity | None) -> None:
        self._table.set_rows(pair_rows(similarity) if similarity is not None else ())
        self._view.fit_columns()

    def choose(self, pair: Pair) -> None:
        """Select a pair's row, in silence."""
        self._view.choose(_key(pair))

    def parts(self) -> list[QWidget]:
        """What a picture shows of it."""
        return [self._view]

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Pairs of layers"))
        self._view.setToolTip(self.tr("Click a pair to see its heads"))
        self._table.set_columns((*self._layers(), *self._figures(), *self._marks()))
        self._view.fit_columns()

    def _layers(self) -> tuple[Column[PairRow], ...]:
        return (
            Column(
                self.tr("Teacher"),
                lambda row: row.pair[0],
                numeric=True,
                help=self.tr("The teacher's layer, counted from 0, from the embeddings upwards"),
            ),
            Column(
                self.tr("Student"),
                lambda row: row.pair[1],
                numeric=True,
                help=self.tr("The student's layer, counted from 0, from the embeddings upwards"),
            ),
        )

    def _figures(self) -> tuple[Column[PairRow], ...]:
        return (
            Column(
                self.tr("CKA"),
                lambda row: row.cka,
                lambda row: figures.measure(row.cka),
                numeric=True,
                help=self.tr(
                    "Linear CKA of what both blocks give, unbiased: 1 for the same up to turning "
                    "and scaling, about 0 for nothing in common"
                ),
            ),
            Column(
                self.tr("Plain CKA"),
                lambda row: row.plain_cka,
                lambda row: figures.measure(row.plain_cka),
                numeric=True,
                help=self.tr("The usual estimate, too high for texts with few tokens"),
            ),
            Column(
                self.tr("Divergence"),
                lambda row: row.divergence,
                lambda row: figures.measure(row.divergence),
                numeric=True,
                help=self.tr(
                    "Jensen-Shannon divergence of the matched heads' attention, the mean, in nats; "
                    "at most 0.693"
                ),
            ),
        )

    def _marks(self) -> tuple[Column[PairRow], ...]:
        return (
            Column(
                self.tr("Layer map"),
                lambda row: int(row.is_mapped),
                lambda row: "✓" * row.is_mapped,
                help=self.tr("Whether the layer map pairs these layers"),
            ),
            Column(
                self.tr("Best match"),
                lambda row: int(row.is_best),
                lambda row: "✓" * row.is_best,
                help=self.tr("Whether the assignment of least divergence pairs these layers"),
            ),
        )

    def _on_picked(self) -> None:
        for row in self._view.chosen():
            self.chosen.emit(*row.pair)
