"""Gemma 3's architecture: most layers see a window, norms stand on both sides of each part.

Gemma Team 2025, "Gemma 3 Technical Report". Layers with a window turn positions by a base of their
own; a norm's weight is what its scale has more than one; the feed-forward part is gated by GELU
(Shazeer 2020, "GLU Variants Improve Transformer"). Shapes: b batch, t tokens, c hidden size, h
heads, g key-value heads, d width of a head.
"""

import math

import torch
from torch import Tensor, nn

from workbench.models.blocks.block import LayerContext, PreNormBlock, attention
from workbench.models.blocks.decoder import DecoderModel
from workbench.models.blocks.layers import gelu_tanh, split_heads
from workbench.models.blocks.linear import Linear
from workbench.models.blocks.norms import RMSNorm, rms_norm
from workbench.models.blocks.rotary import Rotary, rotated
from workbench.models.rotary_spec import NoScaling
from workbench.models.spec import GemmaSpec


class UnitOffsetRMSNorm(RMSNorm):
    """An RMS norm that multiplies by 1 + weight, in float32."""

    def forward(self, x: Tensor) -> Tensor:
        scale = 1.0 + self.weight.float()
        return rms_norm(x.float(), scale, self.eps).type_as(x)


class GemmaBlock(PreNormBlock):
    """Causal attention, then gated feed-forward; what each adds to the stream is normalised too."""

    def __init__(
        self,
        hidden_size: int,
        num_heads: int,
        num_kv_heads: int,
        head_size: int,
        ffn_size: int,
        dropout: float,
        *,
        query_width: int,
        norm_epsilon: float,
        window: int,
    ) -> None:
        super().__init__()
        queries, keys = num_heads * head_size, num_kv_heads * head_size
        self._sizes = (queries, keys, keys)
        self.attention_norm = UnitOffsetRMSNorm(hidden_size, norm_epsilon)
        self.qkv = Linear(hidden_size, sum(self._sizes), bias=False)
        self.q_norm = UnitOffsetRMSNorm(head_size, norm_epsilon)
        self.k_norm = UnitOffsetRMSNorm(head_size, norm_epsilon)
        self.attention_out = Linear(queries, hidden_size, bias=False)
        self.attention_out_norm = UnitOffsetRMSNorm(hidden_size, norm_epsilon)
        self.ffn_norm = UnitOffsetRMSNorm(hidden_size, norm_epsilon)
        self.ffn_in = Linear(hidden_size, 2 * ffn_size, bias=False)
        self.ffn_out = Linear(ffn_size, hidden_size, bias=False)
        self.ffn_out_norm = UnitOffsetRMSNorm(hidden_size, norm_epsilon)
        self.num_heads = num_heads
        self.num_kv_heads = num_kv_heads
        self.dropout = dropout
        self.window = window
        # Attention divides by the root of the head's width, and Gemma by that of another number.
        self.query_scale = math.sqrt(head_size / query_width)

    @property
    def attention_adds(self) -> nn.Module:
        return self.attention_out_norm

    @property
    def feed_forward_adds(self) -> nn.Module:
        return self.ffn_out_norm

    def attend(self, x_btc: Tensor, context: LayerContext, dropout: float) -> Tensor:
        assert context.rotary_td is not None
        q_btc, k_btc, v_btc = self.qkv(x_btc).split(self._sizes, dim=2)
        q_bhtd = self.q_norm(split_heads(q_btc, self.num_heads))
        k_bgtd = self.k_norm(split_heads(k_btc, self.num_kv_heads))
        q_bhtd, k_bgtd = (rotated(part, *context.rotary_td) for part in (q_bhtd, k_bgtd))
        if self.query_scale != 1.0:
            q_bhtd = q_bhtd * self.query_scale
        v_bgtd = split_heads(v_btc, self.num_kv_heads)
        mixed_btc = attention(
            q_bhtd, k_bgtd, v_bgtd, context, is_causal=True, dropout=dropout, window=self.window
        )
        out_btc: Tensor = self.attention_out_norm(self.attention_out(mixed_btc))
        return out_btc

    def feed_forward(self, x_btc: Tensor) -> Tensor:
        gate, up = self.ffn_in(x_btc).chunk(2, dim=-1)
        inner_btc: Tensor = self.ffn_out_norm(self.ffn_out(gelu_tanh(gate) * up))
        return inner_btc


class Gemma(DecoderModel):
    """A decoder of Gemma's blocks; embeddings are multiplied by the root of their width."""

    initial_norm = 0.0

    def embedded(self, ids_bt: Tensor, begin: int) -> Tensor:
        x_btc = super().embedded(ids_bt, begin)
        # Rounded as the weights are, as it was while the published models were trained.
        scale = torch.full((), math.sqrt(x_btc.shape[-1]), dtype=x_btc.dtype, device=x_btc.device)
        return x_btc * scale


def build_gemma(spec: GemmaSpec, vocabulary_size: int, num_classes: int) -> Gemma:
    """The module that settings describe."""
    blocks = [
        GemmaBlock(
            spec.hidden_size,
            spec.num_heads,
            spec.kv_heads,
            spec.head_size,
            spec.inner_size,
            spec.dropout,
            query_width=spec.query_width or spec.head_size,
            norm_epsilon=spec.norm_epsilon,
            window=spec.window_of(layer),
        )
        for layer in range(spec.num_layers)
    ]
    of_all = Rotary(spec.rotary_size, spec.rope_theta, spec.rope_scaling)
    of_window = Rotary(spec.rotary_size, spec.local_rope_theta, NoScaling())
    return Gemma(
        vocabulary_size=vocabulary_size,
        hidden_size=spec.hidden_size,
        blocks=blocks,
        rotaries=[
            of_all if spec.sees_all(layer) else of_window for layer in range(spec.num_layers)
        ],
        final_norm=UnitOffsetRMSNorm(spec.hidden_size, spec.norm_epsilon),
        num_heads=spec.num_heads,
        num_kv_heads=spec.kv_heads,
        head_size=spec.head_size,
        context=spec.context,
        dropout=spec.dropout,
        tied_embeddings=spec.tied_embeddings,
        num_classes=num_classes,
    )
