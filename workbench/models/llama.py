"""Llama's architecture: rotary positions, RMS norms, gated feed-forward, grouped queries.

Touvron et al. 2023, "LLaMA"; rotary positions: Su et al. 2021, "RoFormer"; SwiGLU: Shazeer 2020,
"GLU Variants Improve Transformer"; grouped queries: Ainslie et al. 2023, "GQA". With biases on
queries, keys and values it is Qwen2's. Shapes: b batch, t tokens, c hidden size, v vocabulary,
h heads, g key-value heads, d width of a head.
"""

import math
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workbench.models.blocks.block import LayerContext, PreNormBlock, attention
from workbench.models.blocks.cache import KeyValueCache
from workbench.models.blocks.layers import drop, split_heads
from workbench.models.blocks.trace import Trace
from workbench.models.spec import LlamaSpec

INITIAL_STD = 0.02


class LlamaBlock(PreNormBlock):
    """Causal attention with rotated queries and keys, then gated feed-forward, both pre-norm."""

    def __init__(
        self,
        hidden_size: int,
        num_heads: int,
        num_kv_heads: int,
        ffn_size: int,
        dropout: float,
        *,
        qkv_bias: bool,
        norm_epsilon: float,
    ) -> None:
        super().__init__()
        head_size = hidden_size // num_heads
        self._sizes = (hidden_size, num_kv_heads * head_size, num_kv_heads * head_size)
        self.attention_norm = nn.RMSNorm(hidden_size, norm_epsilon)
        self.qkv = nn.Linear(hidden_size, sum(self._sizes), bias=qkv_bias)
        self.attention_out = nn.Linear(hidden_size, hidden_size, bias=False)
        self.ffn_norm = nn.RMSNorm(hidden_size, norm_epsilon)
        self.ffn_in = nn.Linear(hidden_size, 2 * ffn_size, bias=False)
        self.ffn_out = nn.Linear(ffn_size, hidden_size, bias=False)
        self.num_heads = num_heads
        self.num_kv_heads = num_kv_heads
        self.dropout = dropout

    def attend(self, x_btc: Tensor, context: LayerContext, dropout: float) -> Tensor:
        assert context.rotary_td is not None
        q_btc, k_btc, v_btc = self.qkv(x_btc).split(self._sizes, dim=2)
        q_bhtd = apply_rope(split_heads(q_btc, self.num_heads), *context.rotary_td)
        k_bgtd = apply_rope(split_heads(k_btc, self.num_kv_heads), *context.rotary_td)
        v_bgtd = split_heads(v_btc, self.num_kv_heads)
        mixed_btc = attention(q_bhtd, k_bgtd, v_bgtd, context, is_causal=True, dropout=dropout)
        out_btc: Tensor = self.attention_out(mixed_btc)
        return out_btc

    def feed_forward(self, x_btc: Tensor) -> Tensor:
        gate, up = self.ffn_in(x_btc).chunk(2, dim=-1)
        inner_btc: Tensor = self.ffn_out(F.silu(gate) * up)
        return inner_btc


