"""How the plots of a grid are arranged: kept in the project, as at first until it is changed."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from ui.curves.arrangement import first_arrangement, moved, plot_of, replaced
from ui.curves.formula_dialog import FormulaDialog
from ui.curves.offered import in_groups
from ui.curves.shown_run import ShownRun
from ui.session import Session
from ui.shell.messages import translate
from workbench.errors import WorkbenchError
from workbench.events import Level
from workbench.store.choices.plots import MOST_COLUMNS, Arrangement, Plot


class Arranging(QObject):
    """Changes the arrangement of one place and keeps it; `changed` tells that it is another one."""

    changed = Signal()

    def __init__(self, session: Session, place: str) -> None:
        super().__init__()
        self._session, self._place = session, place
        self._kept: Arrangement | None = None
        self._runs: tuple[ShownRun, ...] = ()
        self._is_read = False

    def forget(self) -> None:
        """Read what is kept anew: of another project."""
        self._is_read = False

    def arrangement(self, runs: Sequence[ShownRun]) -> Arrangement:
        """What a person arranged, or what stands there at first for these runs."""
        self._runs = tuple(runs)
        if not self._is_read:
            self._is_read = True
            self._kept = self._read()
        return self._kept or first_arrangement(runs)

    def change(self, number: int, plot: Plot | None) -> None:
        """Another plot in a place; none takes it away."""
        self._keep(replaced(self.arrangement(self._runs), number, plot))

    def move(self, number: int, by: int) -> None:
        """A plot so many places later."""
        self._keep(moved(self.arrangement(self._runs), number, by))

    def fill(self, menu: QMenu, offered: Collection[str], name_of: Callable[[str], str]) -> None:
        """What can be done with all plots together."""
        menu.clear()
        arranged = self.arrangement(self._runs)
        add = menu.addMenu(self.tr("Add a plot"))
        for some in in_groups(offered, name_of):
            inside = add.addMenu(some.title) if some.title else add
            if some.title:
                inside.addAction(self.tr("All together"), partial(self._add_plot, some.curves))
            for curve in some.curves:
                inside.addAction(some.name_of(curve), partial(self._add, curve))
        menu.addAction(
            self.tr("Add a formula…"),
            lambda: FormulaDialog(menu.window(), offered, self._add).open(),
        )
        columns = menu.addMenu(self.tr("Columns"))
        group = QActionGroup(columns)
        for count in range(1, MOST_COLUMNS + 1):
            entry = columns.addAction(str(count), partial(self._set_columns, count))
            entry.setCheckable(True)
            entry.setChecked(count == arranged.columns)
            group.addAction(entry)
        menu.addAction(self.tr("As at first"), lambda: self._keep(None))

    def _add(self, curve: str) -> None:
        self._add_plot((curve,))

    def _add_plot(self, curves: tuple[str, ...]) -> None:
        arranged = self.arrangement(self._runs)
        self._keep(replaced(arranged, len(arranged.plots), plot_of(curves)))

    def _set_columns(self, columns: int) -> None:
        self._keep(self.arrangement(self._runs).model_copy(update={"columns": columns}))

    def _keep(self, arrangement: Arrangement | None) -> None:
        """It counts from now on; where it cannot be kept, it is said that it counts for now."""
        self._kept = arrangement
        self.changed.emit()
        project = self._session.project
        if project is not None:
            try:
                project.plots.keep(self._place, arrangement)
            except WorkbenchError as error:
                self._tell(self.tr("The plots stand so for now, but are not kept: {reason}"), error)

    def _read(self) -> Arrangement | None:
        project = self._session.project
        if project is None:
            return None
        try:
            return project.plots.arrangement(self._place)
        except WorkbenchError as error:
            self._tell("{reason}", error)
            return None

    def _tell(self, text: str, error: WorkbenchError) -> None:
        self._session.messages.show(text.format(reason=translate(error.words)), Level.WARNING)
