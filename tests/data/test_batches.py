import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.data.causal.batches import CausalBatches, evaluation_batches
from workbench.data.permutation import permuted
from workbench.errors import BadInput


@given(count=st.integers(1, 3000), key=st.integers(0, 2**62))
@settings(max_examples=60, deadline=None)
def test_that_the_order_names_each_thing_exactly_once(count, key):
    order = permuted(np.arange(count, dtype=np.uint64), count, key)
    assert sorted(order.tolist()) == list(range(count))


def test_that_two_keys_give_two_orders():
    positions = np.arange(1000, dtype=np.uint64)
    first, second = permuted(positions, 1000, 1), permuted(positions, 1000, 2)
    assert (first == second).mean() < 0.02
    assert (first == positions).mean() < 0.02


def batches_of(tokens, **changes):
    settings = {"context": 8, "micro_batch_size": 4, "accumulation": 2, "seed": 3} | changes
    return CausalBatches(np.asarray(tokens, dtype=np.uint16), **settings)


def test_that_a_batch_depends_on_seed_and_step_alone():
    tokens = np.arange(5000) % 300
    warm, cold = batches_of(tokens), batches_of(tokens)
    for step in range(7):
        warm.at(step)
    for ours, theirs in zip(warm.at(7), cold.at(7), strict=True):
        np.testing.assert_array_equal(ours.inputs_bt, theirs.inputs_bt)
    other = batches_of(tokens, seed=4).at(7)
    assert not np.array_equal(other[0].inputs_bt, cold.at(7)[0].inputs_bt)


def test_that_targets_are_the_inputs_shifted_by_one():
    batch = batches_of(np.arange(5000)).at(0)[0]
    np.testing.assert_array_equal(batch.targets_bt, batch.inputs_bt + 1)


def test_that_an_epoch_sees_every_window_once():
    tokens = np.arange(8 * 40 + 1)
    batches = batches_of(tokens, micro_batch_size=4, accumulation=1)
    targets = np.concatenate([batches.at(step)[0].targets_bt.ravel() for step in range(10)])
    assert sorted(targets.tolist()) == list(range(1, 8 * 40 + 1))


def test_that_the_way_a_batch_is_accumulated_does_not_change_its_windows():
    tokens = np.arange(5000)
    whole = batches_of(tokens, micro_batch_size=8, accumulation=1).at(5)[0].inputs_bt
    parts = batches_of(tokens, micro_batch_size=2, accumulation=4).at(5)
    np.testing.assert_array_equal(whole, np.concatenate([part.inputs_bt for part in parts]))


@pytest.mark.parametrize("length", [2, 9, 10, 17, 100, 129])
def test_that_evaluation_scores_every_target_exactly_once(length):
    tokens = np.arange(length, dtype=np.uint16)
    batches = list(evaluation_batches(tokens, context=8, micro_batch_size=3))
    targets = np.concatenate([batch.targets_bt.ravel() for batch in batches])
    inputs = np.concatenate([batch.inputs_bt.ravel() for batch in batches])
    np.testing.assert_array_equal(targets, np.arange(1, length))
    np.testing.assert_array_equal(inputs, np.arange(length - 1))


def test_that_too_short_a_text_is_refused_with_both_numbers():
    with pytest.raises(BadInput, match=r"has 5 tokens.*needs 9"):
        batches_of(np.arange(5))
