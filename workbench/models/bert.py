"""BERT's architecture: three embeddings, an encoder that sees both sides, pooler and two heads.

Devlin et al. 2019, "BERT: Pre-training of Deep Bidirectional Transformers". Shapes: b batch,
t tokens, n any tokens of the batch, c hidden size, v vocabulary, h heads, d width of a head,
s segments.
"""

from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workbench.models.blocks.block import LayerContext, TransformerBlock, attention
from workbench.models.blocks.layers import Activation, activation_of, drop, split_heads
from workbench.models.blocks.trace import Trace
from workbench.models.spec import BertSpec

INITIAL_STD = 0.02


class EncoderBlock(TransformerBlock):
    """Attention over the whole text, then feed-forward; normalised after each, or before."""

    def __init__(
        self,
        hidden_size: int,
        num_heads: int,
        ffn_size: int,
        dropout: float,
        activation: Activation,
        *,
        pre_norm: bool,
        norm_epsilon: float,
    ) -> None:
        super().__init__()
        self.qkv = nn.Linear(hidden_size, 3 * hidden_size)
        self.attention_out = nn.Linear(hidden_size, hidden_size)
        self.attention_norm = nn.LayerNorm(hidden_size, norm_epsilon)
        self.ffn_in = nn.Linear(hidden_size, ffn_size)
        self.ffn_out = nn.Linear(ffn_size, hidden_size)
        self.ffn_norm = nn.LayerNorm(hidden_size, norm_epsilon)
        self.num_heads = num_heads
        self.dropout = dropout
        self.activation = activation
        self.pre_norm = pre_norm

    def forward(self, x_btc: Tensor, context: LayerContext) -> Tensor:
        """States btc, or nc of the flat positions `context.at_n` alone, which costs less."""
        dropout = self.dropout if self.training else 0.0
        read_btc = self.attention_norm(x_btc) if self.pre_norm else x_btc
        mixed = self.mix(read_btc, context, dropout)
        x = x_btc
        if context.at_n is not None:
            mixed, x = mixed.flatten(0, 1)[context.at_n], x.flatten(0, 1)[context.at_n]
        attended = self.attention_out(mixed)
        x = x + drop(attended, dropout)
        x = x if self.pre_norm else self.attention_norm(x)
        inner = self.feed_forward(self.ffn_norm(x) if self.pre_norm else x)
        x = x + drop(inner, dropout)
        x = x if self.pre_norm else self.ffn_norm(x)
        if context.trace is not None:
            context.trace.block(context.layer, attended, inner, x)
        return x

    def mix(self, x_btc: Tensor, context: LayerContext, dropout: float) -> Tensor:
        """The heads' mixtures of values, side by side, btc."""
        q_bhtd, k_bhtd, v_bhtd = (
            split_heads(part_btc, self.num_heads) for part_btc in self.qkv(x_btc).chunk(3, dim=2)
        )
        return attention(q_bhtd, k_bhtd, v_bhtd, context, is_causal=False, dropout=dropout)

    def feed_forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.ffn_out(self.activation(self.ffn_in(x)))
        return out


class MaskedHead(nn.Module):
    """The layers between a hidden state and the vocabulary: dense, activation, norm; and a bias."""

    def __init__(
        self, hidden_size: int, vocabulary_size: int, activation: Activation, norm_epsilon: float
    ) -> None:
        super().__init__()
        self.dense = nn.Linear(hidden_size, hidden_size)
        self.norm = nn.LayerNorm(hidden_size, norm_epsilon)
        self.bias = nn.Parameter(torch.zeros(vocabulary_size))
        self.activation = activation

    def forward(self, hidden_nc: Tensor) -> Tensor:
        """What is multiplied with the output layer's weight, nc; the bias is added after it."""
        transformed_nc: Tensor = self.norm(self.activation(self.dense(hidden_nc)))
        return transformed_nc


