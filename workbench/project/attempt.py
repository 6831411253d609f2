"""An attempt at a run: the work itself, for whoever iterates it."""

from collections.abc import Iterator

from workbench.activities.perform import perform
from workbench.activities.spec import ANY_SPEC
from workbench.events import Event
from workbench.jobs import ThreadControl
from workbench.spec import validate
from workbench.store.folders import ProjectFolder
from workbench.store.runs.run_folder import RunFolder


class Attempt:
    """One attempt at a run; iterating it does the work, in the thread that iterates."""

    def __init__(self, run: RunFolder, events: Iterator[Event]) -> None:
        self.run = run
        self.id = run.id
        self._events = events

    @classmethod
    def at(cls, run: RunFolder, project: ProjectFolder, control: ThreadControl | None) -> "Attempt":
        """An attempt that listens to `control` and to what other processes request of the run."""
        spec = validate(ANY_SPEC, run.spec(), where=f"{run.id}/spec.toml")
        listening = run.control(control or ThreadControl())
        return cls(run, perform(project.path, run, spec, run.inputs(), listening))

    def __iter__(self) -> Iterator[Event]:
        return self._events
