"""What was going on when the project was left: the run to go on with, and what waits behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.plans.planned_run import Startable
from workbench.project.runs.saved_run import SavedRun
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.run_folder import RunFolder

_LIVE = (RunStatus.RUNNING, RunStatus.PAUSED)
_AWAITING = (RunStatus.QUEUED, RunStatus.HANDED_OVER)


@dataclass(frozen=True)
class Interrupted:
    """A run that nobody works on, and the names of the runs that wait behind it.

    One that has finished is here for what waits alone.
    """

    run: RunRecord
    waiting: tuple[str, ...]


def interrupted(
    runs: Sequence[RunRecord], saved_run: Callable[[RunRecord], SavedRun]
) -> Interrupted | None:
    """The newest run that something waits behind, or that was interrupted and nothing came after.

    None while a process works on one.
    """
    if any(run.status in _LIVE for run in runs):
        return None
    for run in reversed(runs):
        is_newest = run is runs[-1]
        if run.status in _AWAITING and _is_about_to_be_taken_up(run):
            return None
        if run.status is RunStatus.FINISHED and not is_newest:
            continue
        waiting = _waiting(saved_run(run))
        cut_short = is_newest and run.status in (RunStatus.INTERRUPTED, *_AWAITING)
        if waiting or cut_short:
            return Interrupted(run, tuple(one.name for one in waiting))
    return None


def is_on(run: RunRecord) -> bool:
    """Whether a process works on a run, or is about to."""
    if run.status in _LIVE:
        return True
    return run.status in _AWAITING and _is_about_to_be_taken_up(run)


def _is_about_to_be_taken_up(run: RunRecord) -> bool:
    """Whoever takes up a new run locks it: one with a lock that nobody holds was left again."""
    folder = RunFolder(run.folder)
    was_begun = run.status is RunStatus.QUEUED and folder.lock_path.exists()
    return folder.is_under_way() and not was_begun


def _waiting(run: SavedRun) -> tuple[Startable, ...]:
    """What cannot be read is said by whoever resumes the run."""
    try:
        return run.following()
    except WorkbenchError:
        return ()
