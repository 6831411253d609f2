"""What every decoder is around its family's blocks.

Shapes: b batch, t tokens, c hidden size, v vocabulary.
"""

import math
from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn

from workbench.models.blocks.block import LayerContext, PreNormBlock
from workbench.models.blocks.cache import KeyValueCache
from workbench.models.blocks.kernels import TORCHS_OWN, Kernels
from workbench.models.blocks.layers import drop
from workbench.models.blocks.linear import Linear, linear
from workbench.models.blocks.rotary import Rotary
from workbench.models.blocks.trace import Trace

INITIAL_STD = 0.02


class DecoderModel(nn.Module):
    """A decoder-only language model; `context` is the most tokens it can read at once.

    `rotaries` are each block's positions, none where they are learned. `classifier` is None for a
    model that was not fine-tuned to classify texts; `packed_head` is the output layer of one that
    was packed for writing (`models.packed`).
    """

    is_causal: Literal[True] = True
    initial_norm: float = 1.0
    """What the weight of a norm begins with."""
    kernels: Kernels = TORCHS_OWN
    """How the blocks are computed while the model learns."""

    def __init__(
        self,
        *,
        vocabulary_size: int,
        hidden_size: int,
        blocks: Sequence[PreNormBlock],
        final_norm: nn.Module,
        num_heads: int,
        num_kv_heads: int,
        head_size: int,
        context: int,
        rotaries: Sequence[Rotary] = (),
        position_embedding: nn.Embedding | None = None,
        dropout: float = 0.0,
        tied_embeddings: bool = True,
        num_classes: int = 0,
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary_size, hidden_size)
        if position_embedding is not None:
            # Behind the tokens: weights are drawn in the order of their parameters.
            self.position_embedding = position_embedding
        self.blocks = nn.ModuleList(blocks)
        self.final_norm = final_norm
        self.head = None if tied_embeddings else nn.Linear(hidden_size, vocabulary_size, bias=False)
        self.classifier = Linear(hidden_size, num_classes, bias=False) if num_classes else None
        self.packed_head: nn.Module | None = None
        self.rotaries = tuple(rotaries)
        self.num_heads = num_heads
        self.num_kv_heads = num_kv_heads
        self.head_size = head_size
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
        return linear(self.hidden(ids_bt), self.head_weight)

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
        x_btc = drop(self.embedded(ids_bt, begin), self.dropout if self.training else 0.0)
        angles = {one: one.cos_sin(begin, end, ids_bt.device) for one in set(self.rotaries)}
        kernels = self.kernels if self.training else TORCHS_OWN
        plain = kernels.plain_at(end)
        for layer, block in enumerate(self.blocks):
            if trace is not None:
                trace.state(x_btc)
            rotary_td = angles[self.rotaries[layer]] if self.rotaries else None
            context = LayerContext(layer, cache, trace, rotary_td=rotary_td, plain_attention=plain)
            x_btc = kernels.run(block, x_btc, context)
        normed_btc: Tensor = self.final_norm(x_btc)
        if trace is not None:
            trace.state(normed_btc)
        if cache is not None:
            cache.advance(ids_bt.shape[1])
        return normed_btc

    def next_logits(self, last_bc: Tensor, num_rows: int | None = None) -> Tensor:
        """Logits bv of the token after each state, of the first `num_rows` tokens, in float32."""
        if self.packed_head is None:
            return linear(last_bc, self.head_weight[:num_rows]).float()
        logits_bv: Tensor = self.packed_head(last_bc)
        return logits_bv[:, :num_rows]

    def embedded(self, ids_bt: Tensor, begin: int) -> Tensor:
        """What the first block reads of tokens from position `begin` on, btc."""
        x_btc: Tensor = self.token_embedding(ids_bt)
        return x_btc

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
        """GPT-2's initialisation: normal(0, 0.02), and less on what feeds the residual stream.

        The projections back into it are scaled by 1/sqrt(2 num_layers), so that its variance does
        not grow with depth; norms start as scales of one, biases at zero.
        """
        into_residual = INITIAL_STD / math.sqrt(2 * self.num_layers)
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                parameter.zero_()
            elif name.endswith("norm.weight"):
                parameter.fill_(self.initial_norm)
            else:
                is_projection = name.endswith(("attention_out.weight", "ffn_out.weight"))
                std = into_residual if is_projection else INITIAL_STD
                parameter.normal_(0.0, std, generator=generator)
