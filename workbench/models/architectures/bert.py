"""BERT's architecture: three embeddings, an encoder that sees both sides, pooler and two heads.

Devlin et al. 2019, "BERT: Pre-training of Deep Bidirectional Transformers". Shapes: b batch,
t tokens, c hidden size, h heads, d width of a head.
"""

import torch
from torch import Tensor, nn

from workbench.models.blocks.block import LayerContext, attention
from workbench.models.blocks.encoder import EncoderBlock, EncoderModel, MaskedHead
from workbench.models.blocks.layers import Activation, activation_of, split_heads
from workbench.models.blocks.linear import Linear
from workbench.models.spec import BertSpec


class BertBlock(EncoderBlock):
    """Attention and feed-forward with biases everywhere."""

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
        self.qkv = Linear(hidden_size, 3 * hidden_size)
        self.attention_out = Linear(hidden_size, hidden_size)
        self.attention_norm = nn.LayerNorm(hidden_size, norm_epsilon)
        self.ffn_in = Linear(hidden_size, ffn_size)
        self.ffn_out = Linear(ffn_size, hidden_size)
        self.ffn_norm = nn.LayerNorm(hidden_size, norm_epsilon)
        self.num_heads = num_heads
        self.dropout = dropout
        self.activation = activation
        self.pre_norm = pre_norm

    def mix(self, x_btc: Tensor, context: LayerContext, dropout: float) -> Tensor:
        q_bhtd, k_bhtd, v_bhtd = (
            split_heads(part_btc, self.num_heads) for part_btc in self.qkv(x_btc).chunk(3, dim=2)
        )
        return attention(q_bhtd, k_bhtd, v_bhtd, context, is_causal=False, dropout=dropout)

    def feed_forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.ffn_out(self.activation(self.ffn_in(x)))
        return out


class Bert(EncoderModel):
    """An encoder of BERT's blocks, with learned positions and segments."""

    position_embedding: nn.Embedding

    def __init__(self, spec: BertSpec, vocabulary_size: int, num_classes: int) -> None:
        width, epsilon = spec.hidden_size, spec.norm_epsilon
        activation = activation_of(spec.activation)
        is_pre = spec.norm_position == "pre"
        blocks = [
            BertBlock(
                width,
                spec.num_heads,
                spec.inner_size,
                spec.dropout,
                activation,
                pre_norm=is_pre,
                norm_epsilon=epsilon,
            )
            for _ in range(spec.num_layers)
        ]
        head = MaskedHead(width, vocabulary_size, activation, epsilon)
        super().__init__(
            vocabulary_size=vocabulary_size,
            hidden_size=width,
            blocks=blocks,
            embedding_norm=nn.LayerNorm(width, epsilon),
            final_norm=nn.LayerNorm(width, epsilon) if is_pre else None,
            num_heads=spec.num_heads,
            context=spec.context,
            position_embedding=nn.Embedding(spec.position_rows, width),
            segment_embedding=nn.Embedding(spec.num_segments, width) if spec.num_segments else None,
            pooler=Linear(width, width) if spec.pooler else None,
            next_sentence=Linear(width, 2) if spec.pooler else None,
            masked_head=head if spec.masked_head else None,
            dropout=spec.dropout,
            tied_embeddings=spec.tied_embeddings,
            num_classes=num_classes,
        )
        self._first = spec.position_offset
        self._skips_pads = spec.skip_pad_positions and spec.position_offset > 0
        self._pooler_activation = torch.relu if spec.pooler_activation == "relu" else torch.tanh

    def embedded(self, ids_bt: Tensor) -> Tensor:
        return super().embedded(ids_bt) + self._positions(ids_bt)

    def _positions(self, ids_bt: Tensor) -> Tensor:
        """The rows of the position table that are added, tc, or btc where pads are not counted."""
        if not self._skips_pads:
            end = self._first + ids_bt.shape[1]
            positions_tc: Tensor = self.position_embedding.weight[self._first : end]
            return positions_tc
        pad = self._first - 1
        counted_bt = (ids_bt != pad).long()
        positions_btc: Tensor = self.position_embedding(counted_bt.cumsum(1) * counted_bt + pad)
        return positions_btc

    def pooled(self, first_bc: Tensor) -> Tensor:
        """DistilBERT's classifiers have a ReLU in place of tanh."""
        assert self.pooler is not None
        return self._pooler_activation(self.pooler(first_bc))


def build_bert(spec: BertSpec, vocabulary_size: int, num_classes: int) -> Bert:
    """The module that settings describe."""
    return Bert(spec, vocabulary_size, num_classes)
