"""The queue of a project: what waits behind the run that is live, or behind the one left last."""

from collections.abc import Callable, Sequence

from workbench.errors import BadInput, NotFound
from workbench.plans.planned_run import Startable
from workbench.plans.queue_order import can_move, goes_with
from workbench.project.runs.processes.interrupted import interrupted
from workbench.project.runs.saved_run import SavedRun
from workbench.store.choices import queue_hold
from workbench.store.folders import ProjectFolder
from workbench.store.records import RunRecord, RunStatus

_LIVE = (RunStatus.RUNNING, RunStatus.PAUSED)


class RunQueue:
    """What waits is kept with the run that it waits behind, whoever performs that one.

    Whoever does looks here before it starts the next: what is paused is not started, and another
    order is taken over.
    """

    def __init__(
        self,
        store: ProjectFolder,
        runs: Callable[[], Sequence[RunRecord]],
        saved_run: Callable[[RunRecord], SavedRun],
    ) -> None:
        self._store = store
        self._runs = runs
        self._saved_run = saved_run

    @property
    def is_held(self) -> bool:
        """Whether nothing that waits is to be started for now."""
        return queue_hold.is_held(self._store)

    def hold(self) -> None:
        """Let the run that is live end, and start nothing after it until `release`."""
        queue_hold.keep_held(self._store, held=True)

    def release(self) -> None:
        """Let what waits be started again, by whoever performs the run before it."""
        queue_hold.keep_held(self._store, held=False)

    def behind(self) -> RunRecord | None:
        """The run that all of them wait behind: the live one, or else the one that was left last.

        None where nothing is live and nothing waits.
        """
        runs = self._runs()
        live = [run for run in runs if run.status in _LIVE]
        if live:
            return live[-1]
        left = interrupted(runs, self._saved_run)
        return left.run if left is not None else None

    def waiting(self) -> tuple[Startable, ...]:
        """What waits, in its order; raises Corrupt or BadSpec."""
        behind = self.behind()
        return self._saved_run(behind).following() if behind is not None else ()

    def move(self, number: int, by: int) -> None:
        """Let one that waits, counted from 1, change places with its neighbour: -1 up, 1 down.

        Raises NotFound for none, BadInput where one of the two needs the other.
        """
        run, waiting = self._chosen(number)
        other = number - 1 + by
        if not 0 <= other < len(waiting):
            raise BadInput("'{name}' stands at the end already", name=waiting[number - 1].name)
        if not can_move(waiting, number - 1, by):
            first, second = waiting[min(number - 1, other)], waiting[max(number - 1, other)]
            raise BadInput("'{second}' needs '{first}'", second=second.name, first=first.name)
        waiting[number - 1], waiting[other] = waiting[other], waiting[number - 1]
        run.keep_following(waiting)

    def take_out(self, number: int) -> tuple[str, ...]:
        """Let one that waits not be started, nor what needs it; gives their names."""
        run, waiting = self._chosen(number)
        gone = goes_with(waiting, number - 1)
        run.keep_following([one for place, one in enumerate(waiting) if place not in gone])
        return tuple(waiting[place].name for place in gone)

    def _chosen(self, number: int) -> tuple[SavedRun, list[Startable]]:
        behind = self.behind()
        run = self._saved_run(behind) if behind is not None else None
        waiting = list(run.following()) if run is not None else []
        if run is None or not 1 <= number <= len(waiting):
            raise NotFound(
                "{count} runs wait, and none is number {number}", count=len(waiting), number=number
            )
        return run, waiting
