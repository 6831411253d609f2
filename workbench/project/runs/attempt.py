"""An attempt at a run: the work itself, for whoever iterates it."""

from collections.abc import Iterator

from workbench.activities.perform import perform
from workbench.activities.range_test.spec import LearningRateTestSpec
from workbench.activities.spec import ANY_SPEC
from workbench.events import Event
from workbench.jobs import ThreadControl
from workbench.project.alerts import AlertRules
from workbench.spec import validate
from workbench.store.folders import ProjectFolder
from workbench.store.runs.run_folder import RunFolder
from workbench.training.distributed.ranks import ALONE, Ranks


class Attempt:
    """One attempt at a run; iterating it does the work, in the thread that iterates.

    Among its events stand what the alert rules of the project tell; the journal holds no alerts.
    """

    def __init__(self, run: RunFolder, events: Iterator[Event]) -> None:
        self.run = run
        self.id = run.id
        self._events = events

    @classmethod
    def at(
        cls,
        run: RunFolder,
        project: ProjectFolder,
        control: ThreadControl | None,
        alerts: AlertRules,
        ranks: Ranks = ALONE,
    ) -> "Attempt":
        """An attempt that listens to `control` and to what other processes request of the run.

        With `ranks` it is performed by several processes, of which this is the first.
        """
        spec = validate(ANY_SPEC, run.spec(), where=f"{run.id}/spec.toml")
        control = control or ThreadControl()
        events = perform(project.path, run, spec, run.inputs(), run.control(control), ranks)
        if isinstance(spec, LearningRateTestSpec):  # it is to go too far, to find out where that is
            return cls(run, events)
        return cls(run, alerts.watched(run, events, control))

    def __iter__(self) -> Iterator[Event]:
        return self._events
