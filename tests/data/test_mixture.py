"""Batches of several texts: shares, epochs and the order are those that a count by hand finds."""

import numpy as np
import pytest

from workbench.data.causal.batches import CausalBatches
from workbench.data.causal.mixture import MixedBatches

CONTEXT = 4


def text(windows: int, first: int) -> CausalBatches:
    """Tokens that each stand once, so that a window tells where it is from."""
    tokens = np.arange(first, first + windows * CONTEXT + 1, dtype=np.uint16)
    return CausalBatches(tokens, context=CONTEXT, micro_batch_size=4, accumulation=2, seed=1)


def windows_of(batches: MixedBatches | CausalBatches, step: int) -> list[int]:
    """The first tokens of a step's windows, in order."""
    return [int(row[0]) for batch in batches.at(step) for row in batch.inputs_bt]


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.9, 0.1), (0.7, 0.29, 0.01), (0.999, 0.001)])
def test_that_each_text_has_its_share_of_the_rows(shares: tuple[float, ...]) -> None:
    texts = [text(50, 10_000 * number) for number in range(len(shares))]
    mixed = MixedBatches(texts, shares, seed=3)
    steps = 1_000
    drawn = np.array([windows_of(mixed, step) for step in range(steps)]) // 10_000
    for number, share in enumerate(shares):
        count = int((drawn == number).sum())
        assert abs(count - share * steps * 8) <= 16
        assert mixed.epochs_in(steps)[number] == pytest.approx(share * steps * 8 / 50)


def test_that_a_text_goes_through_whole_epochs_whatever_its_share() -> None:
    mixed = MixedBatches([text(50, 0), text(30, 10_000)], (0.75, 0.25), seed=3)
    rows = 2 * 64 * 15  # whole blocks, of which each text has whole epochs
    drawn = [one for step in range(rows // 8) for one in windows_of(mixed, step)]
    of_second = [one for one in drawn if one >= 10_000]
    assert len(of_second) == rows // 4
    counts = np.unique(of_second, return_counts=True)[1]
    assert sorted(set(counts)) == [rows // 4 // 30]


def test_that_a_step_is_the_same_whatever_was_asked_before() -> None:
    mixed = MixedBatches([text(50, 0), text(30, 10_000)], (0.6, 0.4), seed=3)
    in_order = [windows_of(mixed, step) for step in range(40)]
    fresh = MixedBatches([text(50, 0), text(30, 10_000)], (0.6, 0.4), seed=3)
    assert [windows_of(fresh, step) for step in reversed(range(40))] == in_order[::-1]
    other = MixedBatches([text(50, 0), text(30, 10_000)], (0.6, 0.4), seed=4)
    assert [windows_of(other, step) for step in range(40)] != in_order


def test_that_one_text_alone_is_read_as_without_a_mixture_but_for_the_order() -> None:
    alone, mixed = text(64, 0), MixedBatches([text(64, 0)], (1.0,), seed=3)
    steps = range(8)
    read, expected = (
        sorted(first for step in steps for first in windows_of(one, step)) for one in (mixed, alone)
    )
    assert read == expected
    assert mixed.steps_per_epoch == alone.steps_per_epoch
