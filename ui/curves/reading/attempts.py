"""The ends of attempts that a resumed run did again, read beside the window's own work."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.curves.shown_run import ShownRun
from ui.session import Session
from workbench.store.runs.superseded import Attempt

Found = tuple[str, tuple[Attempt, ...]]


class Attempts(QObject):
    """Reads a run's journal whenever the run was resumed once more; `changed` when it is read."""

    changed = Signal()

    def __init__(self, session: Session, owner: QWidget) -> None:
        super().__init__(owner)
        self._session, self._owner = session, owner
        self._read: dict[str, int] = {}
        self._known: dict[str, tuple[Attempt, ...]] = {}

    def forget(self) -> None:
        """Read them anew: of another project."""
        self._read.clear()
        self._known.clear()

    def of(self, run: ShownRun) -> tuple[Attempt, ...]:
        """What is known by now; what stands beside another run has none."""
        if run.only:
            return ()
        times = run.times_resumed
        if times and times != self._read.get(run.view.run_id):
            self._read[run.view.run_id] = times
            self._ask(run.view.run_id)
        return self._known.get(run.view.run_id, ())

    def _ask(self, run_id: str) -> None:
        project = self._session.project
        if project is None:
            return

        def read() -> Iterator[Found]:
            yield run_id, project.saved_run(run_id).superseded()

        self._session.query(read, self._take, self.changed.emit, owner=self._owner)

    def _take(self, found: Found) -> None:
        run_id, attempts = found
        self._known[run_id] = attempts
