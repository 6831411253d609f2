"""What a forward pass records on request: attention rows, hidden states, heads' parts.

Shapes: b batch, h heads, q queries, k keys, d width of a head, t tokens, c hidden size.
"""

from collections.abc import Collection
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Parts:
    """The queries, keys and values of one layer's heads, as attention used them: b h t d each.

    With a `window`, a query attends to keys less than so many places away alone; 0 is none.
    """

    q_bhtd: Tensor
    k_bhtd: Tensor
    v_bhtd: Tensor
    window: int = 0


@dataclass(frozen=True)
class BlockOutputs:
    """What one block computed: its heads' scores, what its parts add to the stream, the stream.

    `scores_bhqk` are before the softmax, in float32, and -inf where a query may not attend.
    `attention_btc` and `feed_forward_btc` are added to the residual stream (without dropout: in
    eval mode), `block_btc` is the stream behind the block, before any final norm.
    """

    scores_bhqk: Tensor
    attention_btc: Tensor
    feed_forward_btc: Tensor
    block_btc: Tensor


class Trace:
    """Collects, during one forward pass, what is requested; gradients flow through all of it.

    `layers` are the blocks whose attention is wanted, counted from 0. `attention_bhqk[layer]` are
    the probabilities, recomputed from the queries and keys the fused kernel used; rows sum to 1.
    `parts[layer]` are those queries, keys and values, for the blocks in `parts_of`, and
    `outputs[layer]` is what else a block of `outputs_of` computed.
    `hidden_btc` holds num_layers + 1 states when `hidden` is true: the embeddings' output first
    (index 0), then the output of every block; the last one is *after* the final norm, as is usual.
    """

    def __init__(
        self,
        layers: Collection[int] = (),
        *,
        hidden: bool = False,
        parts_of: Collection[int] = (),
        outputs_of: Collection[int] = (),
    ) -> None:
        self._layers = frozenset(layers)
        self._parts_of = frozenset(parts_of)
        self._outputs_of = frozenset(outputs_of)
        self._keep_hidden = hidden
        self.attention_bhqk: dict[int, Tensor] = {}
        self.parts: dict[int, Parts] = {}
        self.hidden_btc: list[Tensor] = []
        self.outputs: dict[int, BlockOutputs] = {}
        self._scores_bhqk: dict[int, Tensor] = {}

    def causal_heads(
        self, layer: int, q_bhqd: Tensor, k_bhkd: Tensor, v_bhkd: Tensor, window: int = 0
    ) -> None:
        """Note one layer's attention; the last query stands at the last key."""
        seen_qk = None
        if layer in self._layers | self._outputs_of:
            seen_qk = causal_mask(q_bhqd.shape[-2], k_bhkd.shape[-2], q_bhqd.device, window)
        self.heads(layer, q_bhqd, k_bhkd, v_bhkd, seen_qk, window)

    def heads(
        self,
        layer: int,
        q_bhqd: Tensor,
        k_bhkd: Tensor,
        v_bhkd: Tensor,
        seen: Tensor | None = None,
        window: int = 0,
    ) -> None:
        """Note one layer's attention over all keys, or over those that `seen` (b11k, qk) allows."""
        if layer in self._parts_of:
            self.parts[layer] = Parts(q_bhqd, k_bhkd, v_bhkd, window)
        if layer in self._layers:
            self.attention_bhqk[layer] = probabilities(q_bhqd, k_bhkd, seen)
        if layer in self._outputs_of:
            self._scores_bhqk[layer] = scores(q_bhqd, k_bhkd, seen)

    def block(
        self, layer: int, attention_btc: Tensor, feed_forward_btc: Tensor, block_btc: Tensor
    ) -> None:
        """Note what one block's parts add to the stream, and the stream behind it."""
        if layer in self._outputs_of:
            scores_bhqk = self._scores_bhqk.pop(layer)
            self.outputs[layer] = BlockOutputs(
                scores_bhqk, attention_btc, feed_forward_btc, block_btc
            )

    def state(self, state_btc: Tensor) -> None:
        """Note one hidden state; called in the order of the layers."""
        if self._keep_hidden:
            self.hidden_btc.append(state_btc)


def scores(q_bhqd: Tensor, k_bhkd: Tensor, seen: Tensor | None) -> Tensor:
    """Q Kᵀ / sqrt(d) in float32, bhqk; -inf where not `seen` (nowhere without it)."""
    with torch.autocast(q_bhqd.device.type, enabled=False):
        products_bhqk = q_bhqd.float() @ k_bhkd.float().transpose(-1, -2)
        scores_bhqk: Tensor = products_bhqk * q_bhqd.shape[-1] ** -0.5
        if seen is not None:
            scores_bhqk = scores_bhqk.masked_fill(~seen, float("-inf"))
        return scores_bhqk


def probabilities(q_bhqd: Tensor, k_bhkd: Tensor, seen: Tensor | None) -> Tensor:
    """softmax(Q Kᵀ / sqrt(d)) in float32, bhqk, over the keys where `seen` (all without it)."""
    with torch.autocast(q_bhqd.device.type, enabled=False):
        return torch.softmax(scores(q_bhqd, k_bhkd, seen), dim=-1)


def causal_mask(queries: int, keys: int, device: torch.device, window: int = 0) -> Tensor:
    """True where a query may attend, qk; the last query stands at the last key.

    With a window, to itself and the `window` - 1 keys before it alone.
    """
    behind = keys - queries
    mask_qk = torch.ones(queries, keys, dtype=torch.bool, device=device).tril(behind)
    return mask_qk.triu(behind - window + 1) if window else mask_qk


def nearby_mask(tokens: int, device: torch.device, window: int) -> Tensor:
    """True where a key is less than `window` places from a query, on either side, qk."""
    mask_qk = torch.ones(tokens, tokens, dtype=torch.bool, device=device)
    return mask_qk.tril(window - 1).triu(1 - window)


def seen_nearby(tokens: int, device: torch.device, window: int, seen_b11k: Tensor | None) -> Tensor:
    """The keys nearby that are no padding, qk or b1qk.

    Each token sees itself: padding far from all text would see nothing, whose mean is no number.
    """
    near_qk = nearby_mask(tokens, device, window)
    if seen_b11k is None:
        return near_qk
    return (near_qk & seen_b11k) | torch.eye(tokens, dtype=torch.bool, device=device)
