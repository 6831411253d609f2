"""The strongest changes of the lens between two checkpoints that follow each other."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.widgets.lens.words import reading_name
from ui.widgets.token_strip import shown
from workbench.inspection.comparison.changes import LensChange


class LensChangesTable(QWidget):
    """The largest first; `chosen` brings the change that a person picked."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table[LensChange] = Table(_key, self)
        self._view = TableView(self._table)
        self._view.picked.connect(self._on_picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)

    def show_changes(self, changes: Sequence[LensChange]) -> None:
        self._table.set_rows(changes)
        self._view.fit_columns()

    def parts(self) -> list[QWidget]:
        """What a picture shows of it."""
        return [self._view]

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Strongest changes of the lens"))
        self._view.setToolTip(self.tr("Click a change to go there"))
        self._table.set_columns((*self._where(), *self._figures()))
        self._view.fit_columns()

    def _where(self) -> tuple[Column[LensChange], ...]:
        return (
            Column(
                self.tr("Reading"),
                lambda row: reading_name(row.reading),
                help=self.tr("Where the residual stream is read"),
            ),
            Column(
                self.tr("Position"),
                lambda row: row.position,
                numeric=True,
                help=self.tr("The place in the text, from 0"),
            ),
            Column(
                self.tr("True token"),
                lambda row: shown(row.true),
                help=self.tr("The next token; for a BERT the position's own"),
            ),
            Column(
                self.tr("From step"),
                lambda row: row.from_step,
                lambda row: figures.count(row.from_step),
                numeric=True,
                help=self.tr("The checkpoint before the change"),
            ),
            Column(
                self.tr("To step"),
                lambda row: row.to_step,
                lambda row: figures.count(row.to_step),
                numeric=True,
                help=self.tr("The checkpoint after the change"),
            ),
        )

    def _figures(self) -> tuple[Column[LensChange], ...]:
        return (
            Column(
                self.tr("Before"),
                lambda row: row.before,
                lambda row: figures.share(row.before),
                numeric=True,
                help=self.tr("The probability of the true token at the checkpoint before"),
            ),
            Column(
                self.tr("After"),
                lambda row: row.after,
                lambda row: figures.share(row.after),
                numeric=True,
                help=self.tr("The probability of the true token at the checkpoint after it"),
            ),
            Column(
                self.tr("Likeliest before"),
                lambda row: shown(row.top_before),
                help=self.tr("The likeliest token at the checkpoint before"),
            ),
            Column(
                self.tr("Likeliest after"),
                lambda row: shown(row.top_after),
                help=self.tr("The likeliest token at the checkpoint after it"),
            ),
        )

    def _on_picked(self) -> None:
        for row in self._view.chosen():
            self.chosen.emit(row)


def _key(change: LensChange) -> str:
    return f"{change.number} {change.position} {change.from_step}"
