"""The runs that a filter leaves, as a table or in groups, with the chosen columns."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from ui.models.table import Table
from ui.models.view import TableView
from ui.panels.runs.columns import RunColumn, RunColumns, first_columns
from ui.panels.runs.filter_bar import RunFilterBar
from ui.panels.runs.groups import RunGroupsTable
from ui.session import Session
from ui.shell.messages import translate
from workbench.errors import WorkbenchError
from workbench.project.run_table.run_table import FIGURE, found, grouped
from workbench.store.choices.views import KeptView
from workbench.store.filtering.fields import BEST, OWN, RunNames, RunRow
from workbench.store.records import RunRecord

_TABLE = "runs"
_MOST_SETTINGS = 60
_GROUPS = ("kind", "status", "model", "corpus", "tokenizer", "teacher", "tags")


class ShownRuns(QWidget):
    """Fills the table of a panel; `chosen_changed` tells that other groups are chosen."""

    chosen_changed = Signal()

    def __init__(
        self,
        session: Session,
        table: Table[RunRecord],
        view: TableView[RunRecord],
        rename: Callable[[RunRecord, str], object],
    ) -> None:
        super().__init__()
        self._session = session
        self._table = table
        self._view = view
        self._made = RunColumns(rename, self)
        self._rows: tuple[RunRow, ...] = ()
        self._chosen = session.settings.columns(_TABLE)
        self._settings: list[str] = []
        self._bar = RunFilterBar()
        self._groups = RunGroupsTable()
        tables = QWidget()
        self._stack = QStackedLayout(tables)
        self._stack.addWidget(view)
        self._stack.addWidget(self._groups)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(tables, 1)
        self._bar.changed.connect(self.show_found)
        self._bar.columns_chosen.connect(self._choose_columns)
        self._bar.view_chosen.connect(self._show_view)
        self._bar.view_named.connect(self._keep_view)
        self._bar.view_deleted.connect(self._delete_view)
        self._groups.chosen_changed.connect(self.chosen_changed)
        session.project_changed.connect(self._offer_views)

    def retranslate(self) -> None:
        self._bar.retranslate()
        self._groups.retranslate()
        self._set_columns()
        self._offer_views()

    def paint(self) -> None:
        """The colours of the theme."""
        self._set_columns()

    @property
    def is_grouped(self) -> bool:
        return self._stack.currentWidget() is self._groups

    def chosen_runs(self) -> tuple[RunRecord, ...]:
        return self._groups.chosen_runs() if self.is_grouped else self._view.chosen()

    def rows_to_fit(self) -> list[RunRow]:
        """The chosen rows; all that are shown where fewer than two are chosen."""
        chosen = self.chosen_runs()
        runs = chosen if len(chosen) > 1 else self._table.rows
        ids = {run.id for run in runs}
        return [row for row in self._rows if row.record.id in ids]

    # -- what is shown ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the project's runs anew."""
        project = self._session.project
        rows = project.run_table.rows() if project is not None else ()
        if rows == self._rows:
            return
        self._rows = rows
        self._made.know(rows, self._session.theme.colours)
        settings = _differing(rows)
        if settings != self._settings:
            self._settings = settings
            self._set_columns()
        self.show_found()
        self._view.viewport().update()  # what is known beside the records may have changed

    def show_found(self) -> None:
        """Show the runs that the condition leaves; one that cannot be read changes nothing."""
        bar, names = self._bar, RunNames.of(self._rows)
        try:
            rows = found(self._rows, bar.where, archived=bar.archived)
            groups = grouped(rows, bar.group_by, FIGURE, names) if bar.group_by else ()
        except WorkbenchError as error:
            bar.show_problem(translate(error.words))
            return
        bar.show_problem("")
        bar.show_found(len(rows), len(self._rows))
        self._table.set_rows(row.record for row in reversed(rows))
        was_grouped = self.is_grouped
        self._stack.setCurrentWidget(self._groups if bar.group_by else self._view)
        if bar.group_by:
            self._groups.show_groups(bar.group_by, self._titles(), groups)
        if was_grouped != self.is_grouped:
            self._view.clearSelection()  # what is not seen is not what is to be deleted
            self.chosen_changed.emit()

    # -- columns ------------------------------------------------------------------------------

    def _columns(self) -> dict[str, RunColumn]:
        colours = self._session.theme.colours
        chosen = [one for one in self._chosen if "." in one and not one.startswith(BEST)]
        self._made.know(self._rows, colours)
        return self._made.all(colours, list(dict.fromkeys([*self._settings, *chosen])))

    def _shown_names(self) -> list[str]:
        return list(self._chosen or first_columns())

    def _set_columns(self) -> None:
        columns = self._columns()
        names = [name for name in self._shown_names() if name in columns]
        self._table.set_columns([columns[name] for name in names])
        self._view.fit_columns()
        titles = [(name, columns[name].title) for name in columns if name not in self._settings]
        self._bar.offer_columns(titles, self._settings, names)
        offered = [(name, columns[name].title) for name in _GROUPS]
        self._bar.offer_groups([*offered, *((name, name) for name in self._settings)])

    def _titles(self) -> dict[str, str]:
        return {name: column.title for name, column in self._columns().items()}

    def _choose_columns(self, names: Sequence[str]) -> None:
        self._chosen = tuple(names)
        self._session.settings.keep_columns(_TABLE, self._chosen)
        self._set_columns()

    # -- views --------------------------------------------------------------------------------

    def _offer_views(self) -> None:
        project = self._session.project
        try:
            views = project.run_table.views() if project is not None else {}
        except WorkbenchError as error:
            self._session.messages.error(error)
            views = {}
        self._bar.offer_views(tuple(views))

    def _show_view(self, name: str) -> None:
        project = self._session.project
        view = project.run_table.views().get(name) if project is not None else None
        if view is None:
            return
        self._bar.ask(where=view.where, group_by=view.group_by, archived=view.archived)
        self._choose_columns(view.columns)
        names, orders = self._shown_names(), Qt.SortOrder
        order = orders.DescendingOrder if view.descending else orders.AscendingOrder
        by = names.index(view.sorted_by) if view.sorted_by in names else -1
        self._view.sortByColumn(by, order)
        self.show_found()

    def _keep_view(self, name: str) -> None:
        header, names = self._view.horizontalHeader(), self._shown_names()
        by, bar = header.sortIndicatorSection(), self._bar
        view = KeptView(
            where=bar.where,
            group_by=bar.group_by,
            columns=self._chosen,
            sorted_by=names[by] if 0 <= by < len(names) else "",
            descending=header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
            archived=bar.archived,
        )
        project = self._session.project
        if project is not None:
            self._change_views(lambda: project.run_table.keep_view(name, view))

    def _delete_view(self, name: str) -> None:
        project = self._session.project
        if project is not None:
            self._change_views(lambda: project.run_table.delete_view(name))

    def _change_views(self, change: Callable[[], object]) -> None:
        try:
            change()
        except WorkbenchError as error:
            self._session.messages.error(error)
        self._offer_views()


def _differing(rows: Sequence[RunRow]) -> list[str]:
    """The settings of which runs have more than one value, in the order of their specs."""
    values: dict[str, set[object]] = {}
    for asked in {id(row.record.asked): row.record.asked for row in rows}.values():
        for name, value in asked.settings.items():
            values.setdefault(name, set()).add(value)
    differ = [name for name, found in values.items() if len(found) > 1 and name not in OWN]
    return differ[:_MOST_SETTINGS]
