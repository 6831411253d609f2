from typing import Any

import pytest
import torch
from byte_spelling import ByteSpelling
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import StopStringCriteria

from workbench.generation.decode import generate
from workbench.generation.decoding import NewToken
from workbench.generation.spec import Greedy, Sample, Strategy, parse_strategy
from workbench.generation.texts.ending import Ending, StopTexts, Why, loop_length
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec

SPELLING = ByteSpelling()


@pytest.fixture(scope="module")
def model() -> GPT:
    spec = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=64)
    return build(spec, SPELLING.vocabulary_size, seed=2).eval().requires_grad_(False)


@pytest.mark.parametrize(
    "stop", ["the", " the", "e", "hé", "\N{GRINNING FACE}", "and\n\nthe", "nd"]
)
@settings(max_examples=30, deadline=None)
@given(text=st.text("thé nd\na\N{GRINNING FACE}", min_size=1, max_size=24))
def test_that_a_stop_text_is_found_where_transformers_finds_it(stop: str, text: str) -> None:
    theirs = StopStringCriteria(SPELLING.hugging_faces, [stop])
    ours = StopTexts([stop], SPELLING)
    ids = SPELLING.encode(text)
    for end in range(1, len(ids) + 1):
        is_found = bool(theirs(torch.tensor([ids[:end]]), torch.zeros(1))[0])
        assert (ours.found(ids[:end]) == stop) is is_found, (stop, text, end)


def written(model: GPT, strategy: Strategy, **settings: Any) -> list[NewToken]:
    return list(generate(model, [7, 8], strategy, spelling=SPELLING, **settings))


@pytest.mark.parametrize("kind", ["greedy", "sample", "beam", "diverse_beam", "beam_sample"])
def test_that_the_last_token_says_why_the_text_is_over(model: GPT, kind: str) -> None:
    strategy = parse_strategy(kind)
    free = written(model, strategy, max_new_tokens=12)
    assert [token.ending for token in free] == [*[None] * 11, Ending(Why.LENGTH)]
    ends = [free[4].id, 9999]
    ended = written(model, strategy, max_new_tokens=12, eos=ends)
    assert ended[-1].ending == Ending(Why.END_TOKEN) or len(ended) == 12
    stop = SPELLING.decode([free[4].id])
    stopped = written(
        model, strategy.model_copy(update={"stop_strings": (stop,)}), max_new_tokens=12
    )
    assert stopped[-1].ending == Ending(Why.STOP_TEXT, stop) or len(stopped) == 12


def test_that_a_stop_text_that_the_prompt_begins_ends_the_text(model: GPT) -> None:
    (first,) = written(model, Greedy(), max_new_tokens=1)
    stop = SPELLING.decode([8, first.id])
    (last,) = written(model, Greedy(stop_strings=("#", stop)), max_new_tokens=9)
    assert last.ending == Ending(Why.STOP_TEXT, stop)
    in_prompt = written(model, Greedy(stop_strings=(SPELLING.decode([7, 8]),)), max_new_tokens=3)
    assert len(in_prompt) == 3


def repeats(ids: list[int]) -> int:
    """The least number of tokens that the end repeats three times, within the text's bounds."""
    for period in range(1, len(ids)):
        length = max(24, 3 * period)
        tail = ids[-length:]
        if len(ids) >= length and tail[period:] == tail[:-period]:
            return period
    return 0


@given(
    begin=st.lists(st.integers(0, 2), max_size=30),
    part=st.lists(st.integers(0, 2), min_size=1, max_size=12),
    times=st.integers(1, 30),
)
def test_that_a_loop_is_found_where_the_end_repeats_itself(
    begin: list[int], part: list[int], times: int
) -> None:
    ids = begin + part * times
    assert (loop_length(ids) > 0) is (repeats(ids) > 0)
    if found := loop_length(ids):
        assert found == repeats(ids)


def test_that_a_loop_is_said_once_and_nothing_is_cut(model: GPT) -> None:
    looping = Greedy(token_bias=("#9=90",))
    tokens = written(model, looping, max_new_tokens=100)
    assert len(tokens) == 100
    assert [(number, token.loop) for number, token in enumerate(tokens) if token.loop] == [(31, 1)]
    assert not any(token.loop for token in written(model, Sample(), max_new_tokens=100))
