"""Several heads' maps as one.

Shapes: h heads, q queries, k keys.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from workbench.inspection.maps.layer_heads import Floats, normalised


def mean_over_heads(attention_hqk: Floats) -> Floats:
    """The mean of a layer's heads, qk."""
    mean_qk: Floats = attention_hqk.mean(axis=0)
    return mean_qk


def max_over_heads(attention_hqk: Floats) -> Floats:
    """The largest weight of a layer's heads at each place, qk; rows do not sum to 1."""
    largest_qk: Floats = attention_hqk.max(axis=0)
    return largest_qk


def mean_over_layers(layers_hqk: Iterable[Floats]) -> Floats:
    """The mean of all heads of all layers, qk; one layer is held at a time."""
    total, count = np.zeros(1, dtype=np.float32), 0
    for attention_hqk in layers_hqk:
        total, count = total + mean_over_heads(attention_hqk), count + 1
    mean_qk: Floats = total / np.float32(count)
    return mean_qk


def max_over_layers(layers_hqk: Iterable[Floats]) -> Floats:
    """The largest weight of all heads of all layers at each place, qk."""
    largest = np.zeros(1, dtype=np.float32)
    for attention_hqk in layers_hqk:
        largest = np.maximum(largest, max_over_heads(attention_hqk))
    return largest


def rollout(layers_hqk: Iterable[Floats]) -> Iterator[Floats]:
    """How much of each token reaches each place up to every layer, qk; rows sum to 1.

    Per layer the mean over its heads and the residual stream count alike: R_l = Â_l R_(l-1) with
    Â = rownorm(mean + I) (Abnar and Zuidema 2020, "Quantifying Attention Flow in Transformers").
    In a causal model it drifts to the first tokens with every layer.
    """
    reached_qk: Floats | None = None
    for attention_hqk in layers_hqk:
        mean_qk = mean_over_heads(normalised(attention_hqk))
        step_qk = normalised(mean_qk + np.eye(len(mean_qk), dtype=np.float32))
        reached_qk = step_qk if reached_qk is None else step_qk @ reached_qk
        yield reached_qk
