"""The runs that branches went on from, read beside the window's own work."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.curves.shown_run import ShownRun
from ui.session import Session
from workbench.curves.branches import NO_PARENTS, Ancestry
from workbench.store.membership import parent_of

Found = tuple[str, Ancestry]


class Ancestors(QObject):
    """Reads the parents of a branch once; `changed` when they are read."""

    changed = Signal()

    def __init__(self, session: Session, owner: QWidget) -> None:
        super().__init__(owner)
        self._session, self._owner = session, owner
        self._known: dict[str, Ancestry] = {}
        self._unlisted: set[str] = set()
        self._there: frozenset[str] = frozenset()
        session.catalogue_changed.connect(self._look_again)

    def forget(self) -> None:
        """Read them anew: of another project."""
        self._known.clear()
        self._unlisted.clear()

    def of(self, run: ShownRun) -> Ancestry:
        """What is known by now; what stands beside another run has none."""
        run_id, project = run.view.run_id, self._session.project
        if run.only or project is None:
            return NO_PARENTS
        if run_id not in self._known and run_id not in self._unlisted:
            record = next((one for one in project.runs if one.id == run_id), None)
            if record is None:  # the list of runs does not tell of it yet
                self._unlisted.add(run_id)
                return NO_PARENTS
            self._known[run_id] = NO_PARENTS
            if parent_of(record.belongs_to) is not None:
                self._ask(run_id)
        return self._known.get(run_id, NO_PARENTS)

    def _look_again(self) -> None:
        """A parent may have been deleted or restored."""
        self._unlisted.clear()
        project = self._session.project
        there = frozenset(one.id for one in project.runs) if project is not None else frozenset()
        if there == self._there:
            return
        self._there = there
        for run_id, ancestry in list(self._known.items()):
            gone = any(parent.run_id not in there for parent in ancestry.parents)
            if run_id in there and (gone or ancestry.missing is not None):
                self._ask(run_id)

    def _ask(self, run_id: str) -> None:
        project = self._session.project
        if project is None:
            return

        def read() -> Iterator[Found]:
            yield run_id, project.saved_run(run_id).ancestry()

        self._session.query(read, self._take, self.changed.emit, owner=self._owner)

    def _take(self, found: Found) -> None:
        run_id, ancestry = found
        self._known[run_id] = ancestry
