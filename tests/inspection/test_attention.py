import numpy as np
import pytest
import torch
from hugging_face import gpt2_twin, lively
from maps_of import maps_of, random_weights
from scipy.special import softmax as scipy_softmax

from workbench.errors import BadInput
from workbench.inspection.maps import kept_layers, reading
from workbench.inspection.maps.reading import attention_maps
from workbench.inspection.maps.tiles import MASKED
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
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


def test_that_a_layer_is_kept_in_half_precision_and_cannot_be_written_to(model: GPT) -> None:
    maps = attention_maps(model, range(9), ["t"] * 9)
    half_hqk = maps.layer_hqk(1)
    assert half_hqk.dtype == np.float16
    np.testing.assert_allclose(half_hqk, maps.attention_hqk(1), atol=5e-4)
    assert maps.layer_hqk(1) is half_hqk
    for array in (half_hqk, maps.layers[0].queries_hqd, maps.tiles.tiles_lhss):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_that_few_layers_are_kept_where_all_would_take_much_memory(
    model: GPT, monkeypatch: pytest.MonkeyPatch
) -> None:
    maps = attention_maps(model, range(9), ["t"] * 9)
    first = maps.layer_hqk(0)
    monkeypatch.setattr(kept_layers, "MOST_BYTES", 2 * first.nbytes)
    maps.layer_hqk(1)
    assert maps.layer_hqk(0) is first
    second = maps.layer_hqk(1)
    maps.layer_hqk(2)
    assert maps.layer_hqk(1) is second
    assert maps.layer_hqk(0) is not first


def test_that_scores_are_what_the_softmax_is_taken_of(model: GPT) -> None:
    maps = attention_maps(model, range(5), ["t"] * 5)
    scores_qk = maps.scores_qk(2, 1)
    assert np.isneginf(scores_qk[np.triu_indices(5, 1)]).all()
    np.testing.assert_allclose(scipy_softmax(scores_qk, axis=-1), maps.head_qk(2, 1), atol=1e-6)


@pytest.mark.parametrize("at_once", [2**19, 700])
@pytest.mark.parametrize("tokens", [1, 5, 48, 49, 100])
def test_that_tiles_hold_each_blocks_largest_weight_on_its_heads_own_scale(
    tokens: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CELLS_AT_ONCE", at_once)
    weights = random_weights(2, tokens, seed=3)
    tiles = maps_of(weights).tiles
    block = -(-tokens // 48)
    side = -(-tokens // block)
    assert tiles.tiles_lhss.shape == (2, 3, side, side)
    np.testing.assert_allclose(tiles.highest_lh, weights.max(axis=(-2, -1)), rtol=1e-4)
    for row, column in np.ndindex(side, side):
        rows, columns = (slice(block * at, block * at + block) for at in (row, column))
        expected = weights[1, 2, rows, columns].max() * 254 / weights[1, 2].max()
        if column > row:
            assert tiles.tiles_lhss[1, 2, row, column] == MASKED
        else:
            assert abs(int(tiles.tiles_lhss[1, 2, row, column]) - expected) < 0.51


@pytest.mark.parametrize("at_once", [2**19, 700])
@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("tokens", [1, 2, 48, 49, 96, 97, 145, 150])
def test_that_tiles_without_the_first_token_are_blocks_that_begin_at_the_second(
    tokens: int, causal: bool, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CELLS_AT_ONCE", at_once)
    weights = random_weights(1, tokens, seed=4)[..., :: 1 if causal else -1]
    tiles = maps_of(weights, causal=causal).tiles
    block = -(-tokens // 48)
    rest = weights[0, 1, min(1, tokens - 1) :, min(1, tokens - 1) :]
    side = -(-len(rest) // block)
    assert tiles.without_first_lhss.shape == (1, 3, side, side)
    assert tiles.highest_without_first_lh[0, 1] == pytest.approx(rest.max(), rel=1e-4)
    for row, column in np.ndindex(side, side):
        rows, columns = (slice(block * at, block * at + block) for at in (row, column))
        expected = rest[rows, columns].max() * 254 / rest.max()
        masked = causal and column > row
        found = int(tiles.without_first_lhss[0, 1, row, column])
        assert found == MASKED if masked else abs(found - expected) < 0.51


def test_that_reading_leaves_no_hook_behind(model: GPT) -> None:
    attention_maps(model, [1, 2], ["a", "b"])
    assert not any(block._forward_pre_hooks or block._forward_hooks for block in model.blocks)


def test_that_statistics_are_the_same_in_groups_of_heads_as_at_once(
    model: GPT, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = attention_maps(model, range(9), ["t"] * 9)
    monkeypatch.setattr(reading, "CELLS_AT_ONCE", 1)
    parts = attention_maps(model, range(9), ["t"] * 9)
    np.testing.assert_allclose(whole.statistics.entropy_lh, parts.statistics.entropy_lh, atol=1e-6)
    np.testing.assert_array_equal(whole.tiles.tiles_lhss, parts.tiles.tiles_lhss)
