"""What waits for its turn, the run that each waits behind, and which may change places."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.open_runs import RunSource

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


def needs(later: "Startable | str", earlier: "Startable | str") -> bool:
    """Whether one run reads what another that waits before it makes.

    What follows a run that is to be resumed was planned to follow it.
    """
    from workbench.plans.planned_run import made_by, names_read, spec_of

    if isinstance(later, str):
        return False
    if isinstance(earlier, str):
        return True
    makes = spec_of(earlier)
    return (made_by(makes), makes.name) in names_read(spec_of(later))


def can_move(waiting: "Sequence[Startable | str]", number: int, by: int) -> bool:
    """Whether what waits may change places with its neighbour: neither makes what the other reads.

    `by` is -1 for the one before it and 1 for the one after it.
    """
    other = number + by
    if not (0 <= number < len(waiting) and 0 <= other < len(waiting)):
        return False
    return not needs(waiting[max(number, other)], waiting[min(number, other)])


def goes_with(waiting: "Sequence[Startable | str]", number: int) -> list[int]:
    """The numbers of one that waits and of all that need it, which cannot be without it."""
    gone = [number]
    for later in range(number + 1, len(waiting)):
        if any(needs(waiting[later], waiting[one]) for one in gone):
            gone.append(later)
    return gone
