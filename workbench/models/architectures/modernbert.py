"""ModernBERT's architecture: rotary positions, gated feed-forward, most layers see tokens nearby.

Warner et al. 2024, "Smarter, Better, Faster, Longer". Norms stand before each part and have no
biases, nor have the linear layers; the first layer reads the embeddings, which are normalised
already. Shapes: b batch, t tokens, n any tokens of the batch, c hidden size, h heads, d width of a
head.
"""

from torch import Tensor, nn

from workbench.models.blocks.block import LayerContext, attention
from workbench.models.blocks.encoder import EncoderBlock, EncoderModel, MaskedHead
from workbench.models.blocks.layers import activation_of, split_heads
from workbench.models.blocks.linear import Linear
from workbench.models.blocks.rotary import Rotary, rotated
from workbench.models.rotary_spec import NoScaling
from workbench.models.spec import ModernBertSpec


class ModernBertBlock(EncoderBlock):
    """Attention with rotated queries and keys, to all tokens or those nearby, then a gated part."""

    pre_norm = True

    def __init__(self, spec: ModernBertSpec, layer: int) -> None:
        super().__init__()
        width = spec.hidden_size
        self.attention_norm = _norm(spec) if layer else nn.Identity()
        self.qkv = Linear(width, 3 * width, bias=False)
        self.attention_out = Linear(width, width, bias=False)
        self.ffn_norm = _norm(spec)
        self.ffn_in = Linear(width, 2 * spec.inner_size, bias=False)
        self.ffn_out = Linear(spec.inner_size, width, bias=False)
        self.num_heads = spec.num_heads
        self.dropout = spec.dropout
        self.activation = activation_of(spec.activation)
        self.window = spec.window_of(layer)

    def mix(self, x_btc: Tensor, context: LayerContext, dropout: float) -> Tensor:
        assert context.rotary_td is not None
        q_bhtd, k_bhtd, v_bhtd = (
            split_heads(part_btc, self.num_heads) for part_btc in self.qkv(x_btc).chunk(3, dim=2)
        )
        q_bhtd, k_bhtd = (rotated(part, *context.rotary_td) for part in (q_bhtd, k_bhtd))
        return attention(
            q_bhtd, k_bhtd, v_bhtd, context, is_causal=False, dropout=dropout, window=self.window
        )

    def feed_forward(self, x: Tensor) -> Tensor:
        gate, up = self.ffn_in(x).chunk(2, dim=-1)
        out: Tensor = self.ffn_out(self.activation(gate) * up)
        return out


class ModernBert(EncoderModel):
    """An encoder of ModernBERT's blocks; its classifier reads a text through the masked head."""

    def __init__(self, spec: ModernBertSpec, vocabulary_size: int, num_classes: int) -> None:
        layers = range(spec.num_layers)
        of_all = Rotary(spec.rotary_size, spec.rope_theta, NoScaling())
        of_near = Rotary(spec.rotary_size, spec.local_rope_theta, NoScaling())
        head = MaskedHead(
            spec.hidden_size,
            vocabulary_size,
            activation_of(spec.activation),
            spec.norm_epsilon,
            inner_bias=False,
        )
        super().__init__(
            vocabulary_size=vocabulary_size,
            hidden_size=spec.hidden_size,
            blocks=[ModernBertBlock(spec, layer) for layer in layers],
            embedding_norm=_norm(spec),
            final_norm=_norm(spec),
            num_heads=spec.num_heads,
            context=spec.context,
            rotaries=[of_all if spec.sees_all(layer) else of_near for layer in layers],
            masked_head=head if spec.masked_head or num_classes else None,
            dropout=spec.dropout,
            tied_embeddings=spec.tied_embeddings or not spec.masked_head,
            num_classes=num_classes,
        )
        self._fills_masks = spec.masked_head
        self.takes_mean = spec.class_pooling == "mean"

    @property
    def fills_masks(self) -> bool:
        return self._fills_masks

    @property
    def has_linear_classifier(self) -> bool:
        return False

    def text_state(
        self,
        ids_bt: Tensor,
        *,
        segments_bt: Tensor | None = None,
        seen_bt: Tensor | None = None,
    ) -> Tensor:
        if not self.takes_mean:
            return super().text_state(ids_bt, seen_bt=seen_bt)
        return self.summary(self.hidden(ids_bt, seen_bt=seen_bt), seen_bt)

    def summary(self, hidden_btc: Tensor, seen_bt: Tensor | None) -> Tensor:
        """The first token's state, or the mean of all that are no padding."""
        if not self.takes_mean:
            return super().summary(hidden_btc, seen_bt)
        if seen_bt is None:
            return hidden_btc.mean(1)
        counted_bt1 = seen_bt[..., None].to(hidden_btc.dtype)
        return (hidden_btc * counted_bt1).sum(1) / counted_bt1.sum(1)

    def before_classifier(self, state_bc: Tensor) -> Tensor:
        assert self.masked_head is not None
        state: Tensor = self.masked_head(state_bc)
        return state


def _norm(spec: ModernBertSpec) -> nn.LayerNorm:
    return nn.LayerNorm(spec.hidden_size, spec.norm_epsilon, bias=False)


def build_modernbert(spec: ModernBertSpec, vocabulary_size: int, num_classes: int) -> ModernBert:
    """The module that settings describe."""
    return ModernBert(spec, vocabulary_size, num_classes)
