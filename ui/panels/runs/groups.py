"""The runs in groups of one value: how many, and their validation losses together."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.models import figures
from ui.models.run_words import status_text
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.shell.messages import name_of
from ui.widgets.numbers import MISSING
from workbench.metrics import metric
from workbench.store.filtering.groups import RunGroup, value_text
from workbench.store.records import RunRecord, RunStatus

_LOSS = metric("validation_loss")


class RunGroupsTable(QWidget):
    """A line for each value; the runs of the chosen ones are compared."""

    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by = self._title = ""
        self._table: Table[RunGroup] = Table(lambda group: repr(group.value), self)
        self._view = TableView(self._table, several=True)
        self._view.chosen_changed.connect(self.chosen_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Groups of runs"))
        self._table.set_columns(self._columns())
        self._view.fit_columns()

    def show_groups(self, by: str, titles: Mapping[str, str], groups: tuple[RunGroup, ...]) -> None:
        """Show groups by a column, whose title is one of these, or by a setting."""
        title = titles.get(by, by)
        if (by, title) != (self._by, self._title):
            self._by, self._title = by, title
            self._table.set_columns(self._columns())
        self._table.set_rows(groups)
        self._view.fit_columns()

    def chosen_runs(self) -> tuple[RunRecord, ...]:
        return tuple(row.record for group in self._view.chosen() for row in group.rows)

    def _columns(self) -> tuple[Column[RunGroup], ...]:
        best = self.tr("The least validation loss of each run is its best one")
        return (
            Column(
                self._title or self.tr("Value"),
                _sortable,
                self._value_text,
                help=self.tr("What these runs have in common"),
            ),
            Column(
                self.tr("Runs"),
                lambda group: float(len(group.rows)),
                lambda group: figures.count(len(group.rows)),
                numeric=True,
                help=self.tr("How many they are"),
            ),
            Column(
                self.tr("Measured"),
                lambda group: float(len(group.figures)),
                lambda group: figures.count(len(group.figures)),
                numeric=True,
                help=self.tr("How many of them have a validation loss"),
            ),
            self._figure(self.tr("Best"), lambda group: group.best, best),
            self._figure(self.tr("Mean of the best"), lambda group: group.mean, best),
            self._figure(
                self.tr("± deviation"),
                lambda group: group.deviation,
                self.tr("The standard deviation of a sample; it needs two runs"),
            ),
        )

    def _value_text(self, group: RunGroup) -> str:
        text = value_text(group.value)
        match self._by:
            case "kind":
                return name_of(text)
            case "status":
                return status_text(RunStatus(text))
            case _:
                return text or MISSING

    def _figure(
        self, title: str, value: Callable[[RunGroup], float | None], help: str
    ) -> Column[RunGroup]:
        return Column(
            title,
            value,
            lambda group: figures.figure(_LOSS, value(group)),
            numeric=True,
            help=help,
        )


def _sortable(group: RunGroup) -> str | float | None:
    value = group.value
    return value_text(value) if isinstance(value, tuple | bool) else value
