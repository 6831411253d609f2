"""Making the runs of a sweep one after another, until all are made, it is stopped, or it is enough.

What is next is read from the project each time: the sweep's state is what its runs have become.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.protocols.open_project import OpenProject
from ui.running.run_view import RunView
from ui.session import Session
from workbench.errors import WorkbenchError
from workbench.events import Outcome

if TYPE_CHECKING:
    from workbench.plans.sweep import Planned, SweepSpec


class Sweeps(QObject):
    """At most one is under way; a run that fails is left behind, one that is stopped ends it."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.active: SweepSpec | None = None
        session.runner.run_ended.connect(self._on_run_ended)
        session.project_changed.connect(self.stop)

    def start(self, spec: "SweepSpec") -> None:
        """Keep a sweep and begin with its next run; a failure is shown."""
        project = self._session.project
        assert project is not None
        try:
            project.plans.keep_sweep(spec)
        except WorkbenchError as error:
            self._session.messages.error(error)
            return
        self.active = spec
        self._next()

    def stop(self) -> None:
        """Begin no further run; the present one goes on to its end unless it is stopped itself."""
        if self.active is not None:
            self.active = None
            self.changed.emit()

    def _on_run_ended(self, view: RunView, outcome: Outcome) -> None:
        if self.active is None:
            return
        if outcome in (Outcome.STOPPED, Outcome.HANDED_OVER):
            self.stop()
        elif self._session.runner.active is None:
            self._next()

    def _next(self) -> None:
        """The next run; the sweep has ended where there is none, or it could not begin."""
        from workbench.plans.sweep import next_of

        project, spec = self._session.project, self.active
        if project is None or spec is None:
            return
        due = next_of(spec, project.plans.sweep_results(spec))
        if due is None:
            self.stop()
        elif due.run:
            self._session.runner.resume(due.run)
        else:
            self._begin(project, spec, due.planned)
        if self._session.runner.active is None:
            self.stop()
        self.changed.emit()

    def _begin(self, project: OpenProject, spec: "SweepSpec", planned: "Planned") -> None:
        """Start a run; a failure is shown."""
        try:
            self._session.start(project.plans.sweep_run(spec, planned))
        except WorkbenchError as error:
            self._session.messages.error(error)
