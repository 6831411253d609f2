"""Every head as a small 8-bit picture of what a view makes of its map; torch is not needed.

Shapes: l layers, h heads, q queries, k keys, s side of a tile.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from workbench.inspection.maps.attention_maps import AttentionMaps
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.maps.tiles import Bytes, block_side, tiles_of
from workbench.inspection.views.shown_attention import shown
from workbench.inspection.views.view import AttentionView

MOST_CELLS_BY_MASS = 2**28
"""A threshold by mass puts every row in order: of more weights it is left out."""


@dataclass(frozen=True)
class ViewTiles:
    """The tiles hss and the largest weights h of the layers that are done, of `num_layers`."""

    layers: tuple[tuple[Bytes, Floats], ...]
    num_layers: int

    @property
    def is_whole(self) -> bool:
        return len(self.layers) == self.num_layers

    @property
    def tiles_lhss(self) -> Bytes:
        return np.stack([tiles_hss for tiles_hss, _ in self.layers])

    @property
    def highest_lh(self) -> Floats:
        """The weights that the largest level of each head stands for."""
        return np.stack([highest_h for _, highest_h in self.layers])


def tile_view(maps: AttentionMaps, view: AttentionView) -> AttentionView:
    """What of a view can be seen of every head by itself: no aggregate.

    Of too many weights the threshold by mass is left out too.
    """
    cells = maps.num_layers * maps.num_heads * len(maps.tokens) ** 2
    update = {"aggregate": "none", "heads": (), "layer": None, "head": None}
    mass = view.mass if cells <= MOST_CELLS_BY_MASS else 1.0
    return view.model_copy(update={**update, "mass": mass, "weighting": maps.weighting})


def is_whole_map(view: AttentionView) -> bool:
    """Whether nothing is hidden, merged, cut or below a threshold."""
    filters = view.hide, view.words, view.pair, view.least, view.mass
    return filters == ("none", False, "all", 0.0, 1.0)


def view_tiles(
    maps: AttentionMaps, view: AttentionView, known: ViewTiles | None = None
) -> Iterator[ViewTiles]:
    """The tiles of a `tile_view`, with each layer that is done; goes on behind what is `known`.

    One head's map is held at a time. Raises BadInput where nothing is left to be shown.
    """
    done = known.layers if known is not None else ()
    for layer in range(len(done), maps.num_layers):
        pooled = [_pooled(maps, view, layer, head) for head in range(maps.num_heads)]
        tiles_lhss, highest_lh = tiles_of(
            np.stack(pooled)[None], len(maps.tokens), causal=maps.causal
        )
        done = (*done, (tiles_lhss[0], highest_lh[0]))
        yield ViewTiles(done, maps.num_layers)


def _pooled(maps: AttentionMaps, view: AttentionView, layer: int, head: int) -> Floats:
    """The largest weights of a head's blocks, ss; the shorter side of a pair's map is stretched."""
    (map_1qk,) = shown(maps, view.model_copy(update={"layer": layer, "head": head})).maps_hqk()
    pooled_sk = _maxima(map_1qk[0])
    pooled_ss = _maxima(pooled_sk.T).T
    side = max(pooled_ss.shape)
    rows, columns = (np.arange(side) * count // side for count in pooled_ss.shape)
    return np.ascontiguousarray(pooled_ss[rows[:, None], columns])


def _maxima(weights_qk: Floats) -> Floats:
    """The largest of each block of rows; the last one may have fewer."""
    side = block_side(len(weights_qk))
    whole = len(weights_qk) // side * side
    blocks_sk: Floats = weights_qk[:whole].reshape(-1, side, weights_qk.shape[1]).max(axis=1)
    if whole == len(weights_qk):
        return blocks_sk
    return np.concatenate([blocks_sk, weights_qk[whole:].max(axis=0, keepdims=True)])
