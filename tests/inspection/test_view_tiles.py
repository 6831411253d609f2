import numpy as np
import pytest
from maps_of import maps_of

from workbench.errors import BadInput
from workbench.inspection.maps.source import AttentionSource
from workbench.inspection.maps.tiles import MASKED
from workbench.inspection.views import view_tiles as module
from workbench.inspection.views.shown_attention import shown
from workbench.inspection.views.view import AttentionView
from workbench.inspection.views.view_tiles import is_whole_map, tile_view, view_tiles

VIEWS = {
    "sink hidden": AttentionView(hide="first"),
    "special hidden": AttentionView(hide="special", renormalise=False),
    "words": AttentionView(words=True),
    "by value": AttentionView(least=0.2),
    "by mass": AttentionView(mass=0.6),
    "all": AttentionView(hide="both", words=True, least=0.1),
}


def random_maps(tokens, *, causal=True, seed=0, **source):
    weights = np.random.default_rng(seed).random((2, 3, tokens, tokens)).astype(np.float32) ** 6
    weights = np.tril(weights) if causal else weights
    weights += 1e-6 * (np.tril(np.ones((tokens, tokens))) if causal else 1)
    weights /= weights.sum(-1, keepdims=True)
    told = AttentionSource(special={"<s>": (0,), "</s>": (tokens - 1,)}, **source)
    return maps_of(weights.astype(np.float32), causal=causal, source=told)


def last(maps, view, known=None):
    *_, tiles = view_tiles(maps, view, known)
    return tiles


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_that_a_tile_is_the_map_that_the_view_shows(view):
    maps = random_maps(9, word_starts=(0, 1, 3, 4, 8))
    tiles = last(maps, tile_view(maps, view))
    for layer, head in np.ndindex(2, 3):
        one = view.model_copy(update={"layer": layer, "head": head})
        ((map_qk,),) = shown(maps, one).maps_hqk()
        expected = np.rint(map_qk / map_qk.max() * 254)
        expected[np.triu_indices(len(map_qk), 1)] = MASKED
        np.testing.assert_allclose(tiles.tiles_lhss[layer, head], expected, atol=1)
        assert tiles.highest_lh[layer, head] == pytest.approx(map_qk.max())


def test_that_tiles_of_a_long_text_keep_the_largest_weight_of_each_block():
    maps = random_maps(101)
    tiles = last(maps, tile_view(maps, AttentionView(hide="first")))
    ((map_qk,),) = shown(maps, AttentionView(hide="first", layer=1, head=2)).maps_hqk()
    side = 3  # 100 tokens in at most 48 blocks
    blocks = np.zeros((34, 34))
    for row, column in np.ndindex(blocks.shape):
        block = map_qk[side * row : side * (row + 1), side * column : side * (column + 1)]
        blocks[row, column] = block.max()
    kept = np.tril(np.ones_like(blocks, bool))
    found = tiles.tiles_lhss[1, 2]
    assert found.shape == blocks.shape
    np.testing.assert_allclose(found[kept], np.rint(blocks / blocks.max() * 254)[kept], atol=1)


def test_that_one_direction_of_a_pair_fills_the_square():
    maps = random_maps(9, causal=False, num_first=3)
    tiles = last(maps, tile_view(maps, AttentionView(pair="ab")))
    assert tiles.tiles_lhss.shape == (2, 3, 6, 6)  # 3 queries, 6 keys
    np.testing.assert_array_equal(tiles.tiles_lhss[..., 0, :], tiles.tiles_lhss[..., 1, :])


def test_that_tiles_go_on_behind_the_layers_that_are_known():
    maps, view = random_maps(9), AttentionView(hide="first")
    first, *_ = steps = list(view_tiles(maps, view))
    assert [len(step.layers) for step in steps] == [1, 2]
    rest = list(view_tiles(maps, view, first))
    assert len(rest) == 1
    np.testing.assert_array_equal(rest[0].tiles_lhss, steps[-1].tiles_lhss)


def test_that_a_tile_follows_no_aggregate_and_of_too_many_weights_no_mass(monkeypatch):
    maps = random_maps(9)
    view = AttentionView(aggregate="rollout", layer=1, mass=0.9)
    assert tile_view(maps, view) == AttentionView(mass=0.9)
    assert not is_whole_map(tile_view(maps, view))
    monkeypatch.setattr(module, "MOST_CELLS_BY_MASS", 100)
    assert is_whole_map(tile_view(maps, view))


def test_that_where_all_tokens_are_hidden_there_is_a_sentence():
    maps = random_maps(2)
    with pytest.raises(BadInput, match="all tokens of the text are hidden"):
        last(maps, AttentionView(hide="special"))
