"""Every head as a small 8-bit picture: blocks of cells, each with its largest weight.

Shapes: l layers, h heads, q queries, k keys, s side of a tile.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.maps.layer_heads import Floats

Bytes = NDArray[np.uint8]

MASKED = 255
"""The value of a block that no query of it can see; the others run from 0 to 254."""
TILE_SIDE = 48
"""A tile is at most so wide and high."""


@dataclass(frozen=True)
class HeadTiles:
    """Tiles of all heads, each from 0 to its own largest weight, which `highest_lh` holds.

    Those `without_first` leave out the first token's row and column; a text of one token has none
    to leave out.
    """

    tiles_lhss: Bytes
    highest_lh: Floats
    without_first_lhss: Bytes
    highest_without_first_lh: Floats


def block_side(tokens: int) -> int:
    """How many tokens a block has in each direction."""
    return max(1, -(-tokens // TILE_SIDE))


def tiles_of(pooled_lhss: Floats, tokens: int, *, causal: bool) -> tuple[Bytes, Floats]:
    """Pooled weights of heads on a text of so many tokens as tiles, with each head's largest."""
    highest_lh = pooled_lhss.max(axis=(-2, -1))
    span_lh11 = np.where(highest_lh > 0, highest_lh, 1)[..., None, None]
    tiles_lhss = np.rint(pooled_lhss * (MASKED - 1) / span_lh11).astype(np.uint8)
    if causal:
        tiles_lhss[..., _masked(pooled_lhss.shape[-1])] = MASKED
    tiles_lhss.setflags(write=False)
    return tiles_lhss, highest_lh


def _masked(side: int) -> NDArray[np.bool_]:
    """True for blocks wholly above the diagonal: rows and columns are cut at the same places."""
    return np.triu(np.ones((side, side), dtype=np.bool_), 1)
