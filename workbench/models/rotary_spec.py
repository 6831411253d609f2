"""What decoders with rotary positions have in common, as settings; torch is not needed."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Discriminator, model_validator

from workbench.models.transformer_spec import TransformerSpec
from workbench.spec import Impossible, Spec, setting


class NoScaling(Spec):
    """The angles of the original rotary positions."""

    kind: Literal["none"] = setting(
        "none", title="Rotary scaling", help="Positions turn by the rotary base alone."
    )


class LinearScaling(Spec):
    """Every position counts as a fraction of itself (kaiokendev 2023; Chen et al. 2023)."""

    kind: Literal["linear"] = setting(
        "linear",
        title="Rotary scaling",
        help="Every position counts as a fraction of itself, so that a longer text is read as a "
        "short one was.",
    )
    factor: float = setting(
        1.0, title="Factor", help="How many times longer texts may be.", ge=1e-3, le=1e6
    )


class Llama3Scaling(Spec):
    """Long wavelengths are stretched, short ones kept, those between blended (Llama 3.1)."""

    kind: Literal["llama3"] = setting(
        "llama3",
        title="Rotary scaling",
        help="As Llama 3.1: long wavelengths are stretched by the factor, short ones are kept, "
        "and those between are blended.",
    )
    factor: float = setting(
        8.0, title="Factor", help="How many times longer texts may be.", ge=1e-3, le=1e6
    )
    low_freq_factor: float = setting(
        1.0,
        title="Low frequency factor",
        help="Wavelengths above the original context divided by it are stretched.",
        gt=0,
        le=1e6,
    )
    high_freq_factor: float = setting(
        4.0,
        title="High frequency factor",
        help="Wavelengths below the original context divided by it are kept.",
        gt=0,
        le=1e6,
    )
    original_context: int = setting(
        8192,
        title="Original context",
        help="The context of the model before it was stretched.",
        unit="tokens",
        ge=1,
        le=1 << 24,
    )

    @model_validator(mode="after")
    def _factors_are_in_order(self) -> Self:
        if self.high_freq_factor <= self.low_freq_factor:
            raise Impossible(
                "the high frequency factor {high} must be larger than the low one {low}",
                high=self.high_freq_factor,
                low=self.low_freq_factor,
            )
        return self


class YarnScaling(Spec):
    """YaRN: dimensions that turn often are kept, others stretched, attention sharpened.

    Peng et al. 2023, "YaRN: Efficient Context Window Extension of Large Language Models".
    """

    kind: Literal["yarn"] = setting(
        "yarn",
        title="Rotary scaling",
        help="As YaRN: numbers that turn often are kept, those that turn rarely are stretched, "
        "and attention is sharpened.",
    )
    factor: float = setting(
        4.0, title="Factor", help="How many times longer texts may be.", ge=1e-3, le=1e6
    )
    original_context: int = setting(
        4096,
        title="Original context",
        help="The context of the model before it was stretched.",
        unit="tokens",
        ge=1,
        le=1 << 24,
    )
    beta_fast: float = setting(
        32.0,
        title="Fast turns",
        help="What turns more often than this within the original context is kept.",
        gt=0,
        le=1e6,
    )
    beta_slow: float = setting(
        1.0,
        title="Slow turns",
        help="What turns less often than this within the original context is stretched.",
        gt=0,
        le=1e6,
    )
    attention_factor: float = setting(
        0.0,
        title="Attention factor",
        help="What turned queries and keys are multiplied by; 0 takes 0.1 ln(factor) + 1.",
        zero="auto",
        ge=0,
        le=1e3,
    )
    truncate: bool = setting(
        True,
        title="Whole dimensions",
        help="Round the bounds between what is kept and what is stretched to whole dimensions.",
    )


AnyScaling = NoScaling | LinearScaling | Llama3Scaling | YarnScaling
RopeScaling = Annotated[AnyScaling, Discriminator("kind")]


class RotarySpec(TransformerSpec):
    """A decoder with rotary positions."""

    is_causal: ClassVar[Literal[True]] = True
    has_rotary_positions: ClassVar[bool] = True

    rope_theta: float = setting(
        10_000.0,
        title="Rotary base",
        help="The longest wavelength of the rotary positions grows with it.",
        advanced=True,
        gt=1,
        le=1e9,
    )
    rope_scaling: RopeScaling = setting(
        NoScaling(),
        title="Rotary scaling",
        help="How rotary positions were stretched for longer texts than they began with.",
        advanced=True,
    )
    norm_epsilon: float = setting(
        1e-5,
        title="Norm epsilon",
        help="Keeps the division inside each norm finite.",
        advanced=True,
        gt=0,
        le=1e-2,
    )

    @property
    def rotary_share(self) -> float:
        """The share of a head that is turned; multiplied and cut off, as readers do, it fits."""
        share = self.rotary_size / self.head_size
        if int(self.head_size * share) < self.rotary_size:
            share = (self.rotary_size + 0.5) / self.head_size
        return share


class GroupedSpec(RotarySpec):
    """One whose heads are as wide as they like, share keys and values, and may see a window."""

    num_kv_heads: int = setting(
        0,
        title="Key-value heads",
        help="Heads that share keys and values save memory when writing; 0 gives each its own.",
        advanced=True,
        zero="auto",
        ge=0,
        le=256,
    )
    head_width: int = setting(
        0,
        title="Width of a head",
        help="Numbers in a query, key or value; 0 divides the width among the heads.",
        advanced=True,
        zero="auto",
        ge=0,
        le=4096,
    )
    sliding_window: int = setting(
        0,
        title="Sliding window",
        help="The last tokens that each token attends to, as in Mistral; 0 is the whole context.",
        unit="tokens",
        advanced=True,
        zero="off",
        ge=0,
        le=1 << 24,
    )

    @model_validator(mode="after")
    def _heads_share_evenly(self) -> Self:
        if self.num_heads % self.kv_heads:
            raise Impossible(
                "{num_heads} heads cannot share {num_kv_heads} key-value heads evenly; "
                "choose a number that divides the heads",
                num_heads=self.num_heads,
                num_kv_heads=self.num_kv_heads,
            )
        return self

    def window_of(self, layer: int) -> int:
        return self.sliding_window if self.sliding_window < self.context else 0

    @property
    def kv_heads(self) -> int:
        """The key-value heads, with 0 resolved to one for each head."""
        return self.num_kv_heads or self.num_heads

    @property
    def divides_width(self) -> bool:
        return not self.head_width

    @property
    def head_size(self) -> int:
        """A head's width, with 0 resolved to an equal share of the model's."""
        return self.head_width or super().head_size
