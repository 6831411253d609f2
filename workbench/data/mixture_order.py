"""Which text of a mixture a run's n-th row is of; known without counting from the beginning.

Rows of a run are dealt out in blocks: in each, a text has as many rows as its share says, at
places that a permutation under the run's seed names. Shape legend: b = rows.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.data.permutation import permuted
from workbench.data.seeds import derived_seed

_SMALLEST_BLOCK = 64
_ROWS_OF_SMALLEST = 2
"""So many rows at least has the text of the smallest share in a block."""


class MixtureOrder:
    """Deals the rows of a run out to texts; `shares` of the rows add up to 1."""

    def __init__(self, shares: Sequence[float], seed: int) -> None:
        self._seed = seed
        self._edges = np.concatenate([[0.0], np.cumsum(shares)[:-1], [1.0]])
        self._block = max(_SMALLEST_BLOCK, int(np.ceil(_ROWS_OF_SMALLEST / min(shares))))

    def dealt(self, rows_b: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The text of each of the run's rows, and the how manieth of that text it is."""
        blocks_b, places_b = np.divmod(rows_b, self._block)
        texts_b, numbers_b = np.empty_like(rows_b), np.empty_like(rows_b)
        for block in np.unique(blocks_b).tolist():
            chosen = blocks_b == block
            before, after = (self._dealt_before(block + more) for more in (0, 1))
            order = derived_seed(self._seed, "mixture", block)
            places = permuted(places_b[chosen].astype(np.uint64), self._block, order)
            owned = np.cumsum(after - before)
            texts = np.searchsorted(owned, places.astype(np.int64), side="right")
            first = owned - (after - before)
            texts_b[chosen] = texts
            numbers_b[chosen] = before[texts] + places.astype(np.int64) - first[texts]
        return texts_b, numbers_b

    def _dealt_before(self, block: int) -> NDArray[np.int64]:
        """How many rows of each text stand before a block."""
        ends: NDArray[np.int64] = np.rint(block * self._block * self._edges).astype(np.int64)
        return np.diff(ends)
