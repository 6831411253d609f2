"""Examples of a task as batches; what a step sees is a function of (seed, step) alone.

Shape legend: e = examples, b = examples of a micro-batch, t = positions, n = tokens of responses.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from workbench.data.length_buckets import LengthBuckets

Ids = NDArray[np.int64]

_PAD = 0
"""Padding stands behind a text and is never seen; which id it has changes nothing."""


@dataclass(frozen=True, eq=False)
class Encoded:
    """An example as ids. `begins` is where its second text begins, or the response to learn;
    `label` is the number of its class, or 0. Of a chat, `learnt_t` says which tokens are learnt.
    `is_cut`: some of it did not fit into the context."""

    ids: Ids
    begins: int
    label: int = 0
    learnt_t: NDArray[np.bool_] | None = None
    is_cut: bool = False

    @property
    def targets_t(self) -> NDArray[np.bool_]:
        """Which tokens are to be predicted, each from all before it."""
        return np.arange(len(self.ids)) >= self.begins if self.learnt_t is None else self.learnt_t


@dataclass(frozen=True, eq=False)
class LabelledBatch:
    """Texts to classify, padded behind their end; segments are 1 in the second text."""

    ids_bt: Ids
    segments_bt: Ids
    lengths_b: Ids
    labels_b: Ids
    micro_batch: int = 0

    @property
    def num_targets(self) -> int:
        return len(self.labels_b)

    @property
    def num_tokens(self) -> int:
        return int(self.lengths_b.sum())


@dataclass(frozen=True, eq=False)
class ResponseBatch:
    """Prompts with responses, padded behind their end. `positions_n` are the flat positions (b·t)
    after which a token of a response stands, `targets_n` these tokens."""

    ids_bt: Ids
    positions_n: Ids
    targets_n: Ids
    lengths_b: Ids
    micro_batch: int = 0

    @property
    def num_targets(self) -> int:
        return len(self.targets_n)

    @property
    def num_tokens(self) -> int:
        return int(self.lengths_b.sum())


Assembled = TypeVar("Assembled", LabelledBatch, ResponseBatch)


def labelled(examples: Sequence[Encoded], micro_batch: int = 0) -> LabelledBatch:
    """A batch of texts with the numbers of their classes."""
    ids_bt, lengths_b = _padded([example.ids for example in examples])
    begins_b1 = np.array([example.begins for example in examples])[:, None]
    positions_t = np.arange(ids_bt.shape[1])
    second_bt = (positions_t >= begins_b1) & (positions_t < lengths_b[:, None])
    labels_b = np.array([example.label for example in examples], dtype=np.int64)
    return LabelledBatch(ids_bt, second_bt.astype(np.int64), lengths_b, labels_b, micro_batch)


def responses(examples: Sequence[Encoded], micro_batch: int = 0) -> ResponseBatch:
    """A batch in which the responses are to be predicted, each token from all before it."""
    ids_bt, lengths_b = _padded([example.ids for example in examples])
    learnt_bt = np.zeros(ids_bt.shape, dtype=np.bool_)
    for learnt_t, example in zip(learnt_bt, examples, strict=True):
        learnt_t[: len(example.ids)] = example.targets_t
    targets_n = np.flatnonzero(learnt_bt)
    return ResponseBatch(
        ids_bt, targets_n - 1, ids_bt.reshape(-1)[targets_n], lengths_b, micro_batch
    )


def _padded(texts: Sequence[Ids]) -> tuple[Ids, Ids]:
    lengths_b = np.array([len(ids) for ids in texts], dtype=np.int64)
    ids_bt = np.full((len(texts), lengths_b.max()), _PAD, dtype=np.int64)
    for row, ids in enumerate(texts):
        ids_bt[row, : len(ids)] = ids
    return ids_bt, lengths_b


class ExampleBatches(Generic[Assembled]):
    """Micro-batches of encoded examples; `assemble` is `labelled` or `responses`."""

    def __init__(
        self,
        examples: Sequence[Encoded],
        assemble: Callable[[Sequence[Encoded], int], Assembled],
        *,
        micro_batch_size: int,
        accumulation: int = 1,
        seed: int,
    ) -> None:
        self._examples = examples
        self._assemble: Callable[[Sequence[Encoded], int], Assembled] = assemble
        self._lengths_e = np.array([len(example.ids) for example in examples], dtype=np.int64)
        self._pools = LengthBuckets(
            len(examples),
            micro_batch_size=micro_batch_size,
            accumulation=accumulation,
            seed=seed,
        )

    @property
    def steps_per_epoch(self) -> float:
        return self._pools.steps_per_epoch

    @property
    def tokens_per_step(self) -> float:
        return float(self._lengths_e.mean()) * self._pools.examples_per_step

    def at(self, step: int) -> tuple[Assembled, ...]:
        """The micro-batches of a step (from 0)."""
        return tuple(
            self._assemble([self._examples[index] for index in indices_b], i)
            for i, indices_b in enumerate(self.indices_at(step))
        )

    def is_cut(self, index: int) -> bool:
        """Whether some of an example did not fit into the context."""
        return self._examples[index].is_cut

    def indices_at(self, step: int) -> list[NDArray[np.int64]]:
        """Which examples the rows of a step's micro-batches are."""
        rows = self._pools.at(step, lambda numbers: self._lengths_e[self._pools.indices(numbers)])
        return [self._pools.indices(numbers_b) for numbers_b in rows]


def in_order(examples: Sequence[Encoded], micro_batch_size: int) -> Iterator[NDArray[np.int64]]:
    """The indices of all examples, each once, in groups of like length."""
    order = np.argsort([len(example.ids) for example in examples], kind="stable")
    for begin in range(0, len(order), micro_batch_size):
        yield order[begin : begin + micro_batch_size]
