"""What waits for its turn, and the run that each waits behind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.protocols.open_runs import RunSource
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.plans.planned_run import Startable


def waiting_behind(
    active: str, waiting: "Sequence[Startable | str]"
) -> "dict[str, list[Startable]]":
    """What waits, by the id of the run it waits behind: the active one, or one to be resumed."""
    behind: dict[str, list[Startable]] = {active: []}
    last = active
    for one in waiting:
        if isinstance(one, str):
            last = one
            behind.setdefault(last, [])
        else:
            behind[last].append(one)
    return behind


def keep_waiting(
    project: RunSource,
    active: str,
    waiting: "Sequence[Startable | str]",
    before: "Sequence[Startable | str]" = (),
) -> "list[Startable]":
    """Keep what waits with the run that it waits behind, to follow it once that has finished.

    A run that something waited behind `before`, and nothing does now, is told so. Gives what waits
    behind the active run. Raises ReadOnly or DiskFull.
    """
    behind, behind_before = waiting_behind(active, waiting), waiting_behind(active, before)
    for run_id, runs in behind.items():
        if runs or behind_before.get(run_id):
            project.saved_run(run_id).keep_following(runs)
    return behind[active]


def mark_of(project: RunSource, run_id: str) -> tuple[int, int] | None:
    """Another one once something else is kept behind a run, by whomever."""
    try:
        return project.saved_run(run_id).following_mark()
    except WorkbenchError:
        return None


def taken_over(
    project: RunSource, behind: str, waiting: "Sequence[Startable | str]"
) -> "list[Startable | str]":
    """What waits once what is kept behind a run by now is taken over; damaged, it is left alone."""
    try:
        following = project.saved_run(behind).following()
    except WorkbenchError:
        return list(waiting)
    resumed = [number for number, one in enumerate(waiting) if isinstance(one, str)]
    return [*following, *(waiting[resumed[0] :] if resumed else ())]
