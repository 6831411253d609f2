"""The strongest changes between two checkpoints that follow each other."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.checkpoints.words import MeasureNames, written
from ui.widgets.maps.head_grid import head_name
from workbench.inspection.comparison.changes import HeadChange


class ChangesTable(QWidget):
    """The largest first; `chosen` brings the change that a person picked."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table[HeadChange] = Table(_key, self)
        self._view = TableView(self._table)
        self._view.picked.connect(self._on_picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)

    def show_changes(self, changes: Sequence[HeadChange]) -> None:
        self._table.set_rows(changes)
        self._view.fit_columns()

    def parts(self) -> list[QWidget]:
        """What a picture shows of it."""
        return [self._view]

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Strongest changes"))
        self._view.setToolTip(self.tr("Click a change to go there"))
        self._table.set_columns((*self._what(), *self._figures()))
        self._view.fit_columns()

    def _what(self) -> tuple[Column[HeadChange], ...]:
        names = MeasureNames().of_heads()
        return (
            Column(
                self.tr("Measure"),
                lambda row: names[row.measure].title,
                help=self.tr("Measures between 0 and 1, whose changes can be compared"),
            ),
            Column(
                self.tr("Head"),
                lambda row: head_name((row.layer, row.head)),
                help=self.tr("Layer and head, counted from 0"),
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

    def _figures(self) -> tuple[Column[HeadChange], ...]:
        return (
            Column(
                self.tr("Before"),
                lambda row: row.before,
                lambda row: written(row.measure, row.before),
                numeric=True,
                help=self.tr("The measure at the checkpoint before"),
            ),
            Column(
                self.tr("After"),
                lambda row: row.after,
                lambda row: written(row.measure, row.after),
                numeric=True,
                help=self.tr("The measure at the checkpoint after it"),
            ),
            Column(
                self.tr("Change"),
                lambda row: row.change,
                lambda row: written(row.measure, row.change, signed=True),
                numeric=True,
                help=self.tr("Of shares in percentage points; the largest stand first"),
            ),
        )

    def _on_picked(self) -> None:
        for row in self._view.chosen():
            self.chosen.emit(row)


def _key(change: HeadChange) -> str:
    return f"{change.layer} {change.head} {change.measure} {change.from_step}"
