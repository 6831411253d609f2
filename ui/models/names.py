"""Names for new things."""

from collections.abc import Collection
from itertools import count


def free_name(wanted: str, taken: Collection[str]) -> str:
    """The wanted name, or the first of `name 2`, `name 3`, … that is not taken."""
    if wanted not in taken:
        return wanted
    return next(name for n in count(2) if (name := f"{wanted} {n}") not in taken)
