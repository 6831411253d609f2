"""GPT-NeoX's architecture, Pythia's too: rotary positions for a part of each head, parallel parts.

Black et al. 2022, "GPT-NeoX-20B"; Biderman et al. 2023, "Pythia". Attention and feed-forward read
the same stream where they are parallel, each through a norm of its own. Shapes: b batch, t tokens,
c hidden size, h heads, d width of a head.
"""

from torch import Tensor, nn

from workbench.models.blocks.block import LayerContext, PreNormBlock, attention
from workbench.models.blocks.decoder import DecoderModel
from workbench.models.blocks.layers import Activation, activation_of, drop, split_heads
from workbench.models.blocks.linear import Linear
from workbench.models.blocks.rotary import Rotary, rotated
from workbench.models.spec import NeoXSpec


class NeoXBlock(PreNormBlock):
    """Causal attention with partly rotated queries and keys, and feed-forward beside it."""

    def __init__(
        self,
        hidden_size: int,
        num_heads: int,
        ffn_size: int,
        dropout: float,
        activation: Activation,
        *,
        is_parallel: bool,
        norm_epsilon: float,
    ) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(hidden_size, norm_epsilon)
        self.qkv = Linear(hidden_size, 3 * hidden_size)
        self.attention_out = Linear(hidden_size, hidden_size)
        self.ffn_norm = nn.LayerNorm(hidden_size, norm_epsilon)
        self.ffn_in = Linear(hidden_size, ffn_size)
        self.ffn_out = Linear(ffn_size, hidden_size)
        self.num_heads = num_heads
        self.dropout = dropout
        self.activation = activation
        self.is_parallel = is_parallel

    def forward(self, x_btc: Tensor, context: LayerContext) -> Tensor:
        """The stream behind the block, btc."""
        if not self.is_parallel:
            return super().forward(x_btc, context)
        dropout = self.dropout if self.training else 0.0
        attended_btc = self.attend(self.attention_norm(x_btc), context, dropout)
        inner_btc = self.feed_forward(self.ffn_norm(x_btc))
        x_btc = x_btc + drop(attended_btc, dropout) + drop(inner_btc, dropout)
        if context.trace is not None:
            context.trace.block(context.layer, attended_btc, inner_btc, x_btc)
        return x_btc

    def attend(self, x_btc: Tensor, context: LayerContext, dropout: float) -> Tensor:
        assert context.rotary_td is not None
        q_bhtd, k_bhtd, v_bhtd = (
            split_heads(part_btc, self.num_heads) for part_btc in self.qkv(x_btc).chunk(3, dim=2)
        )
        q_bhtd, k_bhtd = (rotated(part, *context.rotary_td) for part in (q_bhtd, k_bhtd))
        mixed_btc = attention(q_bhtd, k_bhtd, v_bhtd, context, is_causal=True, dropout=dropout)
        out_btc: Tensor = self.attention_out(mixed_btc)
        return out_btc

    def feed_forward(self, x_btc: Tensor) -> Tensor:
        inner_btc: Tensor = self.ffn_out(self.activation(self.ffn_in(x_btc)))
        return inner_btc


class NeoX(DecoderModel):
    """A decoder of GPT-NeoX's blocks."""


def build_neox(spec: NeoXSpec, vocabulary_size: int, num_classes: int) -> NeoX:
    """The module that settings describe."""
    blocks = [
        NeoXBlock(
            spec.hidden_size,
            spec.num_heads,
            spec.inner_size,
            spec.dropout,
            activation_of(spec.activation),
            is_parallel=spec.parallel_residual,
            norm_epsilon=spec.norm_epsilon,
        )
        for _ in range(spec.num_layers)
    ]
    rotary = Rotary(spec.rotary_size, spec.rope_theta, spec.rope_scaling)
    return NeoX(
        vocabulary_size=vocabulary_size,
        hidden_size=spec.hidden_size,
        blocks=blocks,
        rotaries=[rotary] * spec.num_layers,
        final_norm=nn.LayerNorm(spec.hidden_size, spec.norm_epsilon),
        num_heads=spec.num_heads,
        num_kv_heads=spec.num_heads,
        head_size=spec.head_size,
        context=spec.context,
        dropout=spec.dropout,
        tied_embeddings=spec.tied_embeddings,
        num_classes=num_classes,
    )
