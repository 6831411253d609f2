"""Masked examples of several texts: shares by a count of tokens, pairs of one text each."""

import numpy as np
import pytest

from workbench.data.masked.batches import MaskedBatch, MaskedBatches
from workbench.data.masked.masking import Masking
from workbench.data.masked.mixture import MixedMaskedBatches
from workbench.data.masked.sentence_arrays import SentenceArrays

FIRST = 10
OTHER = 5_000
"""Ids from here on are of the second text."""
MASKING = Masking(10_000, rate=0.15)


def text(begin: int, documents: int, sentence: int, *, pairs: bool = True) -> MaskedBatches:
    """So many documents of ten sentences of one length, whose ids tell the text."""
    count = documents * 10
    tokens = begin + np.arange(count * sentence) % 4_000
    sentences = SentenceArrays(
        tokens.astype(np.uint16),
        np.arange(0, (count + 1) * sentence, sentence, dtype=np.int64),
        np.arange(0, count + 1, 10, dtype=np.int64),
    )
    return MaskedBatches(
        sentences, MASKING, context=32, micro_batch_size=4, seed=1, next_sentence=pairs
    )


def mixed(shares: tuple[float, float], *, pairs: bool = True, seed: int = 3) -> MixedMaskedBatches:
    """A text of long examples and one whose documents are short, so that its examples are."""
    texts = [text(FIRST, 40, 7, pairs=pairs), text(OTHER, 60, 1, pairs=pairs)]
    return MixedMaskedBatches(texts, shares, micro_batch_size=4, accumulation=2, seed=seed)


def tokens_of(batch: MaskedBatch) -> np.ndarray:
    ids = batch.ids_bt.copy()
    ids.reshape(-1)[batch.chosen_n] = batch.targets_n
    return ids


@pytest.mark.parametrize("pairs", [True, False])
@pytest.mark.parametrize("share", [0.5, 0.8])
def test_that_each_text_has_its_share_of_the_tokens(share: float, pairs: bool) -> None:
    batches = mixed((share, 1 - share), pairs=pairs)
    counts = np.zeros(2)
    for step in range(200):
        for batch in batches.at(step):
            of_other = tokens_of(batch).max(axis=1) >= OTHER
            lengths = batch.seen_bt.sum(axis=1)
            counts += lengths[~of_other].sum(), lengths[of_other].sum()
    assert counts[0] / counts.sum() == pytest.approx(share, abs=0.02)


def test_that_every_pair_is_of_one_text_and_is_named_by_it() -> None:
    batches = mixed((0.5, 0.5))
    for step in range(30):
        texts_b, indices_b = batches.examples_at(step)
        rows = [row for batch in batches.at(step) for row in tokens_of(batch)]
        assert len(rows) == len(texts_b) == len(indices_b) == 8
        for row, number in zip(rows, texts_b.tolist(), strict=True):
            ordinary = row[row >= FIRST]
            assert (ordinary >= OTHER).all() if number else (ordinary < OTHER).all()


def test_that_a_step_is_the_same_whatever_was_asked_before() -> None:
    in_order = [mixed((0.3, 0.7)).at(step) for step in range(20)]
    fresh = mixed((0.3, 0.7))
    for step in reversed(range(20)):
        for one, other in zip(fresh.at(step), in_order[step], strict=True):
            assert np.array_equal(one.ids_bt, other.ids_bt)
            assert np.array_equal(one.chosen_n, other.chosen_n)


def test_that_each_text_goes_through_all_its_examples() -> None:
    batches = mixed((0.9, 0.1))
    (first, _), steps = batches.epochs_in(1), 0
    while steps * first < 1:
        steps += 1
    seen = [batches.examples_at(step) for step in range(steps + 16)]
    texts_b, indices_b = (np.concatenate(column) for column in zip(*seen, strict=True))
    assert set(indices_b[texts_b == 0].tolist()) == set(range(text(FIRST, 40, 7).num_examples))
