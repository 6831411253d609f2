"""Llama's architecture: rotary positions, RMS norms, gated feed-forward, grouped queries.

Touvron et al. 2023, "LLaMA"; SwiGLU: Shazeer 2020, "GLU Variants Improve Transformer"; grouped
queries: Ainslie et al. 2023, "GQA". With biases on queries, keys and values it is Qwen2's, with
norms of queries and keys Qwen3's, with a window of attention Mistral's. Shapes: b batch, t tokens,
c hidden size, h heads, g key-value heads, d width of a head.
"""

import torch.nn.functional as F
from torch import Tensor

from workbench.models.blocks.block import LayerContext, PreNormBlock, attention
from workbench.models.blocks.decoder import DecoderModel
from workbench.models.blocks.layers import split_heads
from workbench.models.blocks.linear import Linear
from workbench.models.blocks.norms import RMSNorm
from workbench.models.blocks.rotary import Rotary, rotated
from workbench.models.spec import LlamaSpec


class LlamaBlock(PreNormBlock):
    """Causal attention with rotated queries and keys, then gated feed-forward, both pre-norm."""

    def __init__(
        self,
        hidden_size: int,
        num_heads: int,
        num_kv_heads: int,
        head_size: int,
        ffn_size: int,
        dropout: float,
        *,
        qkv_bias: bool,
        qk_norm: bool,
        norm_epsilon: float,
        window: int = 0,
    ) -> None:
        super().__init__()
        queries, keys = num_heads * head_size, num_kv_heads * head_size
        self._sizes = (queries, keys, keys)
        self.attention_norm = RMSNorm(hidden_size, norm_epsilon)
        self.qkv = Linear(hidden_size, sum(self._sizes), bias=qkv_bias)
        self.q_norm = RMSNorm(head_size, norm_epsilon) if qk_norm else None
        self.k_norm = RMSNorm(head_size, norm_epsilon) if qk_norm else None
        self.attention_out = Linear(queries, hidden_size, bias=False)
        self.ffn_norm = RMSNorm(hidden_size, norm_epsilon)
        self.ffn_in = Linear(hidden_size, 2 * ffn_size, bias=False)
        self.ffn_out = Linear(ffn_size, hidden_size, bias=False)
        self.num_heads = num_heads
        self.num_kv_heads = num_kv_heads
        self.dropout = dropout
        self.window = window

    def attend(self, x_btc: Tensor, context: LayerContext, dropout: float) -> Tensor:
        assert context.rotary_td is not None
        q_btc, k_btc, v_btc = self.qkv(x_btc).split(self._sizes, dim=2)
        q_bhtd, k_bgtd = split_heads(q_btc, self.num_heads), split_heads(k_btc, self.num_kv_heads)
        if self.q_norm is not None and self.k_norm is not None:
            q_bhtd, k_bgtd = self.q_norm(q_bhtd), self.k_norm(k_bgtd)
        q_bhtd, k_bgtd = (rotated(part, *context.rotary_td) for part in (q_bhtd, k_bgtd))
        v_bgtd = split_heads(v_btc, self.num_kv_heads)
        mixed_btc = attention(
            q_bhtd, k_bgtd, v_bgtd, context, is_causal=True, dropout=dropout, window=self.window
        )
        out_btc: Tensor = self.attention_out(mixed_btc)
        return out_btc

    def feed_forward(self, x_btc: Tensor) -> Tensor:
        gate, up = self.ffn_in(x_btc).chunk(2, dim=-1)
        inner_btc: Tensor = self.ffn_out(F.silu(gate) * up)
        return inner_btc


class Llama(DecoderModel):
    """A decoder of Llama's blocks."""


def build_llama(spec: LlamaSpec, vocabulary_size: int, num_classes: int) -> Llama:
    """The module that settings describe."""
    blocks = [
        LlamaBlock(
            spec.hidden_size,
            spec.num_heads,
            spec.kv_heads,
            spec.head_size,
            spec.inner_size,
            spec.dropout,
            qkv_bias=spec.qkv_bias,
            qk_norm=spec.qk_norm,
            norm_epsilon=spec.norm_epsilon,
            window=spec.window_of(layer),
        )
        for layer in range(spec.num_layers)
    ]
    rotary = Rotary(spec.rotary_size, spec.rope_theta, spec.rope_scaling)
    return Llama(
        vocabulary_size=vocabulary_size,
        hidden_size=spec.hidden_size,
        blocks=blocks,
        rotaries=[rotary] * spec.num_layers,
        final_norm=RMSNorm(spec.hidden_size, spec.norm_epsilon),
        num_heads=spec.num_heads,
        num_kv_heads=spec.kv_heads,
        head_size=spec.head_size,
        context=spec.context,
        dropout=spec.dropout,
        tied_embeddings=spec.tied_embeddings,
        num_classes=num_classes,
    )
