"""Which of the runs that wait may change places, and which cannot be without another.

The window asks this before the specs of all kinds are loaded, so they are imported where needed.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.plans.planned_run import Startable


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
