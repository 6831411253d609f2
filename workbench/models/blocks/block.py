"""The interface of every architecture's block, with attention, cache and trace in one way.

Shapes: b batch, t new tokens, k keys (cached and new), n any tokens of the batch, c hidden size,
h heads, g key-value heads, d width of a head.
"""

from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor, nn

from workbench.models.blocks.cache import KeyValueCache
from workbench.models.blocks.layers import drop, join_heads
from workbench.models.blocks.plain_attention import plain_attention
from workbench.models.blocks.trace import Trace, causal_mask, seen_nearby


@dataclass(frozen=True)
class LayerContext:
    """What a block is given beside the residual stream.

    `layer` counts from 0. `cache` holds the keys and values of earlier tokens, `trace` notes what
    is computed. `seen_b11k` is False at padding, `rotary_td` are the cosines and sines of the
    positions, and `at_n` are the flat positions (b·t) whose states alone are wanted. With
    `plain_attention` the heads are computed by that kernel instead of the fused one.
    """

    layer: int
    cache: KeyValueCache | None = None
    trace: Trace | None = None
    seen_b11k: Tensor | None = None
    rotary_td: tuple[Tensor, Tensor] | None = None
    at_n: Tensor | None = None
    plain_attention: bool = False


class TransformerBlock(nn.Module):
    """One layer of a model: attention, then feed-forward, each added to the residual stream.

    Its heads go through `attention`, which serves cache and trace; `Trace.block` is told what its
    parts add to the stream and what leaves it. With `pre_norm` the stream itself is a plain sum;
    without, each sum is normalised, by `attention_norm` and `ffn_norm`. Adapters stand beside its
    linear layers.
    """

    pre_norm: bool
    attention_norm: nn.Module
    qkv: nn.Linear
    attention_out: nn.Linear
    ffn_norm: nn.Module
    ffn_in: nn.Linear
    ffn_out: nn.Linear
    dropout: float

    def forward(self, x_btc: Tensor, context: LayerContext) -> Tensor:
        """The stream behind the block, btc, or nc of `context.at_n` alone."""
        raise NotImplementedError

    @property
    def attention_adds(self) -> nn.Module:
        """The module whose output is what attention adds to the stream."""
        return self.attention_out

    @property
    def feed_forward_adds(self) -> nn.Module:
        """The module whose output is what the feed-forward part adds to the stream."""
        return self.ffn_out


class PreNormBlock(TransformerBlock):
    """A decoder's layer: both parts read a normalised copy of the stream, which stays a sum."""

    pre_norm = True

    def forward(self, x_btc: Tensor, context: LayerContext) -> Tensor:
        dropout = self.dropout if self.training else 0.0
        attended_btc = self.attend(self.attention_norm(x_btc), context, dropout)
        x_btc = x_btc + drop(attended_btc, dropout)
        inner_btc = self.feed_forward(self.ffn_norm(x_btc))
        x_btc = x_btc + drop(inner_btc, dropout)
        if context.trace is not None:
            context.trace.block(context.layer, attended_btc, inner_btc, x_btc)
        return x_btc

    def attend(self, x_btc: Tensor, context: LayerContext, dropout: float) -> Tensor:
        """What attention adds to the stream, btc."""
        raise NotImplementedError

    def feed_forward(self, x_btc: Tensor) -> Tensor:
        """What the feed-forward part adds to the stream, btc."""
        raise NotImplementedError


def attention(
    q_bhtd: Tensor,
    k_bgtd: Tensor,
    v_bgtd: Tensor,
    context: LayerContext,
    *,
    is_causal: bool,
    dropout: float,
    window: int = 0,
) -> Tensor:
    """The heads' mixtures of values side by side, btc.

    Keys and values join those of the cache; a group's are shared among its query heads. With a
    `window`, a query attends to itself and the keys before it, so many in all, and where it is not
    causal to as many behind it.
    """
    if context.cache is not None:
        k_bgtd, v_bgtd = context.cache.extend(context.layer, k_bgtd, v_bgtd)
    k_bhkd, v_bhkd = (_shared(x_bgkd, q_bhtd.shape[1]) for x_bgkd in (k_bgtd, v_bgtd))
    seen = context.seen_b11k  # as the kernel has it: True where a query may attend
    tokens, keys = q_bhtd.shape[2], k_bhkd.shape[2]
    if window and not is_causal:
        seen = seen_nearby(tokens, q_bhtd.device, window, seen)
    if context.trace is not None and is_causal:
        context.trace.causal_heads(context.layer, q_bhtd, k_bhkd, v_bhkd, window)
    elif context.trace is not None:
        context.trace.heads(context.layer, q_bhtd, k_bhkd, v_bhkd, seen, window)
    # The kernel's own causal mask starts at the first key; only queries behind cached keys
    # need one spelt out, and a single query sees every key.
    if window and is_causal:
        seen = causal_mask(tokens, keys, q_bhtd.device, window)
    elif is_causal and 1 < tokens < keys:
        seen = causal_mask(tokens, keys, q_bhtd.device)
    # Sizes are symbols while a model is exported, and the kernel wants a plain bool.
    masks_itself = bool(is_causal and not window and 1 < tokens == keys)
    kernel = plain_attention if context.plain_attention else F.scaled_dot_product_attention
    mixed_bhtd: Tensor = kernel(
        q_bhtd, k_bhkd, v_bhkd, attn_mask=seen, dropout_p=dropout, is_causal=masks_itself
    )
    return join_heads(mixed_bhtd)


def _shared(x_bgkd: Tensor, num_heads: int) -> Tensor:
    """Each key-value head, once for every query head of its group."""
    num_kv_heads = x_bgkd.shape[1]
    if num_kv_heads == num_heads:
        return x_bgkd
    return x_bgkd.repeat_interleave(num_heads // num_kv_heads, dim=1)
