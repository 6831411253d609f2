"""Every token id names its document and its place in it, so that a pair can be read off."""

from typing import TypedDict, Unpack

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.data.length_buckets import POOL_STEPS
from workbench.data.masked.batches import MaskedBatch, MaskedBatches
from workbench.data.masked.masking import Masking
from workbench.data.masked.next_sentence import FOLLOWS, pair_lengths
from workbench.data.masked.sentence_arrays import SentenceArrays
from workbench.errors import BadInput
from workbench.tokenizers.special import CLS, PAD, SEP

WIDE = 1000
"""Ids are 10 + document · WIDE + place."""
NUM_DOCUMENTS = 12
VOCABULARY_SIZE = 10 + NUM_DOCUMENTS * WIDE


def made(lengths: list[list[int]]) -> SentenceArrays:
    """Documents of sentences of the given lengths."""
    tokens = [
        10 + d * WIDE + position for d, of in enumerate(lengths) for position in range(sum(of))
    ]
    flat = [length for of in lengths for length in of]
    return SentenceArrays(
        np.array(tokens, dtype=np.uint16),
        np.cumsum([0, *flat], dtype=np.int64),
        np.cumsum([0, *map(len, lengths)], dtype=np.int64),
    )


def stories() -> SentenceArrays:
    rng = np.random.default_rng(5)
    return made([rng.integers(3, 20, rng.integers(2, 30)).tolist() for _ in range(NUM_DOCUMENTS)])


class Changed(TypedDict, total=False):
    context: int
    micro_batch_size: int
    accumulation: int
    seed: int
    short_share: float
    next_sentence: bool


def batches_of(sentences: SentenceArrays, **changed: Unpack[Changed]) -> MaskedBatches:
    usual: Changed = {"context": 48, "micro_batch_size": 4, "accumulation": 2, "seed": 3}
    return MaskedBatches(sentences, Masking(VOCABULARY_SIZE, rate=0.15), **usual | changed)


def unmasked(batch: MaskedBatch) -> np.ndarray:
    ids = batch.ids_bt.copy()
    ids.reshape(-1)[batch.chosen_n] = batch.targets_n
    return ids


def parts(row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    first_end, second_end = np.flatnonzero(row == SEP)
    assert row[0] == CLS
    assert (row[second_end + 1 :] == PAD).all()
    return row[1:first_end] - 10, row[first_end + 1 : second_end] - 10


def test_that_pairs_follow_or_come_from_another_document_as_their_label_says() -> None:
    batches = batches_of(stories())
    labels = []
    for step in range(60):
        for batch in batches.at(step):
            assert batch.labels_b is not None
            for row, label in zip(unmasked(batch), batch.labels_b, strict=True):
                first, second = parts(row)
                for part in (first, second):
                    assert len(part) > 0
                    assert (np.diff(part) == 1).all()
                labels.append(int(label))
                if label == FOLLOWS:
                    assert first[-1] // WIDE == second[0] // WIDE
                    assert second[0] > first[-1]
                else:
                    assert first[0] // WIDE != second[0] // WIDE
    assert 0.4 < np.mean(labels) < 0.6


def test_that_segments_and_padding_are_as_the_rows_say() -> None:
    for batch in batches_of(stories()).at(2):
        ids = unmasked(batch)
        assert np.array_equal(batch.seen_bt, ids != PAD)
        assert batch.seen_bt.any(axis=0).all(), "padded to the longest, and no further"
        for row, segments in zip(ids, batch.segments_bt, strict=True):
            first, second = parts(row)
            expected = [0] * (len(first) + 2) + [1] * (len(second) + 1)
            assert segments[: len(expected)].tolist() == expected
        assert ids.shape[1] <= 48
        assert batch.num_tokens == (ids != PAD).sum()


def test_that_a_step_depends_on_seed_and_number_alone() -> None:
    one, other = batches_of(stories()), batches_of(stories())
    for step in (0, 1):
        one.at(step)
    for ours, theirs in zip(one.at(9), other.at(9), strict=True):
        assert np.array_equal(ours.ids_bt, theirs.ids_bt)
        assert np.array_equal(ours.chosen_n, theirs.chosen_n)
    different = batches_of(stories(), seed=4).at(9)
    assert not np.array_equal(different[0].ids_bt, one.at(9)[0].ids_bt)


@pytest.mark.parametrize("next_sentence", [True, False])
def test_that_an_epoch_holds_every_example_once(next_sentence: bool) -> None:
    documents = [[5, 5, 5, 5]] * NUM_DOCUMENTS
    batches = batches_of(
        made(documents),
        micro_batch_size=1,
        accumulation=1,
        short_share=0.0,
        next_sentence=next_sentence,
    )
    assert batches.num_examples == NUM_DOCUMENTS
    rows = [unmasked(batch)[0] for step in range(POOL_STEPS * 3) for batch in batches.at(step)]
    first_epoch = sorted(int(row[1] - 10) // WIDE for row in rows)
    assert first_epoch == sorted(list(range(NUM_DOCUMENTS)) * 2)


def test_that_a_single_part_is_consecutive_and_has_no_label() -> None:
    for batch in batches_of(stories(), next_sentence=False).at(0):
        assert batch.labels_b is None
        assert not batch.segments_bt.any()
        for row in unmasked(batch):
            (end,) = np.flatnonzero(row == SEP)
            assert (np.diff(row[1:end]) == 1).all()


def test_that_micro_batches_hold_examples_of_like_length() -> None:
    rng = np.random.default_rng(0)
    uneven = made([rng.integers(2, 9, 2).tolist() for _ in range(6)] + [[20, 20]] * 6)
    batches = batches_of(uneven, short_share=0.0, next_sentence=False)
    seen = padded = 0
    for step in range(POOL_STEPS):
        for batch in batches.at(step):
            seen, padded = seen + batch.num_tokens, padded + batch.ids_bt.size
    assert seen / padded > 0.85


def test_that_text_without_pairs_is_refused_with_a_way_out() -> None:
    with pytest.raises(BadInput, match="no document of the train part has two sentences"):
        batches_of(made([[5], [7], [9]]))
    with pytest.raises(BadInput, match="a single document"):
        batches_of(made([[5, 6, 7, 8]]))
    assert batches_of(made([[5], [7]]), next_sentence=False).num_examples == 2
    with pytest.raises(BadInput, match="too short for an example; choose 7 or more"):
        batches_of(stories(), context=5)


@settings(max_examples=200, deadline=None)
@given(first=st.integers(1, 60), second=st.integers(1, 60), target=st.integers(2, 60))
def test_that_tokens_are_taken_from_the_longer_part(first: int, second: int, target: int) -> None:
    a, b = first, second
    while a + b > target:
        if a > b:
            a -= 1
        else:
            b -= 1
    ours = pair_lengths(first, second, target)
    assert sum(ours) == a + b
    assert abs(ours[0] - a) <= 1
    assert min(ours) >= 1