class Bert(nn.Module):
    """An encoder; `context` is the most tokens it can read at once.

    `masked_head` is None for a model that only encodes text, `pooler` and `next_sentence` for one
    that was not trained on pairs, `classifier` for one that was not fine-tuned to classify texts.
    """

    is_causal: Literal[False] = False

    def __init__(
        self,
        *,
        vocabulary_size: int,
        num_layers: int,
        hidden_size: int,
        num_heads: int,
        ffn_size: int,
        context: int,
        activation: Activation,
        dropout: float = 0.0,
        tied_embeddings: bool = True,
        pre_norm: bool = False,
        num_segments: int = 2,
        position_offset: int = 0,
        skip_pad_positions: bool = False,
        masked_head: bool = True,
        pooler: bool = True,
        pooler_activation: Activation = torch.tanh,
        norm_epsilon: float = 1e-12,
        num_classes: int = 0,
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary_size, hidden_size)
        self.position_embedding = nn.Embedding(position_offset + context, hidden_size)
        self.segment_embedding = nn.Embedding(num_segments, hidden_size) if num_segments else None
        self.embedding_norm = nn.LayerNorm(hidden_size, norm_epsilon)
        self.blocks = nn.ModuleList(
            EncoderBlock(
                hidden_size,
                num_heads,
                ffn_size,
                dropout,
                activation,
                pre_norm=pre_norm,
                norm_epsilon=norm_epsilon,
            )
            for _ in range(num_layers)
        )
        self.final_norm = nn.LayerNorm(hidden_size, norm_epsilon) if pre_norm else None
        self.pooler = nn.Linear(hidden_size, hidden_size) if pooler else None
        self.next_sentence = nn.Linear(hidden_size, 2) if pooler else None
        self._pooler_activation = pooler_activation
        self.masked_head = (
            MaskedHead(hidden_size, vocabulary_size, activation, norm_epsilon)
            if masked_head
            else None
        )
        own_head = masked_head and not tied_embeddings
        self.head = nn.Linear(hidden_size, vocabulary_size, bias=False) if own_head else None
        self.classifier = nn.Linear(hidden_size, num_classes) if num_classes else None
        self.num_heads = num_heads
        self.position_offset = position_offset
        self.skip_pad_positions = skip_pad_positions and position_offset > 0
        self.context = context
        self.dropout = dropout

    @property
    def head_weight(self) -> Tensor:
        """The output layer's weight, vc: the token embedding itself when tied."""
        return self.token_embedding.weight if self.head is None else self.head.weight

    @property
    def num_layers(self) -> int:
        return len(self.blocks)

    def hidden(
        self,
        ids_bt: Tensor,
        *,
        segments_bt: Tensor | None = None,
        seen_bt: Tensor | None = None,
        trace: Trace | None = None,
        at_n: Tensor | None = None,
    ) -> Tensor:
        """Hidden states btc of the last block, or nc of the flat positions `at_n` (b·t) alone.

        `segments_bt` are 0 (also without it) for the first sentence and 1 for the second.
        `seen_bt` is False at padding, which then changes nothing elsewhere; without it every
        token is seen.
        """
        tokens = ids_bt.shape[1]
        assert tokens <= self.context, f"{tokens} tokens do not fit a context of {self.context}"
        x_btc = self.token_embedding(ids_bt) + self._positions(ids_bt)
        if self.segment_embedding is not None:
            segments_bt = torch.zeros_like(ids_bt) if segments_bt is None else segments_bt
            x_btc = x_btc + self.segment_embedding(segments_bt)
        x_btc = drop(self.embedding_norm(x_btc), self.dropout if self.training else 0.0)
        # Padding is hidden as a key, for every head and query; its own rows are used by nobody.
        seen_b11k = None if seen_bt is None else seen_bt[:, None, None, :]
        last = self.num_layers - 1
        for layer, block in enumerate(self.blocks):
            if trace is not None:
                trace.state(x_btc)
            at_last_n = at_n if layer == last else None
            context = LayerContext(layer, trace=trace, seen_b11k=seen_b11k, at_n=at_last_n)
            x_btc = block(x_btc, context)
        if self.final_norm is not None:
            x_btc = self.final_norm(x_btc)
        if trace is not None:
            trace.state(x_btc)
        hidden_btc: Tensor = x_btc
        return hidden_btc

    def _positions(self, ids_bt: Tensor) -> Tensor:
        """The rows of the position table that are added, tc, or btc where pads are not counted."""
        first = self.position_offset
        if not self.skip_pad_positions:
            positions_tc: Tensor = self.position_embedding.weight[first : first + ids_bt.shape[1]]
            return positions_tc
        pad = first - 1
        counted_bt = (ids_bt != pad).long()
        positions_btc: Tensor = self.position_embedding(counted_bt.cumsum(1) * counted_bt + pad)
        return positions_btc

    def masked_logits(self, hidden_nc: Tensor) -> Tensor:
        """Logits nv of the tokens that stand where the hidden states do."""
        assert self.masked_head is not None
        return F.linear(self.masked_head(hidden_nc), self.head_weight, self.masked_head.bias)

    def pooled(self, first_bc: Tensor) -> Tensor:
        """One state bc for the whole text: tanh(W h) of its first token's hidden state.

        DistilBERT's classifiers have a ReLU in place of tanh.
        """
        assert self.pooler is not None
        return self._pooler_activation(self.pooler(first_bc))

    def next_sentence_logits(self, pooled_bc: Tensor) -> Tensor:
        """Logits b2: 0 the second sentence follows the first, 1 it is a random one."""
        assert self.next_sentence is not None
        logits_b2: Tensor = self.next_sentence(pooled_bc)
        return logits_b2

    def class_logits(self, first_bc: Tensor) -> Tensor:
        """Logits of the classes, b × classes, of the pooled state if there is a pooler."""
        assert self.classifier is not None
        states_bc = first_bc if self.pooler is None else self.pooled(first_bc)
        logits: Tensor = self.classifier(drop(states_bc, self.dropout if self.training else 0.0))
        return logits

    @torch.no_grad()
    def initialise(self, generator: torch.Generator) -> None:
        """BERT's initialisation: normal(0, 0.02); norms start at one, biases at zero."""
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                parameter.zero_()
            elif name.endswith("norm.weight"):
                parameter.fill_(1.0)
            else:
                parameter.normal_(0.0, INITIAL_STD, generator=generator)


def build_bert(spec: BertSpec, vocabulary_size: int, num_classes: int) -> Bert:
    """The module that settings describe."""
    return Bert(
        vocabulary_size=vocabulary_size,
        num_layers=spec.num_layers,
        hidden_size=spec.hidden_size,
        num_heads=spec.num_heads,
        ffn_size=spec.inner_size,
        context=spec.context,
        activation=activation_of(spec.activation),
        dropout=spec.dropout,
        tied_embeddings=spec.tied_embeddings,
        pre_norm=spec.norm_position == "pre",
        num_segments=spec.num_segments,
        position_offset=spec.position_offset,
        skip_pad_positions=spec.skip_pad_positions,
        masked_head=spec.masked_head,
        pooler=spec.pooler,
        pooler_activation=torch.relu if spec.pooler_activation == "relu" else torch.tanh,
        norm_epsilon=spec.norm_epsilon,
        num_classes=num_classes,
    )
