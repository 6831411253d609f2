"""The settings and properties that every architecture has; torch is not needed."""

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import model_validator

from workbench.models.size.outline import Stretch
from workbench.spec import Impossible, Spec, setting
from workbench.words import Words, words


class TransformerSpec(Spec):
    """What every architecture here has.

    What code elsewhere needs to know of an architecture, it asks of these: no other room names one.
    """

    is_causal: ClassVar[bool]
    """Whether it predicts the next token, or else fills in masked ones from both sides."""
    title: ClassVar[str]
    """What people call the architecture."""
    has_rotary_positions: ClassVar[bool] = False
    """Whether queries and keys are rotated in pairs of numbers."""
    has_gated_ffn: ClassVar[bool] = False
    """Whether the feed-forward part has a gate: `ffn_in` gives twice its inner width."""
    learns_pairs: ClassVar[bool] = False
    """Whether its settings can give it what next-sentence prediction needs."""
    has_centred_norms: ClassVar[bool] = True
    """Whether its norms subtract the mean over the width; RMS norms do not."""
    norm_offset: ClassVar[float] = 0.0
    """What is added to the weight of a norm before it multiplies."""

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
        zero="off",
        ge=0.0,
        lt=1.0,
    )
    ffn_size: int = setting(
        0,
        title="Feed-forward width",
        help="Inner width of the feed-forward part; 0 takes what is usual for the architecture.",
        advanced=True,
        zero="auto",
        ge=0,
        le=131072,
    )
    tied_embeddings: bool = setting(
        True,
        title="Shared embeddings",
        help="Use the token embedding as the output layer too: fewer parameters, as in GPT-2.",
        advanced=True,
    )

    @model_validator(mode="after")
    def _heads_divide_the_width(self) -> Self:
        if self.divides_width and self.hidden_size % self.num_heads:
            raise Impossible(
                "the width {hidden_size} cannot be divided among {num_heads} heads; "
                "a width of {nearest} can",
                hidden_size=self.hidden_size,
                num_heads=self.num_heads,
                nearest=-(-self.hidden_size // self.num_heads) * self.num_heads,
            )
        return self

    @model_validator(mode="after")
    def _pairs_are_whole(self) -> Self:
        if not self.has_rotary_positions:
            return self
        if self.divides_width and self.rotary_size == self.head_size and self.head_size % 2:
            raise Impossible(
                "rotary positions turn pairs of numbers, and a head of width {head_size} cannot be "
                "cut into pairs; choose a width of {nearest}",
                head_size=self.head_size,
                nearest=(self.head_size + 1) * self.num_heads,
            )
        if self.rotary_size % 2 or not self.rotary_size:
            raise Impossible(
                "rotary positions turn pairs of numbers, and {rotary_size} cannot be cut into "
                "pairs; choose an even width",
                rotary_size=self.rotary_size,
            )
        if self.rotary_size > self.head_size:
            raise Impossible(
                "{rotary_size} numbers of each head are to be turned, and a head has {head_size}; "
                "choose fewer",
                rotary_size=self.rotary_size,
                head_size=self.head_size,
            )
        return self

    @property
    def inner_size(self) -> int:
        """The feed-forward part's width, with 0 resolved to four times the hidden size."""
        return self.ffn_size or 4 * self.hidden_size

    @property
    def divides_width(self) -> bool:
        """Whether each head has an equal share of the width."""
        return True

    @property
    def head_size(self) -> int:
        return self.hidden_size // self.num_heads

    @property
    def attention_size(self) -> int:
        """The width of all heads side by side."""
        return self.num_heads * self.head_size

    @property
    def rotary_size(self) -> int:
        """The first numbers of a head that rotary positions turn, in pairs half of them apart."""
        return self.head_size if self.has_rotary_positions else 0

    @property
    def unturned_size(self) -> int:
        """The numbers of a head that positions do not turn."""
        return self.head_size - self.rotary_size

    @property
    def position_rows(self) -> int:
        """The rows of a table of learned positions."""
        return self.context

    @property
    def embedding_scale(self) -> float:
        """What token embeddings are multiplied by before the first block."""
        return 1.0

    def window_of(self, layer: int) -> int:
        """The last tokens that a layer's queries attend to; 0 for the whole context."""
        return 0

    @property
    def kv_heads(self) -> int:
        """The heads of keys and values: as many as of queries where no groups share them."""
        return self.num_heads

    @property
    def has_masked_head(self) -> bool:
        """Whether it can fill in masked tokens."""
        return False

    @property
    def has_pooler(self) -> bool:
        """Whether it sums a text up in one state, and tells whether two sentences follow."""
        return False

    @property
    def reads_pairs(self) -> bool:
        """Whether it can learn next-sentence prediction: it has a pooler and two segments."""
        return False

    @property
    def lacks_for_pairs(self) -> Words:
        """Why it cannot learn next-sentence prediction, and what to do instead."""
        if not self.learns_pairs:
            return words(
                "a {family} tells no following sentences; choose the objective masked tokens (mlm)",
                family=self.title,
            )
        return words(
            "next-sentence prediction needs the pooler and two segments; turn them on, or choose "
            "the objective masked tokens (mlm)"
        )

    def stretches(self, vocabulary_size: int) -> Iterator[Stretch]:
        """Its parts with the shapes of their weights, in the order in which a text passes them."""
        raise NotImplementedError
