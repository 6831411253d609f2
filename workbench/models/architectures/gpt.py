"""GPT-2's architecture: learned positions, pre-norm blocks, causal attention, a tied head.

Radford et al. 2019, "Language Models are Unsupervised Multitask Learners". Shapes: b batch,
t tokens, c hidden size, v vocabulary, h heads, d width of a head.
"""

from torch import Tensor, nn

from workbench.models.blocks.block import LayerContext, PreNormBlock, attention
from workbench.models.blocks.decoder import DecoderModel
from workbench.models.blocks.layers import Activation, activation_of, gelu_tanh, split_heads
from workbench.models.blocks.linear import Linear
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
        self.qkv = Linear(hidden_size, 3 * hidden_size)
        self.attention_out = Linear(hidden_size, hidden_size)
        self.ffn_norm = nn.LayerNorm(hidden_size)
        self.ffn_in = Linear(hidden_size, ffn_size)
        self.ffn_out = Linear(ffn_size, hidden_size)
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


class GPT(DecoderModel):
    """A decoder whose positions are learned, as GPT-2's."""

    position_embedding: nn.Embedding
    final_norm: nn.LayerNorm

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
        blocks = [
            GPTBlock(hidden_size, num_heads, ffn_size, dropout, activation)
            for _ in range(num_layers)
        ]
        super().__init__(
            vocabulary_size=vocabulary_size,
            hidden_size=hidden_size,
            blocks=blocks,
            final_norm=nn.LayerNorm(hidden_size),
            num_heads=num_heads,
            num_kv_heads=num_heads,
            head_size=hidden_size // num_heads,
            context=context,
            position_embedding=nn.Embedding(context, hidden_size),
            dropout=dropout,
            tied_embeddings=tied_embeddings,
            num_classes=num_classes,
        )

    def embedded(self, ids_bt: Tensor, begin: int) -> Tensor:
        positions_tc = self.position_embedding.weight[begin : begin + ids_bt.shape[1]]
        return super().embedded(ids_bt, begin) + positions_tc


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
