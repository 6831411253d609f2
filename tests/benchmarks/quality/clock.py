"""The clock that every bare loop trains under: from the first step, nothing left out."""

import statistics
import time
from collections.abc import Callable

WARM_UP, TIMED = 3, 12


def steps_that_fit(step: Callable[[int], None], minutes: float) -> int:
    """How many steps take so many minutes, by the median of some; `step` is of a model to waste."""
    took = []
    for number in range(WARM_UP + TIMED):
        began = time.perf_counter()
        step(number)
        took.append(time.perf_counter() - began)
    return max(1, int(60 * minutes / statistics.median(took[WARM_UP:])))


def train_for(step: Callable[[int], None], minutes: float, most: int) -> tuple[float, int]:
    """Take steps until the time is over or all are taken; gives the seconds and their number.

    A step that is begun is finished.
    """
    began = time.perf_counter()
    taken = 0
    while taken < most and time.perf_counter() - began < 60 * minutes:
        step(taken)
        taken += 1
    return time.perf_counter() - began, taken
