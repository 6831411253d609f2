"""The table of heads at a checkpoint, with what changed since the first one and the one before."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import joined
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.checkpoints.words import MeasureNames, Name, written
from ui.shell.messages import translate
from ui.widgets.maps.head_grid import Head
from workbench.inspection.comparison.checkpoint_point import Measure
from workbench.inspection.comparison.evolution import Evolution
from workbench.inspection.heads.spec import HeadLabel
from workbench.inspection.maps.labels import head_labels


@dataclass(frozen=True)
class HeadAtCheckpoint:
    """One head at a checkpoint: its labels there and at first, a measure and its changes."""

    head: Head
    labels: tuple[HeadLabel, ...]
    first_labels: tuple[HeadLabel, ...]
    value: float
    since_first: float
    since_last: float
    values: Mapping[Measure, float]

    @property
    def key(self) -> str:
        return _key(self.head)


def head_rows(evolution: Evolution, number: int, measure: Measure) -> list[HeadAtCheckpoint]:
    """A row for each head at the checkpoint of a number, counted from 0."""
    points = evolution.points
    values, first, last = (points[n].measured(measure) for n in (number, 0, max(number - 1, 0)))
    all_of_them = {one: points[number].measured(one) for one in evolution.told_once}
    labels, first_labels = (
        head_labels(points[n].statistics, points[n].measured_lh) for n in (number, 0)
    )
    return [
        HeadAtCheckpoint(
            (layer, head),
            of_head,
            first_labels[layer][head],
            float(values[layer, head]),
            float(values[layer, head] - first[layer, head]),
            float(values[layer, head] - last[layer, head]),
            {one: float(of_lh[layer, head]) for one, of_lh in all_of_them.items()},
        )
        for layer, row in enumerate(labels)
        for head, of_head in enumerate(row)
    ]


def _key(head: Head) -> str:
    return f"{head[0]} {head[1]}"


def _of_other(measure: Measure, name: Name) -> Column[HeadAtCheckpoint]:
    return Column(
        name.title,
        lambda row: row.values[measure],
        lambda row: written(measure, row.values[measure]),
        numeric=True,
        help=name.help,
    )


class CheckpointHeadsTable(QWidget):
    """Shows the rows; `chosen` brings layer and head of the one that a person picked."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table[HeadAtCheckpoint] = Table(lambda row: row.key, self)
        self._view = TableView(self._table)
        self._shown: tuple[Measure, ...] = ()
        self._view.picked.connect(self._on_picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)

    def show_rows(self, rows: list[HeadAtCheckpoint], measure: Measure) -> None:
        """The chosen measure stands before the others, with its changes."""
        shown = (measure, *(rows[0].values if rows else ()))
        if shown == self._shown:
            self._table.set_rows(rows)
            return
        self._shown = shown
        names = MeasureNames().of_heads()
        others = [_of_other(one, names[one]) for one in dict.fromkeys(shown) if one != measure]
        self._table.set_contents((*self._columns(measure, names[measure]), *others), rows)
        self._view.fit_columns()

    def choose(self, head: Head) -> None:
        """Select a head's row, in silence."""
        self._view.choose(_key(head))

    def parts(self) -> list[QWidget]:
        """What a picture shows of it."""
        return [self._view]

    def retranslate(self) -> None:
        self._shown = ()
        self._view.setAccessibleName(self.tr("Heads at the checkpoint"))

    def _columns(self, measure: Measure, name: Name) -> tuple[Column[HeadAtCheckpoint], ...]:
        return (
            Column(
                self.tr("Label"),
                lambda row: joined(translate(label.title) for label in row.labels),
                help=self.tr("What most of its attention is on here, at this checkpoint"),
            ),
            Column(
                self.tr("At first"),
                lambda row: joined(translate(label.title) for label in row.first_labels),
                help=self.tr("The same at the first checkpoint"),
            ),
            Column(
                self.tr("Layer"),
                lambda row: row.head[0],
                numeric=True,
                help=self.tr("Counted from 0, from the embeddings upwards"),
            ),
            Column(
                self.tr("Head"),
                lambda row: row.head[1],
                numeric=True,
                help=self.tr("Counted from 0 within its layer"),
            ),
            Column(
                name.title,
                lambda row: row.value,
                lambda row: written(measure, row.value),
                numeric=True,
                help=name.help,
            ),
            Column(
                self.tr("Since the first"),
                lambda row: row.since_first,
                lambda row: written(measure, row.since_first, signed=True),
                numeric=True,
                help=self.tr("The change since the first checkpoint; shares in percentage points"),
            ),
            Column(
                self.tr("Since the one before"),
                lambda row: row.since_last,
                lambda row: written(measure, row.since_last, signed=True),
                numeric=True,
                help=self.tr("The change since the checkpoint before; shares in percentage points"),
            ),
        )

    def _on_picked(self) -> None:
        for row in self._view.chosen():
            self.chosen.emit(*row.head)
