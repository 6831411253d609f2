"""What every encoder is around its family's blocks: it sees both sides, and fills in masks.

Shapes: b batch, t tokens, n any tokens of the batch, c hidden size, v vocabulary, h heads,
d width of a head, s segments.
"""

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn

from workbench.models.blocks.block import LayerContext, TransformerBlock
from workbench.models.blocks.kernels import TORCHS_OWN, Kernels
from workbench.models.blocks.layers import Activation, drop
from workbench.models.blocks.linear import Linear, linear
from workbench.models.blocks.rotary import Rotary
from workbench.models.blocks.trace import Trace

INITIAL_STD = 0.02


class EncoderBlock(TransformerBlock):
    """Attention over the whole text, then feed-forward; normalised after each, or before."""

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
        raise NotImplementedError

    def feed_forward(self, x: Tensor) -> Tensor:
        """What the feed-forward part adds to the stream."""
        raise NotImplementedError


class MaskedHead(nn.Module):
    """The layers between a hidden state and the vocabulary: dense, activation, norm; and a bias."""

    def __init__(
        self,
        hidden_size: int,
        vocabulary_size: int,
        activation: Activation,
        norm_epsilon: float,
        *,
        inner_bias: bool = True,
    ) -> None:
        super().__init__()
        self.dense = Linear(hidden_size, hidden_size, bias=inner_bias)
        self.norm = nn.LayerNorm(hidden_size, norm_epsilon, bias=inner_bias)
        self.bias = nn.Parameter(torch.zeros(vocabulary_size))
        self.activation = activation

    def forward(self, hidden_nc: Tensor) -> Tensor:
        """What is multiplied with the output layer's weight, nc; the bias is added after it."""
        transformed_nc: Tensor = self.norm(self.activation(self.dense(hidden_nc)))
        return transformed_nc


