"""Attention maps of many passages, a layer at a time.

A forward pass keeps the queries and keys of all layers, which are small; maps are made from them
for one layer after another. Shapes: b passages, t tokens, h heads, q queries, k keys.
"""

from dataclasses import dataclass

from torch import Tensor

from workbench.models.blocks.trace import Parts, Trace, causal_mask, nearby_mask, probabilities
from workbench.models.build import Model


@dataclass(frozen=True)
class LayerMaps:
    """One layer's maps; `support_q` is how many keys each query may see."""

    layer: int
    attention_bhqk: Tensor
    support_q: Tensor


class PassageParts:
    """The queries and keys of every layer on some passages, from one forward pass."""

    def __init__(self, model: Model, ids_bt: Tensor) -> None:
        trace = Trace(parts_of=range(model.num_layers))
        model.hidden(ids_bt, trace=trace)
        self._parts = trace.parts
        self._is_causal = model.is_causal

    def maps(self, layer: int) -> LayerMaps:
        """The maps of one layer."""
        parts = self._parts[layer]
        seen_qk = seen_keys(parts, causal=self._is_causal)
        attention_bhqk = probabilities(parts.q_bhtd, parts.k_bhtd, seen_qk)
        return LayerMaps(layer, attention_bhqk, seen_qk.sum(-1))


def seen_keys(parts: Parts, *, causal: bool) -> Tensor:
    """True where a query may attend, qk, in passages without padding."""
    tokens, device = parts.q_bhtd.shape[-2], parts.q_bhtd.device
    if causal:
        return causal_mask(tokens, tokens, device, parts.window)
    return nearby_mask(tokens, device, parts.window or tokens)


def rows_at_once(model: Model, tokens: int, most_cells: int = 4_000_000) -> int:
    """How many passages fit in a batch, so that the maps of a layer have so many weights."""
    return max(1, min(16, most_cells // (model.num_heads * tokens**2)))
