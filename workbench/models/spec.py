"""What a model is made of, as settings; torch is not needed to read, check or show them."""

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import model_validator

from workbench.spec import Impossible, Spec, setting

ActivationName = Literal["gelu_tanh", "gelu", "relu"]


class GPTSpec(Spec):
    """A decoder in the shape of GPT-2: learned positions, pre-norm blocks, causal attention."""

    family: Literal["gpt"] = setting(
        "gpt", title="Architecture", help="GPT predicts each token from the ones before it."
    )
    num_layers: int = setting(
        6,
        title="Layers",
        help="Blocks of attention and feed-forward, one after another. "
        "Parameters and time grow in proportion.",
        ge=1,
        le=200,
    )
    hidden_size: int = setting(
        384,
        title="Width",
        help="Numbers that stand for one token inside the model. "
        "A block's parameters grow with its square.",
        ge=4,
        le=16384,
    )
    num_heads: int = setting(
        6,
        title="Heads",
        help="Attention patterns side by side in each layer; the width is divided among them.",
        ge=1,
        le=256,
    )
    context: int = setting(
        256,
        title="Context",
        help="Tokens the model sees at once. The cost of attention grows with its square.",
        unit="tokens",
        ge=2,
        le=65536,
    )
    dropout: float = setting(
        0.0,
        title="Dropout",
        help="Share of activations zeroed while training. "
        "0.1 helps when the same text is read many times; 0 is faster.",
        ge=0.0,
        lt=1.0,
    )
    ffn_size: int = setting(
        0,
        title="Feed-forward width",
        help="Inner width of the feed-forward part; 0 means four times the width.",
        advanced=True,
        ge=0,
        le=65536,
    )
    activation: ActivationName = setting(
        "gelu_tanh",
        title="Activation",
        help="The non-linear function of the feed-forward part; GPT-2 uses gelu_tanh.",
        advanced=True,
    )
    tied_embeddings: bool = setting(
        True,
        title="Shared embeddings",
        help="Use the token embedding as the output layer too: fewer parameters, as in GPT-2.",
        advanced=True,
    )

    @model_validator(mode="after")
    def _heads_divide_the_width(self) -> Self:
        if self.hidden_size % self.num_heads:
            raise Impossible(
                "the width {hidden_size} cannot be divided among {num_heads} heads; "
                "a width of {nearest} can",
                hidden_size=self.hidden_size,
                num_heads=self.num_heads,
                nearest=-(-self.hidden_size // self.num_heads) * self.num_heads,
            )
        return self

    @property
    def inner_size(self) -> int:
        """The feed-forward part's width, with 0 resolved to four times the hidden size."""
        return self.ffn_size or 4 * self.hidden_size


ModelSpec = GPTSpec


@dataclass(frozen=True)
class Preset:
    """A named size to start from."""

    name: str
    spec: ModelSpec


PRESETS: tuple[Preset, ...] = (
    Preset("tiny", GPTSpec(num_layers=4, hidden_size=128, num_heads=4, context=128)),
    Preset("mini", GPTSpec(num_layers=4, hidden_size=256, num_heads=4, context=256)),
    Preset("small", GPTSpec(num_layers=6, hidden_size=384, num_heads=6, context=256)),
    Preset("medium", GPTSpec(num_layers=8, hidden_size=512, num_heads=8, context=512)),
    Preset("gpt2-small", GPTSpec(num_layers=12, hidden_size=768, num_heads=12, context=1024)),
)
