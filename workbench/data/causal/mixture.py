"""Windows of several texts in fixed shares; what a step sees is a function of (seed, step) alone.

Shape legend: b = windows in a micro-batch, t = positions in a window.
"""

from collections.abc import Sequence

import numpy as np

from workbench.data.causal.batches import CausalBatch, CausalBatches, TextRows
from workbench.data.mixture_order import MixtureOrder


class MixedBatches:
    """The training batches of several texts, whose windows have one length.

    `shares` add up to 1. An epoch reads as many windows as all texts have together; each text
    goes through its own epochs at the pace of its share.
    """

    def __init__(self, texts: Sequence[CausalBatches], shares: Sequence[float], seed: int) -> None:
        self.texts, self.shares = tuple(texts), tuple(shares)
        self._order = MixtureOrder(shares, seed)

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
        texts_b, numbers_b = self._order.dealt(np.arange(begin, begin + self.windows_per_step))
        starts_b = np.empty(len(texts_b), dtype=np.int64)
        for text in np.unique(texts_b).tolist():
            chosen = texts_b == text
            starts_b[chosen] = self.texts[text].starts_of(numbers_b[chosen].astype(np.uint64))
        return TextRows(texts_b, starts_b)
