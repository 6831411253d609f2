"""What waits for its turn, and the run that each waits behind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.open_project import RunSource

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
    project: RunSource, active: str, waiting: "Sequence[Startable | str]"
) -> "list[Startable]":
    """Keep what waits with the run that it waits behind, to follow it once that has finished.

    Gives what waits behind the active run. Raises ReadOnly or DiskFull.
    """
    behind = waiting_behind(active, waiting)
    for run_id, runs in behind.items():
        if runs:
            project.saved_run(run_id).keep_following(runs)
    return behind[active]