class Llama(nn.Module):
    """A decoder-only language model; `context` is the most tokens it can read at once.

    `classifier` is None for one that was not fine-tuned to classify texts.
    """

    is_causal: Literal[True] = True

    def __init__(
        self,
        *,
        vocabulary_size: int,
        num_layers: int,
        hidden_size: int,
        num_heads: int,
        num_kv_heads: int,
        ffn_size: int,
        context: int,
        dropout: float = 0.0,
        tied_embeddings: bool = True,
        qkv_bias: bool = False,
        rope_theta: float = 10_000.0,
        norm_epsilon: float = 1e-5,
        num_classes: int = 0,
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary_size, hidden_size)
        self.blocks = nn.ModuleList(
            LlamaBlock(
                hidden_size,
                num_heads,
                num_kv_heads,
                ffn_size,
                dropout,
                qkv_bias=qkv_bias,
                norm_epsilon=norm_epsilon,
            )
            for _ in range(num_layers)
        )
        self.final_norm = nn.RMSNorm(hidden_size, norm_epsilon)
        self.head = None if tied_embeddings else nn.Linear(hidden_size, vocabulary_size, bias=False)
        self.classifier = nn.Linear(hidden_size, num_classes, bias=False) if num_classes else None
        self.num_heads = num_heads
        self.num_kv_heads = num_kv_heads
        self.head_size = hidden_size // num_heads
        self.context = context
        self.dropout = dropout
        self.rope_theta = rope_theta

    @property
    def head_weight(self) -> Tensor:
        """The output layer's weight, vc: the token embedding itself when tied."""
        return self.token_embedding.weight if self.head is None else self.head.weight

    @property
    def num_layers(self) -> int:
        return len(self.blocks)

    def forward(self, ids_bt: Tensor) -> Tensor:
        """Logits btv of the token after each position."""
        return F.linear(self.hidden(ids_bt), self.head_weight)

    def hidden(
        self, ids_bt: Tensor, *, cache: KeyValueCache | None = None, trace: Trace | None = None
    ) -> Tensor:
        """Hidden states btc after the final norm.

        With a cache, `ids_bt` continue the tokens it holds, and are added to it. Cached and new
        tokens together must not exceed the context.
        """
        begin = 0 if cache is None else cache.length
        end = begin + ids_bt.shape[1]
        assert end <= self.context, f"{end} tokens do not fit a context of {self.context}"
        x_btc = drop(self.token_embedding(ids_bt), self.dropout if self.training else 0.0)
        cos_sin_td = rope_cos_sin(begin, end, self.head_size, self.rope_theta, ids_bt.device)
        for layer, block in enumerate(self.blocks):
            if trace is not None:
                trace.state(x_btc)
            x_btc = block(x_btc, LayerContext(layer, cache, trace, rotary_td=cos_sin_td))
        normed_btc: Tensor = self.final_norm(x_btc)
        if trace is not None:
            trace.state(normed_btc)
        if cache is not None:
            cache.advance(ids_bt.shape[1])
        return normed_btc

    def class_logits(self, last_bc: Tensor) -> Tensor:
        """Logits of the classes, b × classes, from each text's last hidden state."""
        assert self.classifier is not None
        logits: Tensor = self.classifier(last_bc)
        return logits

    def new_cache(self, batch: int = 1) -> KeyValueCache:
        """An empty cache that fits this model, for `batch` rows."""
        weight = self.token_embedding.weight
        return KeyValueCache(
            self.num_layers,
            self.num_kv_heads,
            self.context,
            self.head_size,
            batch=batch,
            dtype=weight.dtype,
            device=weight.device,
        )

    @torch.no_grad()
    def initialise(self, generator: torch.Generator) -> None:
        """Normal(0, 0.02), and less on what feeds the residual stream, as GPT-2 does."""
        into_residual = INITIAL_STD / math.sqrt(2 * self.num_layers)
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                parameter.zero_()
            elif name.endswith("norm.weight"):
                parameter.fill_(1.0)
            else:
                is_projection = name.endswith(("attention_out.weight", "ffn_out.weight"))
                std = into_residual if is_projection else INITIAL_STD
                parameter.normal_(0.0, std, generator=generator)


def rope_cos_sin(
    begin: int, end: int, head_size: int, theta: float, device: torch.device
) -> tuple[Tensor, Tensor]:
    """Cosines and sines (td, float32) of the angles for positions `begin` to `end`."""
    exponents = torch.arange(0, head_size, 2, dtype=torch.float32, device=device) / head_size
    positions_t = torch.arange(begin, end, dtype=torch.float32, device=device)
    angles = torch.outer(positions_t, 1.0 / theta**exponents)
    angles_td = torch.cat([angles, angles], dim=-1)
    return angles_td.cos(), angles_td.sin()


def apply_rope(x_bhtd: Tensor, cos_td: Tensor, sin_td: Tensor) -> Tensor:
    """Rotate each pair (i, i + d/2) by its position's angle; computed in float32."""
    first, second = x_bhtd.float().chunk(2, dim=-1)
    turned_bhtd = torch.cat([-second, first], dim=-1)
    return (x_bhtd.float() * cos_td + turned_bhtd * sin_td).to(x_bhtd.dtype)


def build_llama(spec: LlamaSpec, vocabulary_size: int, num_classes: int) -> Llama:
    """The module that settings describe."""
    return Llama(
        vocabulary_size=vocabulary_size,
        num_layers=spec.num_layers,
        hidden_size=spec.hidden_size,
        num_heads=spec.num_heads,
        num_kv_heads=spec.kv_heads,
        ffn_size=spec.inner_size,
        context=spec.context,
        dropout=spec.dropout,
        tied_embeddings=spec.tied_embeddings,
        qkv_bias=spec.qkv_bias,
        rope_theta=spec.rope_theta,
        norm_epsilon=spec.norm_epsilon,
        num_classes=num_classes,
    )
