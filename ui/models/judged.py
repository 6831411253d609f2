"""How a classifier did at one evaluation: its counts as an array, shares, and how sure they are."""

import math

import numpy as np
import numpy.typing as npt

from workbench.events import Classified

_DEVIATIONS_OF_95 = 1.959964
"""Half the width, in standard deviations, of the normal interval that holds 95 %."""


def counts_of(event: Classified) -> npt.NDArray[np.int64]:
    """How often each true class (row) was taken for each class (column), kk."""
    return np.array(event.confusion, dtype=np.int64)


def shares_of_rows(counts_kk: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Each cell's share of its true class; 0 in the row of a class without examples."""
    totals_k1 = np.maximum(counts_kk.sum(1, keepdims=True), 1)
    return np.asarray(counts_kk / totals_k1, dtype=np.float64)


def interval(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share that was found in `count` independent cases (Wilson 1927)."""
    z = _DEVIATIONS_OF_95
    share, room = right / count, 1 + z * z / count
    middle = (share + z * z / (2 * count)) / room
    half = z / room * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)
