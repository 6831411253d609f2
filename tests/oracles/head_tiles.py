"""Tiles of maps that are made by hand, for tests of what shows tiles.

Shapes: l layers, h heads, q queries, k keys, s tile side.
"""

import numpy as np

from workbench.inspection.maps.tiles import Bytes, tiles_of


def head_tiles(weights_lhqk: np.ndarray, *, causal: bool) -> Bytes:
    """One tile a head, a cell each weight, on its own scale from 0 to its largest weight."""
    return tiles_of(weights_lhqk, weights_lhqk.shape[-1], causal=causal)[0]
