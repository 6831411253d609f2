"""Masked examples of several texts in fixed shares of tokens; a function of (seed, step) alone.

An example, also a pair of sentences, is of one text. Shape legend: b = examples.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.data.length_buckets import LengthBuckets
from workbench.data.masked.batches import MaskedBatch, MaskedBatches, assembled
from workbench.data.mixture_order import MixtureOrder
from workbench.data.seeds import derived_seed

_TOLD_BY_STEPS = 4
"""By the first steps it is told how many tokens a step reads: examples differ in length."""


class MixedMaskedBatches:
    """The training batches of several texts with one kind of masks.

    `shares` of the tokens add up to 1: a text of shorter examples has more of them. An epoch has as
    many examples as all texts have together; each text goes through its own epochs at the pace of
    its share. Examples of like length go through the model together, whichever text they are of.
    """

    def __init__(
        self,
        texts: Sequence[MaskedBatches],
        shares: Sequence[float],
        *,
        micro_batch_size: int,
        accumulation: int,
        seed: int,
    ) -> None:
        self._texts = tuple(texts)
        self._seed = seed
        parts = [share / text.mean_length for share, text in zip(shares, texts, strict=True)]
        self._shares = tuple(part / sum(parts) for part in parts)
        self._order = MixtureOrder(self._shares, seed)
        self._pools = LengthBuckets(
            sum(text.num_examples for text in texts),
            micro_batch_size=micro_batch_size,
            accumulation=accumulation,
            seed=seed,
        )

    @property
    def steps_per_epoch(self) -> float:
        return self._pools.steps_per_epoch

    @property
    def tokens_per_step(self) -> float:
        steps = range(_TOLD_BY_STEPS)
        return float(np.mean([sum(one.num_tokens for one in self.at(step)) for step in steps]))

    def epochs_in(self, steps: int) -> tuple[float, ...]:
        """How often each text is read in so many steps."""
        examples = steps * self._pools.examples_per_step
        return tuple(
            examples * share / text.num_examples
            for text, share in zip(self._texts, self._shares, strict=True)
        )

    def at(self, step: int) -> tuple[MaskedBatch, ...]:
        """The micro-batches of a step (from 0)."""
        rows = self._pools.at(step, self._likely_lengths)
        return tuple(self._batch(numbers_b, step, i) for i, numbers_b in enumerate(rows))

    def examples_at(self, step: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of the rows of a step, one after another: their texts, and which examples of these."""
        numbers_b = self._pools.at(step, self._likely_lengths).flatten()
        texts_b, own_b = self._order.dealt(numbers_b)
        indices_b = np.empty_like(own_b)
        for text in np.unique(texts_b).tolist():
            chosen = texts_b == text
            indices_b[chosen] = self._texts[text].indices(own_b[chosen])
        return texts_b, indices_b

    def _likely_lengths(self, numbers_b: NDArray[np.int64]) -> NDArray[np.int64]:
        texts_b, own_b = self._order.dealt(numbers_b)
        lengths_b = np.empty_like(own_b)
        for text in np.unique(texts_b).tolist():
            chosen = texts_b == text
            lengths_b[chosen] = self._texts[text].likely_lengths(own_b[chosen])
        return lengths_b

    def _batch(self, numbers_b: NDArray[np.int64], step: int, micro_batch: int) -> MaskedBatch:
        texts_b, own_b = self._order.dealt(numbers_b)
        pairs = [
            self._texts[text].pair(number)
            for text, number in zip(texts_b.tolist(), own_b.tolist(), strict=True)
        ]
        rng = np.random.default_rng(derived_seed(self._seed, "masks", step, micro_batch))
        return assembled(pairs, self._texts[0].masking, rng, micro_batch)
