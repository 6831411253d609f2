"""The order of examples of differing length; a function of (seed, step) alone.

Examples of like length go through the model together, so that little of a batch is padding.
Shape legend: p = micro-batches of a pool, b = examples of a micro-batch.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from workbench.data.permutation import permuted
from workbench.data.seeds import derived_seed

Numbers = NDArray[np.int64]

POOL_STEPS = 8
"""The examples of so many steps are sorted by length before they are cut into micro-batches."""


class LengthBuckets:
    """Which examples each step sees: every one once an epoch, each epoch in an order of its own.

    An example has a *number*, its turn in the whole run, and an *index*, which example it is.
    """

    def __init__(
        self, num_examples: int, *, micro_batch_size: int, accumulation: int, seed: int
    ) -> None:
        self._num_examples = num_examples
        self._micro_batch_size = micro_batch_size
        self._accumulation = accumulation
        self._seed = seed

    @property
    def examples_per_step(self) -> int:
        return self._micro_batch_size * self._accumulation

    @property
    def steps_per_epoch(self) -> float:
        return self._num_examples / self.examples_per_step

    def at(self, step: int, lengths_of: Callable[[Numbers], Numbers]) -> Numbers:
        """The numbers of a step's examples (from step 0), a row a micro-batch.

        `lengths_of` gives the lengths of the examples with these numbers.
        """
        pool, position = divmod(step, POOL_STEPS)
        begin = position * self._accumulation
        return self._sorted(pool, lengths_of)[begin : begin + self._accumulation]

    def _sorted(self, pool: int, lengths_of: Callable[[Numbers], Numbers]) -> Numbers:
        """The numbers of a pool's examples, rows (p, b) of like length in random order."""
        size = POOL_STEPS * self.examples_per_step
        numbers = np.arange(pool * size, (pool + 1) * size, dtype=np.int64)
        order = np.argsort(lengths_of(numbers), kind="stable")
        rows_pb = numbers[order].reshape(-1, self._micro_batch_size)
        rng = np.random.default_rng(derived_seed(self._seed, "pool", pool))
        return rows_pb[rng.permutation(len(rows_pb))]

    def indices(self, numbers: Numbers) -> Numbers:
        """Which examples the run's n-th ones are."""
        epochs, positions = np.divmod(numbers, self._num_examples)
        indices = np.empty(len(numbers), dtype=np.int64)
        for epoch in np.unique(epochs):
            chosen = epochs == epoch
            order = derived_seed(self._seed, "order", int(epoch))
            indices[chosen] = permuted(
                positions[chosen].astype(np.uint64), self._num_examples, order
            )
        return indices
