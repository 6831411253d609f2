"""What a forward pass leaves behind when asked: attention rows, hidden states, heads' parts.

Shapes: b batch, h heads, q queries, k keys, d width of a head, t tokens, c hidden size.
"""

from collections.abc import Collection
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Parts:
    """The queries, keys and values of one layer's heads, as attention used them: b h t d each."""

    q_bhtd: Tensor
    k_bhtd: Tensor
    v_bhtd: Tensor


class Trace:
    """Collects, during one forward pass, what is asked for; gradients flow through all of it.

    `layers` are the blocks whose attention is wanted, counted from 0. `attention_bhqk[layer]` are
    the probabilities, recomputed from the queries and keys the fused kernel used; rows sum to 1.
    `parts[layer]` are those queries, keys and values, for the blocks in `parts_of`.
    `hidden_btc` holds num_layers + 1 states when `hidden` is true: the embeddings' output first
    (index 0), then the output of every block; the last one is *after* the final norm, as is usual.
    """

    def __init__(
        self,
        layers: Collection[int] = (),
        *,
        hidden: bool = False,
        parts_of: Collection[int] = (),
    ) -> None:
        self._layers = frozenset(layers)
        self._parts_of = frozenset(parts_of)
        self._keep_hidden = hidden
        self.attention_bhqk: dict[int, Tensor] = {}
        self.parts: dict[int, Parts] = {}
        self.hidden_btc: list[Tensor] = []

    def causal_heads(self, layer: int, q_bhqd: Tensor, k_bhkd: Tensor, v_bhkd: Tensor) -> None:
        """Note one layer's attention; the last query stands at the last key."""
        self._keep_parts(layer, q_bhqd, k_bhkd, v_bhkd)
        if layer in self._layers:
            seen_qk = causal_mask(q_bhqd.shape[-2], k_bhkd.shape[-2], q_bhqd.device)
            self.attention_bhqk[layer] = probabilities(q_bhqd, k_bhkd, seen_qk)

    def heads(
        self,
        layer: int,
        q_bhqd: Tensor,
        k_bhkd: Tensor,
        v_bhkd: Tensor,
        seen_b11k: Tensor | None = None,
    ) -> None:
        """Note one layer's attention over all keys, or over those that `seen_b11k` allows."""
        self._keep_parts(layer, q_bhqd, k_bhkd, v_bhkd)
        if layer in self._layers:
            self.attention_bhqk[layer] = probabilities(q_bhqd, k_bhkd, seen_b11k)

    def _keep_parts(self, layer: int, q_bhqd: Tensor, k_bhkd: Tensor, v_bhkd: Tensor) -> None:
        if layer in self._parts_of:
            self.parts[layer] = Parts(q_bhqd, k_bhkd, v_bhkd)

    def state(self, state_btc: Tensor) -> None:
        """Note one hidden state; called in the order of the layers."""
        if self._keep_hidden:
            self.hidden_btc.append(state_btc)


def probabilities(q_bhqd: Tensor, k_bhkd: Tensor, seen: Tensor | None) -> Tensor:
    """softmax(Q Kᵀ / sqrt(d)) in float32, bhqk, over the keys where `seen` (all without it)."""
    with torch.autocast(q_bhqd.device.type, enabled=False):
        scores_bhqk = q_bhqd.float() @ k_bhkd.float().transpose(-1, -2) * q_bhqd.shape[-1] ** -0.5
        if seen is not None:
            scores_bhqk = scores_bhqk.masked_fill(~seen, float("-inf"))
        return torch.softmax(scores_bhqk, dim=-1)


def causal_mask(queries: int, keys: int, device: torch.device) -> Tensor:
    """True where a query may look, qk; the last query stands at the last key."""
    return torch.ones(queries, keys, dtype=torch.bool, device=device).tril(keys - queries)
