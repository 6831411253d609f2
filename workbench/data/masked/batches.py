"""Batches for an encoder; what a step sees is a function of (seed, step) alone.

Shape legend: b = examples of a micro-batch, t = positions, n = chosen tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.data.length_buckets import LengthBuckets
from workbench.data.masked.masking import Flags, Ids, Masking, mask
from workbench.data.masked.next_sentence import (
    Chunks,
    SentencePair,
    check_pairs,
    cut_chunks,
    draw_pair,
    draw_single,
)
from workbench.data.masked.sentence_arrays import SentenceArrays
from workbench.data.seeds import derived_seed
from workbench.errors import BadInput
from workbench.named import named

SHORTEST = 4
_SPECIAL_IN_PAIR = 3
_SPECIAL_IN_SINGLE = 2
_MEASURED_EXAMPLES = 1024


@dataclass(frozen=True, eq=False)
class MaskedBatch:
    """Masked examples: `seen_bt` is False at padding, which stands at the end of a row.

    `chosen_n` are the flat positions (b·t) to fill in and `targets_n` what stood there; `labels_b`
    are 0 where the second part follows and 1 where it is a random one, or None without pairs.
    """

    ids_bt: Ids
    segments_bt: Ids
    seen_bt: Flags
    chosen_n: Ids
    targets_n: Ids
    labels_b: Ids | None
    micro_batch: int = 0

    @property
    def num_targets(self) -> int:
        """The tokens to fill in, or the pairs to judge where no token is masked."""
        return len(self.targets_n) or len(self.ids_bt)

    @property
    def num_tokens(self) -> int:
        """The tokens that go through the model, padding aside."""
        return int(self.seen_bt.sum())


class MaskedBatches:
    """Micro-batches of masked examples, each epoch in a new order.

    `short_share` of the examples are shorter than the context. Raises BadInput when the text
    yields no example of the kind that is asked for.
    """

    def __init__(
        self,
        sentences: SentenceArrays,
        masking: Masking,
        *,
        context: int,
        micro_batch_size: int,
        accumulation: int = 1,
        seed: int,
        short_share: float = 0.1,
        next_sentence: bool = True,
    ) -> None:
        self._sentences = sentences
        self.masking = masking
        self._seed = seed
        self._short_share = short_share
        self._next_sentence = next_sentence
        special = _SPECIAL_IN_PAIR if next_sentence else _SPECIAL_IN_SINGLE
        self._budget = context - special
        if self._budget < SHORTEST:
            raise BadInput(
                "a context of {context} tokens is too short for an example; choose {least} or more",
                context=context,
                least=SHORTEST + special,
            )
        self._chunks = _chunks(sentences, self._budget, next_sentence=next_sentence)
        self._pools = LengthBuckets(
            len(self._chunks),
            micro_batch_size=micro_batch_size,
            accumulation=accumulation,
            seed=seed,
        )

    @property
    def num_examples(self) -> int:
        """The examples of one epoch."""
        return len(self._chunks)

    @property
    def examples_per_step(self) -> int:
        return self._pools.examples_per_step

    @property
    def steps_per_epoch(self) -> float:
        return self._pools.steps_per_epoch

    def at(self, step: int) -> tuple[MaskedBatch, ...]:
        """The micro-batches of a step (from 0)."""
        rows = self._pools.at(step, self.likely_lengths)
        return tuple(self._batch(numbers_b, step, i) for i, numbers_b in enumerate(rows))

    def indices_at(self, step: int) -> list[NDArray[np.int64]]:
        """Which examples of the text the rows of a step's micro-batches are."""
        rows = self._pools.at(step, self.likely_lengths)
        return [self._pools.indices(numbers_b) for numbers_b in rows]

    @property
    def mean_length(self) -> float:
        """How many tokens an example has, special ones included, by the first of them."""
        numbers = np.arange(min(self.num_examples, _MEASURED_EXAMPLES))
        special = _SPECIAL_IN_PAIR if self._next_sentence else _SPECIAL_IN_SINGLE
        return float(self.likely_lengths(numbers).mean()) + special

    def indices(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Which examples of the text the run's n-th ones are."""
        return self._pools.indices(numbers)

    def pair(self, number: int) -> SentencePair:
        """The run's n-th example."""
        return self._example(number, int(self.indices(np.array([number]))[0]))

    def likely_lengths(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many tokens the run's n-th examples are likely to have, special ones aside."""
        indices = self._pools.indices(numbers)
        offsets = self._sentences.sentences_s
        whole = offsets[self._chunks.ends_e[indices]] - offsets[self._chunks.begins_e[indices]]
        targets = np.array([self._target(self._rng(int(number))) for number in numbers])
        likely: NDArray[np.int64] = np.minimum(whole, targets)
        return likely

    def _rng(self, number: int) -> np.random.Generator:
        return np.random.default_rng(derived_seed(self._seed, "example", number))

    def _target(self, rng: np.random.Generator) -> int:
        """How long an example may be; the first that is drawn for it."""
        is_short = rng.random() < self._short_share
        return int(rng.integers(SHORTEST, self._budget + 1)) if is_short else self._budget

    def _batch(self, numbers_b: NDArray[np.int64], step: int, micro_batch: int) -> MaskedBatch:
        indices = self._pools.indices(numbers_b)
        pairs = [
            self._example(int(n), int(chunk)) for n, chunk in zip(numbers_b, indices, strict=True)
        ]
        rng = np.random.default_rng(derived_seed(self._seed, "masks", step, micro_batch))
        return assembled(pairs, self.masking, rng, micro_batch)

    def _example(self, number: int, chunk: int) -> SentencePair:
        rng = self._rng(number)
        target = self._target(rng)
        draw = draw_pair if self._next_sentence else draw_single
        begin, end = int(self._chunks.begins_e[chunk]), int(self._chunks.ends_e[chunk])
        return draw(self._sentences, begin, end, target, rng)


def _chunks(sentences: SentenceArrays, budget: int, *, next_sentence: bool) -> Chunks:
    chunks = cut_chunks(sentences, budget, at_least=2 if next_sentence else 1)
    if next_sentence:
        check_pairs(sentences, chunks)
    elif not len(chunks):
        raise BadInput(
            "the {split} part of the corpus has no text; add documents or change its "
            "validation share",
            split=named(sentences.split),
        )
    return chunks


def assembled(
    pairs: Sequence[SentencePair], masking: Masking, rng: np.random.Generator, micro_batch: int = 0
) -> MaskedBatch:
    """`[CLS] A [SEP] B [SEP]`, padded to the longest and masked; segments 0 and 1."""
    marks = masking.marks
    lengths = [_length(pair) for pair in pairs]
    shape = (len(pairs), max(lengths))
    ids_bt = np.full(shape, marks.pad, dtype=np.int64)
    segments_bt = np.zeros(shape, dtype=np.int64)
    for row, pair in enumerate(pairs):
        second = [pair.second, [marks.sep]] if pair.label is not None else []
        ids = np.concatenate([[marks.cls], pair.first, [marks.sep], *second])
        ids_bt[row, : len(ids)] = ids
        segments_bt[row, len(pair.first) + 2 : len(ids)] = 1
    seen_bt = np.arange(shape[1]) < np.array(lengths)[:, None]
    masked = mask(ids_bt, masking, rng)
    labels = [pair.label for pair in pairs if pair.label is not None]
    return MaskedBatch(
        ids_bt=masked.ids_bt,
        segments_bt=segments_bt,
        seen_bt=seen_bt,
        chosen_n=masked.chosen_n,
        targets_n=masked.targets_n,
        labels_b=np.array(labels, dtype=np.int64) if labels else None,
        micro_batch=micro_batch,
    )


def _length(pair: SentencePair) -> int:
    special = _SPECIAL_IN_SINGLE if pair.label is None else _SPECIAL_IN_PAIR
    return len(pair.first) + len(pair.second) + special
