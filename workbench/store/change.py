"""How much is new, said by who takes it in."""

from enum import IntEnum


class Change(IntEnum):
    """What was new since the last look: nothing, numbers of a run, or what the project holds."""

    NOTHING = 0
    NUMBERS = 1
    CATALOGUE = 2