class EncoderModel(nn.Module):
    """An encoder; `context` is the most tokens it can read at once.

    `rotaries` are each block's positions, none where they are learned. `masked_head` is None for a
    model that only encodes text, `pooler` and `next_sentence` for one that was not trained on
    pairs, `classifier` for one that was not fine-tuned to classify texts.
    """

    is_causal: Literal[False] = False
    takes_mean: bool = False
    """Whether a class is told from the mean of all states, not from the first token's."""
    kernels: Kernels = TORCHS_OWN
    """How the blocks are computed while the model learns."""

    def __init__(
        self,
        *,
        vocabulary_size: int,
        hidden_size: int,
        blocks: Sequence[EncoderBlock],
        embedding_norm: nn.Module,
        final_norm: nn.Module | None,
        num_heads: int,
        context: int,
        position_embedding: nn.Embedding | None = None,
        segment_embedding: nn.Embedding | None = None,
        rotaries: Sequence[Rotary] = (),
        pooler: nn.Linear | None = None,
        next_sentence: nn.Linear | None = None,
        masked_head: MaskedHead | None = None,
        dropout: float = 0.0,
        tied_embeddings: bool = True,
        num_classes: int = 0,
    ) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary_size, hidden_size)
        if position_embedding is not None:
            self.position_embedding = position_embedding
        self.segment_embedding = segment_embedding
        self.embedding_norm = embedding_norm
        self.blocks = nn.ModuleList(blocks)
        self.final_norm = final_norm
        self.pooler = pooler
        self.next_sentence = next_sentence
        self.masked_head = masked_head
        own_head = masked_head is not None and not tied_embeddings
        self.head = Linear(hidden_size, vocabulary_size, bias=False) if own_head else None
        self.classifier = Linear(hidden_size, num_classes) if num_classes else None
        self.rotaries = tuple(rotaries)
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

    @property
    def fills_masks(self) -> bool:
        """Whether it can fill in masked tokens."""
        return self.masked_head is not None

    @property
    def has_linear_classifier(self) -> bool:
        """Whether classes' logits are linear in a text's state."""
        return self.pooler is None

    # -- reading ------------------------------------------------------------------------------

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

        `segments_bt` are 0 (also without it) for the first sentence and 1 for the second; a model
        without segments reads both alike. `seen_bt` is False at padding, which then changes nothing
        elsewhere; without it every token is seen.
        """
        tokens = ids_bt.shape[1]
        assert tokens <= self.context, f"{tokens} tokens do not fit a context of {self.context}"
        x_btc = self.embedded(ids_bt)
        if self.segment_embedding is not None:
            segments_bt = torch.zeros_like(ids_bt) if segments_bt is None else segments_bt
            x_btc = x_btc + self.segment_embedding(segments_bt)
        x_btc = drop(self.embedding_norm(x_btc), self.dropout if self.training else 0.0)
        # Padding is hidden as a key, for every head and query; its own rows are used by nobody.
        seen_b11k = None if seen_bt is None else seen_bt[:, None, None, :]
        angles = {one: one.cos_sin(0, tokens, ids_bt.device) for one in set(self.rotaries)}
        kernels = self.kernels if self.training else TORCHS_OWN
        last = self.num_layers - 1
        for layer, block in enumerate(self.blocks):
            if trace is not None:
                trace.state(x_btc)
            context = LayerContext(
                layer,
                trace=trace,
                seen_b11k=seen_b11k,
                rotary_td=angles[self.rotaries[layer]] if self.rotaries else None,
                at_n=at_n if layer == last else None,
                plain_attention=kernels.plain_at(tokens),
            )
            x_btc = kernels.run(block, x_btc, context)
        if self.final_norm is not None:
            x_btc = self.final_norm(x_btc)
        if trace is not None:
            trace.state(x_btc)
        hidden_btc: Tensor = x_btc
        return hidden_btc

    def embedded(self, ids_bt: Tensor) -> Tensor:
        """Tokens, with their positions where these are learned, btc."""
        x_btc: Tensor = self.token_embedding(ids_bt)
        return x_btc

    # -- heads --------------------------------------------------------------------------------

    def masked_logits(self, hidden_nc: Tensor) -> Tensor:
        """Logits nv of the tokens that stand where the hidden states do."""
        assert self.masked_head is not None
        return linear(self.masked_head(hidden_nc), self.head_weight, self.masked_head.bias)

    def pooled(self, first_bc: Tensor) -> Tensor:
        """One state bc for the whole text: tanh(W h) of its first token's hidden state."""
        assert self.pooler is not None
        return torch.tanh(self.pooler(first_bc))

    def next_sentence_logits(self, pooled_bc: Tensor) -> Tensor:
        """Logits b2: 0 the second sentence follows the first, 1 it is a random one."""
        assert self.next_sentence is not None
        logits_b2: Tensor = self.next_sentence(pooled_bc)
        return logits_b2

    def text_state(
        self,
        ids_bt: Tensor,
        *,
        segments_bt: Tensor | None = None,
        seen_bt: Tensor | None = None,
    ) -> Tensor:
        """The state bc of each text that its class is told from, without computing more."""
        first_b = torch.arange(len(ids_bt), device=ids_bt.device) * ids_bt.shape[1]
        return self.hidden(ids_bt, segments_bt=segments_bt, seen_bt=seen_bt, at_n=first_b)

    def summary(self, hidden_btc: Tensor, seen_bt: Tensor | None) -> Tensor:
        """The same of hidden states: the first token's."""
        return hidden_btc[:, 0]

    def class_logits(self, state_bc: Tensor) -> Tensor:
        """Logits of the classes, b × classes, of the pooled state if there is a pooler."""
        assert self.classifier is not None
        states_bc = self.before_classifier(state_bc)
        logits: Tensor = self.classifier(drop(states_bc, self.dropout if self.training else 0.0))
        return logits

    def before_classifier(self, state_bc: Tensor) -> Tensor:
        """What the classifier reads of a text's state."""
        return state_bc if self.pooler is None else self.pooled(state_bc)

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
