"""Attention maps made by hand, for tests of what is done with maps.

Shapes: l layers, h heads, q queries, k keys.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from workbench.inspection.maps.attention_maps import AttentionMaps
from workbench.inspection.maps.layer_heads import Floats, LayerHeads
from workbench.inspection.maps.reading import described
from workbench.inspection.maps.source import AttentionSource


def maps_of(
    weights_lhqk: Floats,
    tokens: Sequence[str] = (),
    *,
    causal: bool = True,
    source: AttentionSource | None = None,
    left_out: int = 0,
) -> AttentionMaps:
    """Maps with these weights, whose rows sum to 1; all values have the norm 1."""
    size = weights_lhqk.shape[-1]
    read = replace(source or AttentionSource(), left_out=left_out)
    layers = tuple(heads_of(layer_hqk, causal=causal) for layer_hqk in weights_lhqk)
    names = tuple(tokens) or tuple(f"t{i}" for i in range(size))
    return AttentionMaps(names, layers, *described(layers, read, "none"), causal, source=read)


def heads_of(weights_hqk: Floats, *, causal: bool = True) -> LayerHeads:
    """Queries and keys whose scores are the logs of these weights: the keys are unit vectors."""
    heads, size, _ = weights_hqk.shape
    logs_hqk = np.log(np.maximum(weights_hqk, 1e-38)) * np.sqrt(size)
    units_hkd = np.broadcast_to(np.eye(size, dtype=np.float32), (heads, size, size))
    ones_hk = np.ones((heads, size), dtype=np.float32)
    return LayerHeads(logs_hqk.astype(np.float32), units_hkd, ones_hk, ones_hk, causal)


def random_weights(layers: int, tokens: int, seed: int, *, heads: int = 3) -> Floats:
    """Causal weights whose rows sum to 1."""
    rng = np.random.default_rng(seed)
    weights = np.tril(rng.random((layers, heads, tokens, tokens)) + 1e-3)
    return (weights / weights.sum(axis=-1, keepdims=True)).astype(np.float32)
