import numpy as np
import pytest
import torch
from hugging_face import gpt2_twin, lively

from workbench.errors import BadInput
from workbench.inspection.attention import attention_maps
from workbench.models.build import build
from workbench.models.gpt import GPT
from workbench.models.spec import GPTSpec

SPEC = GPTSpec(num_layers=3, hidden_size=24, num_heads=2, context=12)


@pytest.fixture(scope="module")
def model() -> GPT:
    return lively(build(SPEC, 50, seed=1)).eval()


def test_that_maps_equal_hugging_faces_attention(model: GPT) -> None:
    twin = gpt2_twin(SPEC, model)
    ids = [3, 1, 4, 1, 5, 9, 2, 6]
    with torch.no_grad():
        expected = twin(torch.tensor([ids]), output_attentions=True).attentions
    maps = attention_maps(model, ids, [str(i) for i in ids])
    assert maps.attention_lhqk.shape == (3, 2, 8, 8)
    np.testing.assert_allclose(maps.attention_lhqk, torch.cat(expected).numpy(), atol=1e-5)
    assert maps.tokens == ("3", "1", "4", "1", "5", "9", "2", "6")


def test_that_rows_sum_to_one_and_the_future_is_not_seen(model: GPT) -> None:
    maps = attention_maps(model, range(12), ["t"] * 12)
    np.testing.assert_allclose(maps.attention_lhqk.sum(axis=-1), 1, atol=1e-6)
    assert not np.triu(maps.attention_lhqk, 1).any()


def test_that_one_token_attends_to_itself_without_a_warning(model: GPT) -> None:
    maps = attention_maps(model, [7], ["seven"])
    assert maps.attention_lhqk.tolist() == [[[[1.0]]] * 2] * 3
    assert not maps.statistics.normalised_entropy_lh.any()


@pytest.mark.parametrize("tokens", [0, 13])
def test_that_a_text_that_does_not_fit_is_refused_with_its_length(model: GPT, tokens: int) -> None:
    with pytest.raises(BadInput):
        attention_maps(model, range(tokens), ["t"] * tokens)


def test_that_looking_leaves_gradients_and_random_state_as_they_were(model: GPT) -> None:
    before = torch.get_rng_state()
    attention_maps(model, [1, 2], ["a", "b"])
    assert torch.is_grad_enabled()
    assert torch.equal(before, torch.get_rng_state())
