"""The checkpoints of the models that are chosen: size, figures, and why each is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.shell.messages import translate
from workbench.metrics import Place, metric, metrics_at
from workbench.store.records import ModelRecord

if TYPE_CHECKING:
    from workbench.project.runs.run_checkpoints import RunCheckpoint


@dataclass(frozen=True)
class CheckpointRow:
    """A checkpoint, and the model that it is of."""

    model: ModelRecord
    saved: "RunCheckpoint"

    @property
    def reference(self) -> str:
        """`NAME@STEP`."""
        return f"{self.model.name}@{self.saved.step}"

    def figure(self, name: str) -> float | None:
        """A metric at its step; the one that it is ranked by is kept with it."""
        record = self.saved.record
        known = record.metric if record.metric_name == name else None
        return self.saved.metrics.get(name, known)


class CheckpointTable(QWidget):
    """One row a checkpoint, of several models one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table[CheckpointRow] = Table(lambda row: f"{row.model.id}@{row.saved.step}")
        self._table.setParent(self)
        self.view = TableView(self._table, several=True)
        self._metrics: tuple[str, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    def show_rows(self, rows: Sequence[CheckpointRow]) -> None:
        names = [one.name for one in metrics_at(Place.RUNS)]
        names += sorted({row.saved.record.metric_name for row in rows} - set(names))
        measured = tuple(
            name for name in names if any(row.figure(name) is not None for row in rows)
        )
        if measured != self._metrics:
            self._metrics = measured
            self._table.set_columns(self._columns())
        self._table.set_rows(rows)
        self.view.fit_columns()

    def chosen(self) -> tuple[CheckpointRow, ...]:
        return self.view.chosen()

    def retranslate(self) -> None:
        self.view.setAccessibleName(self.tr("Checkpoints"))
        self._table.set_columns(self._columns())
        self.view.fit_columns()

    def _columns(self) -> tuple[Column[CheckpointRow], ...]:
        return (
            Column(
                self.tr("Model"),
                lambda row: row.model.name,
                help=self.tr("The model that the checkpoint is of"),
            ),
            Column(
                self.tr("Step"),
                lambda row: row.saved.step,
                lambda row: figures.count(row.saved.step),
                numeric=True,
                help=self.tr("After how many steps it was saved"),
            ),
            *map(self._metric_column, self._metrics),
            Column(
                self.tr("Size"),
                lambda row: row.saved.bytes,
                lambda row: figures.size(row.saved.bytes),
                numeric=True,
                help=self.tr("Room on the disk: the weights and what a resume needs"),
            ),
            Column(
                self.tr("Kept as"),
                self._kept_as,
                help=self.tr("Why it is kept while the run goes on"),
            ),
        )

    def _metric_column(self, name: str) -> Column[CheckpointRow]:
        one = metric(name)
        return Column(
            translate(one.heading),
            lambda row: row.figure(name),
            lambda row: figures.figure(one, row.figure(name)),
            numeric=True,
            help=translate(one.title),
        )

    def _kept_as(self, row: CheckpointRow) -> str:
        names = {
            "best": self.tr("best"),
            "last": self.tr("last"),
            "pinned": self.tr("pinned"),
            "kept": self.tr("every so many steps"),
            "damaged": self.tr("damaged"),
        }
        return self.tr(", ").join(names[mark] for mark in row.saved.marks)
