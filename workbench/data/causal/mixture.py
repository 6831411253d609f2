"""Windows of several texts in fixed shares; what a step sees is a function of (seed, step) alone.

Rows of a run are dealt out in blocks: in each, a text has as many rows as its share says, at
places that a permutation under the run's seed names. So which text the n-th row is of, and the
how manieth of it, is known without counting from the beginning.

Shape legend: b = windows in a micro-batch, t = positions in a window.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.data.causal.batches import CausalBatch, CausalBatches, TextRows
from workbench.data.permutation import permuted
from workbench.data.seeds import derived_seed

_SMALLEST_BLOCK = 64
_ROWS_OF_SMALLEST = 2
"""So many rows at least has the text of the smallest share in a block."""


class MixedBatches:
    """The training batches of several texts, whose windows have one length.

    `shares` add up to 1. An epoch reads as many windows as all texts have together; each text
    goes through its own epochs at the pace of its share.
    """

    def __init__(self, texts: Sequence[CausalBatches], shares: Sequence[float], seed: int) -> None:
        self.texts, self.shares = tuple(texts), tuple(shares)
        self._seed = seed
        self._edges = np.concatenate([[0.0], np.cumsum(shares)[:-1], [1.0]])
        self._block = max(_SMALLEST_BLOCK, int(np.ceil(_ROWS_OF_SMALLEST / min(shares))))

    @property
    def windows_per_step(self) -> int:
        return self.texts[0].windows_per_step

    @property
    def tokens_per_step(self) -> int:
        return self.texts[0].tokens_per_step

    @property
    def steps_per_epoch(self) -> float:
        return sum(text.steps_per_epoch for text in self.texts)

    def epochs_in(self, steps: int) -> tuple[float, ...]:
        """How often each text is read in so many steps."""
        return tuple(
            steps * share / text.steps_per_epoch
            for text, share in zip(self.texts, self.shares, strict=True)
        )

    def at(self, step: int) -> tuple[CausalBatch, ...]:
        """The micro-batches of a step (from 0)."""
        rows, size = self.rows_at(step), self.texts[0].micro_batch_size
        windows_bt = np.stack(
            [
                self.texts[text].window(start)
                for text, start in zip(rows.texts_b.tolist(), rows.starts_b.tolist(), strict=True)
            ]
        )
        return tuple(
            CausalBatch(cut_bt[:, :-1], cut_bt[:, 1:], number)
            for number, first in enumerate(range(0, len(windows_bt), size))
            for cut_bt in [windows_bt[first : first + size]]
        )

    def rows_at(self, step: int) -> TextRows:
        """The texts of a step's windows and where they begin, in the order of its micro-batches."""
        begin = step * self.windows_per_step
        texts_b, numbers_b = self._dealt(np.arange(begin, begin + self.windows_per_step))
        starts_b = np.empty(len(texts_b), dtype=np.int64)
        for text in np.unique(texts_b).tolist():
            chosen = texts_b == text
            starts_b[chosen] = self.texts[text].starts_of(numbers_b[chosen].astype(np.uint64))
        return TextRows(texts_b, starts_b)

    def _dealt(self, rows_b: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
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
