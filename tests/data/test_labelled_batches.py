from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.data.labelled.batches import (
    Encoded,
    ExampleBatches,
    in_order,
    labelled,
    responses,
)
from workbench.data.labelled.examples import Example
from workbench.data.labelled.ids import ExampleFrame, encoded_responses
from workbench.errors import BadInput
from workbench.project import Project

EXAMPLES = [
    Encoded(np.arange(1, length + 1), begins=length // 2, label=length % 3)
    for length in (3, 9, 4, 7, 2, 5, 8, 6, 3, 4)
]


def batches(seed: int = 1) -> ExampleBatches:
    return ExampleBatches(EXAMPLES, labelled, micro_batch_size=2, accumulation=1, seed=seed)


def test_that_an_epoch_shows_every_example_once() -> None:
    shown = Counter(
        tuple(row[:length])
        for step in range(5 * 8)
        for batch in batches().at(step)
        for row, length in zip(batch.ids_bt.tolist(), batch.lengths_b, strict=True)
    )
    there = Counter(tuple(example.ids.tolist()) for example in EXAMPLES)
    assert shown == Counter({ids: 8 * count for ids, count in there.items()})


def test_that_a_step_is_a_function_of_seed_and_step() -> None:
    first, again, other = (
        [batch.ids_bt.tolist() for step in range(5) for batch in batches(seed).at(step)]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert (
        first != other or batches(1).at(4)[0].ids_bt.tolist() != batches(2).at(4)[0].ids_bt.tolist()
    )


def test_that_segments_begin_with_the_second_text_and_end_with_the_padding() -> None:
    batch = labelled([Encoded(np.array([5, 6, 7, 8]), begins=2), Encoded(np.array([9]), begins=1)])
    assert batch.ids_bt.tolist() == [[5, 6, 7, 8], [9, 0, 0, 0]]
    assert batch.segments_bt.tolist() == [[0, 0, 1, 1], [0, 0, 0, 0]]
    assert batch.lengths_b.tolist() == [4, 1]
    assert batch.num_tokens == 5


def test_that_only_tokens_of_responses_are_targets() -> None:
    batch = responses([Encoded(np.array([5, 6, 7, 8]), begins=2), Encoded(np.array([9, 4]), 1)])
    flat = batch.ids_bt.reshape(-1)
    assert batch.targets_n.tolist() == [7, 8, 4]
    assert flat[batch.positions_n].tolist() == [6, 7, 9]
    assert batch.num_targets == 3


def test_that_measuring_takes_every_example_once() -> None:
    indices = np.concatenate(list(in_order(EXAMPLES, 3)))
    assert sorted(indices.tolist()) == list(range(len(EXAMPLES)))


@given(first=st.integers(0, 40), second=st.integers(0, 40), context=st.integers(6, 30))
def test_that_a_pair_is_cut_from_its_longer_text(first: int, second: int, context: int) -> None:
    frame = ExampleFrame((1,), (2,), (3,), context)
    encoded = frame.around([7] * first, [8] * second)
    ids = encoded.ids.tolist()
    a, b = ids.count(7), ids.count(8)
    special = 3 if second else 2
    assert ids == [1, *[7] * a, *([2] if second else []), *[8] * b, 3]
    assert encoded.begins == (len(ids) - b - 1 if second else len(ids))
    assert len(ids) == min(first + second + special, context)
    # Whichever was cut is now at most one token longer than the other.
    assert a == first or a + 1 >= b
    assert b == second or b + 1 >= a


def test_that_a_context_without_room_is_refused() -> None:
    with pytest.raises(BadInput, match="context of 3 tokens is too short"):
        ExampleFrame((1,), (2,), (3,), 3).around([7], [8])


def test_that_a_response_follows_its_prompt_in_the_template(tiny: Project) -> None:
    tokenizer = tiny.tokenizer("pieces")
    example = Example(first="Ada", target="had a kite.")
    (encoded,) = encoded_responses([example], "Who? {prompt}:", tokenizer, context=64)
    prompt = [*tokenizer.prompt_begin, *tokenizer.encode("Who? Ada:")]
    assert encoded.ids[: encoded.begins].tolist() == prompt
    answer = [*tokenizer.encode("had a kite."), *tokenizer.document_end]
    assert encoded.ids[encoded.begins :].tolist() == answer


def test_that_a_prompt_that_fills_the_context_is_left_out(tiny: Project) -> None:
    tokenizer = tiny.tokenizer("pieces")
    long = Example(first="Ada had a kite. " * 9, target="yes")
    assert encoded_responses([long], "{prompt}", tokenizer, context=16) == []
    (cut,) = encoded_responses(
        [Example(first="Ada", target="kite " * 30)], "{prompt}", tokenizer, context=16
    )
    assert len(cut.ids) == 16
