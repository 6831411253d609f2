"""An array with room behind it: what is appended again and again is not copied again and again."""

import numpy as np

from workbench.curves.smoothing import Floats

SPARE = 1.25
"""So many times what is needed is taken at once."""


class Room:
    """Values that only grow; a `view` that was given out never changes."""

    def __init__(self, values: Floats) -> None:
        self._memory = np.empty(int(SPARE * values.size) + 1)
        self._memory[: values.size] = values
        self._size = values.size

    @property
    def view(self) -> Floats:
        """All values by now."""
        return self._memory[: self._size]

    def grown(self, known: int, new: Floats) -> "Room":
        """The first `known` values with new ones behind them: here, where no view would change."""
        end, again = known + new.size, self._size - known
        same = 0 <= again <= new.size and _equal(self._memory[known : self._size], new[:again])
        if not same or end > self._memory.size:
            return Room(np.concatenate([self._memory[:known], new]))
        self._memory[self._size : end] = new[again:]
        self._size = end
        return self


def _equal(one: Floats, other: Floats) -> bool:
    """To the bit, NaN too."""
    return one.tobytes() == other.tobytes()
