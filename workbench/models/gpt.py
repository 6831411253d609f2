"""GPT-2's architecture: learned positions, pre-norm blocks, causal attention, a tied head.

Radford et al. 2019, "Language Models are Unsupervised Multitask Learners". Shapes: b batch,
t tokens, c hidden size, v vocabulary, h heads, d width of a head.
"""

import math
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workbench.models.blocks.block import LayerContext, PreNormBlock, attention
from workbench.models.blocks.cache import KeyValueCache
from workbench.models.blocks.layers import Activation, activation_of, drop, gelu_tanh, split_heads
from workbench.models.blocks.trace import Trace
from workbench.models.spec import GPTSpec


class GPTBlock(PreNormBlock):
    """Causal attention, then feed-forward, each on a normalised copy of the residual stream."""

    def __init__(
        self,
        hidden_size: int,
        num_heads: int,
        ffn_size: int,
        dropout: float,
        activation: Activation,
    ) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(hidden_size)
        self.qkv = nn.Linear(hidden_size, 3 * hidden_size)
        self.attention_out = nn.Linear(hidden_size, hidden_size)
        self.ffn_norm = nn.LayerNorm(hidden_size)
        self.ffn_in = nn.Linear(hidden_size, ffn_size)
        self.ffn_out = nn.Linear(ffn_size, hidden_size)
        self.num_heads = num_heads
        self.dropout = dropout
        self.activation = activation

    def attend(self, x_btc: Tensor, context: LayerContext, dropout: float) -> Tensor:
        q_bhtd, k_bhtd, v_bhtd = (
            split_heads(part_btc, self.num_heads) for part_btc in self.qkv(x_btc).chunk(3, dim=2)
        )
        mixed_btc = attention(q_bhtd, k_bhtd, v_bhtd, context, is_causal=True, dropout=dropout)
        out_btc: Tensor = self.attention_out(mixed_btc)
        return out_btc

    def feed_forward(self, x_btc: Tensor) -> Tensor:
        inner_btc: Tensor = self.ffn_out(self.activation(self.ffn_in(x_btc)))
        return inner_btc


class GPT(nn.Module):
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
        ffn_size: int,
        context: int,
        dropout: float = 0.0,
        activation: Activation = gelu_tanh,
        tied_embeddings: bool = True,
        num_classes: int = 0,
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary_size, hidden_size)
        self.position_embedding = nn.Embedding(context, hidden_size)
        self.blocks = nn.ModuleList(
            GPTBlock(hidden_size, num_heads, ffn_size, dropout, activation)
            for _ in range(num_layers)
        )
        self.final_norm = nn.LayerNorm(hidden_size)
        self.head = None if tied_embeddings else nn.Linear(hidden_size, vocabulary_size, bias=False)
        self.classifier = nn.Linear(hidden_size, num_classes, bias=False) if num_classes else None
        self.num_heads = num_heads
        self.context = context
        self.dropout = dropout

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
        x_btc = self.token_embedding(ids_bt) + self.position_embedding.weight[begin:end]
        x_btc = drop(x_btc, self.dropout if self.training else 0.0)
        for layer, block in enumerate(self.blocks):
            if trace is not None:
                trace.state(x_btc)
            x_btc = block(x_btc, LayerContext(layer, cache, trace))
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
            self.num_heads,
            self.context,
            weight.shape[1] // self.num_heads,
            batch=batch,
            dtype=weight.dtype,
            device=weight.device,
        )

    @torch.no_grad()
    def initialise(self, generator: torch.Generator) -> None:
        """GPT-2's initialisation: normal(0, 0.02), and less on what feeds the residual stream.

        The projections back into it are scaled by 1/sqrt(2 num_layers), so that its variance does
        not grow with depth; norms start at one, biases at zero.
        """
        into_residual = 0.02 / math.sqrt(2 * self.num_layers)
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                parameter.zero_()
            elif name.endswith("norm.weight"):
                parameter.fill_(1.0)
            else:
                is_projection = name.endswith(("attention_out.weight", "ffn_out.weight"))
                std = into_residual if is_projection else 0.02
                parameter.normal_(0.0, std, generator=generator)


def build_gpt(spec: GPTSpec, vocabulary_size: int, num_classes: int) -> GPT:
    """The module that settings describe."""
    return GPT(
        vocabulary_size=vocabulary_size,
        num_layers=spec.num_layers,
        hidden_size=spec.hidden_size,
        num_heads=spec.num_heads,
        ffn_size=spec.inner_size,
        context=spec.context,
        dropout=spec.dropout,
        activation=activation_of(spec.activation),
        tied_embeddings=spec.tied_embeddings,
        num_classes=num_classes,
    )
