"""The search against every passage compared and sorted at once."""

import numpy as np
import pytest
import torch

from workbench.distillation.comparison.tokens import compare_window
from workbench.distillation.comparison.worst_passages import By, badness, worst_passages
from workbench.errors import BadInput
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec

VOCABULARY = 31
Pair = tuple[GPT, GPT]


def model(seed, context) -> GPT:
    made = build(
        GPTSpec(num_layers=1, hidden_size=8, num_heads=2, context=context), VOCABULARY, seed=seed
    )
    with torch.no_grad():
        made.token_embedding.weight.mul_(20.0)
    return made.eval()


@pytest.fixture(scope="module")
def pair() -> Pair:
    return model(1, 30), model(2, 20)


@pytest.fixture(scope="module")
def tokens():
    return np.random.default_rng(0).integers(0, VOCABULARY, 100, dtype=np.uint8)


@pytest.mark.parametrize("by", ["kl", "excess"])
def test_that_the_worst_of_all_passages_are_found_in_order(pair: Pair, tokens, by: By):
    searches = list(worst_passages(*pair, tokens, by=by, most_passages=3, passage_tokens=8))
    assert [search.done for search in searches] == [16, 32, 48, 64, 80, 96]
    assert {search.total for search in searches} == {96}, "99 targets hold 12 passages of 8"
    windows = [compare_window(*pair, tokens[i : i + 17].tolist()) for i in range(0, 96, 16)]
    everyone = {
        16 * n + k + 1: window.part(k, k + 8) for n, window in enumerate(windows) for k in (0, 8)
    }
    measure = {"kl": lambda one: one.kl, "excess": lambda one: one.excess}[by]
    expected = sorted(everyone, key=lambda begin: -measure(everyone[begin]))[:3]
    passages = searches[-1].passages
    assert [passage.begin for passage in passages] == expected
    assert [badness(passage, by) for passage in passages] == [
        pytest.approx(measure(everyone[begin])) for begin in expected
    ]
    for passage in passages:
        own = tokens[passage.begin : passage.begin + 8].tolist()
        assert passage.comparison.teacher.ids_t.tolist() == own == list(passage.ids[-8:])


def test_that_a_passage_is_read_with_what_precedes_it_in_its_window(pair: Pair, tokens):
    *_, search = worst_passages(*pair, tokens, by="kl", most_passages=12, passage_tokens=8)
    for passage in search.passages:
        again = compare_window(*pair, passage.ids)
        np.testing.assert_allclose(again.kl_t[-8:], passage.comparison.kl_t, atol=1e-5)


@pytest.mark.parametrize(("count", "length"), [(6, 5), (2, 1), (300, 20)])
def test_that_passages_are_as_long_as_text_and_context_allow(pair: Pair, count, length):
    text = np.resize(np.arange(VOCABULARY, dtype=np.uint8), count)
    *_, search = worst_passages(*pair, text, by="kl", most_passages=1, passage_tokens=64)
    assert len(search.passages[0].comparison.kl_t) == length
    assert search.done == search.total


def test_that_an_empty_text_is_refused(pair: Pair, tokens):
    with pytest.raises(BadInput):
        next(worst_passages(*pair, tokens[:1], by="kl", most_passages=1))
