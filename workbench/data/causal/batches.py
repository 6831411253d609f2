"""Batches of token windows; what a step sees is a function of (seed, step) alone.

Shape legend: b = windows in a micro-batch, t = positions in a window (the context).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.data.permutation import permuted
from workbench.data.seeds import derived_seed
from workbench.errors import BadInput

Tokens = NDArray[np.unsignedinteger[Any]]
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class CausalBatch:
    """Windows of tokens and, for each position, the token that follows it.

    `micro_batch` is its number within the step: dropout is seeded with it. `windows_b` are the
    windows' numbers in the text, where they always begin at the same offsets.
    """

    inputs_bt: Ids
    targets_bt: Ids
    micro_batch: int = 0
    windows_b: Ids | None = None

    @property
    def num_targets(self) -> int:
        return self.targets_bt.size

    @property
    def num_tokens(self) -> int:
        """The tokens that go through the model."""
        return self.inputs_bt.size


@dataclass(frozen=True)
class TextRows:
    """Of the windows of a step (b): the numbers of their texts, and where they begin in these."""

    texts_b: NDArray[np.int64]
    starts_b: NDArray[np.int64]


class CausalBatches:
    """Windows of context + 1 tokens, each epoch in a new order and from a new offset.

    Windows are consecutive and cross documents; the one token by which they overlap is the last
    target of one and the first input of the next. Reading is by memory map: an epoch of any size
    costs no memory.

    With `fixed_windows` only so many of the first windows are read, and every epoch from the same
    offsets: what was computed for a window can be used again.
    """

    def __init__(
        self,
        tokens: Tokens,
        *,
        context: int,
        micro_batch_size: int,
        accumulation: int,
        seed: int,
        fixed_windows: int = 0,
    ) -> None:
        if len(tokens) < context + 1:
            raise BadInput(
                "the training part has {count} tokens, and one window needs {needed}; "
                "add text or choose a smaller context",
                count=len(tokens),
                needed=context + 1,
            )
        self._tokens = tokens
        self._context = context
        self.micro_batch_size = micro_batch_size
        self._accumulation = accumulation
        self._seed = seed
        self._is_fixed = fixed_windows > 0
        self._num_windows = fixed_windows or (len(tokens) - 1) // context
        self._slack = 0 if self._is_fixed else (len(tokens) - 1) % context

    @property
    def windows_per_step(self) -> int:
        return self.micro_batch_size * self._accumulation

    @property
    def tokens_per_step(self) -> int:
        return self.windows_per_step * self._context

    @property
    def steps_per_epoch(self) -> float:
        return self._num_windows / self.windows_per_step

    def at(self, step: int) -> tuple[CausalBatch, ...]:
        """The micro-batches of a step (from 0)."""
        starts = self.starts_at(step)
        return tuple(
            self._batch(starts[i * self.micro_batch_size :][: self.micro_batch_size], i)
            for i in range(self._accumulation)
        )

    def starts_at(self, step: int) -> NDArray[np.int64]:
        """Where the windows of a step begin in the tokens, in the order of its micro-batches."""
        begin = step * self.windows_per_step
        return self.starts_of(np.arange(begin, begin + self.windows_per_step, dtype=np.uint64))

    def rows_at(self, step: int) -> TextRows:
        """The same; there is one text."""
        starts_b = self.starts_at(step)
        return TextRows(np.zeros_like(starts_b), starts_b)

    def starts_of(self, numbers: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Where the run's n-th windows begin in the tokens."""
        epochs, positions = np.divmod(numbers, np.uint64(self._num_windows))
        starts = np.empty(len(numbers), dtype=np.int64)
        for epoch in np.unique(epochs):
            chosen = epochs == epoch
            order = derived_seed(self._seed, "order", int(epoch))
            offset = derived_seed(self._seed, "offset", int(epoch)) % (self._slack + 1)
            windows = permuted(positions[chosen], self._num_windows, order)
            starts[chosen] = windows.astype(np.int64) * self._context + offset
        return starts

    def window(self, start: int) -> Ids:
        """The tokens of a window, and the one behind them."""
        return np.asarray(self._tokens[start : start + self._context + 1], dtype=np.int64)

    def _batch(self, starts: NDArray[np.int64], micro_batch: int) -> CausalBatch:
        windows = np.stack([self.window(start) for start in starts.tolist()])
        numbers_b = starts // self._context if self._is_fixed else None
        return CausalBatch(windows[:, :-1], windows[:, 1:], micro_batch, numbers_b)


def evaluation_batches(
    tokens: Tokens, *, context: int, micro_batch_size: int
) -> Iterator[CausalBatch]:
    """Consecutive windows that overlap by one token, so that every target is scored once.

    The last window is as short as what remains.
    """
    num_targets = len(tokens) - 1
    full = num_targets // context
    for first in range(0, full, micro_batch_size):
        numbers = range(first, min(first + micro_batch_size, full))
        rows = [tokens[n * context : (n + 1) * context + 1] for n in numbers]
        windows = np.stack(rows).astype(np.int64)
        yield CausalBatch(windows[:, :-1], windows[:, 1:])
    rest = np.asarray(tokens[full * context : num_targets + 1], dtype=np.int64)[None, :]
    if rest.shape[1] > 1:
        yield CausalBatch(rest[:, :-1], rest[:, 1:])
