"""What a model is made of, as settings; torch is not needed to read, check or show them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import Discriminator, Tag

from workbench.models.rotary_spec import GroupedSpec, RotarySpec
from workbench.models.size.outline import (
    Part,
    PartKind,
    Stretch,
    classic_block,
    linear,
    output_layer,
)
from workbench.models.transformer_spec import TransformerSpec
from workbench.spec import setting

ActivationName = Literal["gelu_tanh", "gelu", "relu"]

_INNER_MULTIPLE = 8
"""A derived feed-forward width is rounded up to a multiple of this, as kernels like it."""


class GPTSpec(TransformerSpec):
    """A decoder in the shape of GPT-2: learned positions, pre-norm blocks, causal attention."""

    is_causal: ClassVar[Literal[True]] = True
    title: ClassVar[str] = "GPT (the shape of GPT-2)"

    family: Literal["gpt"] = setting(
        "gpt", title="Architecture", help="GPT predicts each token from the ones before it."
    )
    activation: ActivationName = setting(
        "gelu_tanh",
        title="Activation",
        help="The non-linear function of the feed-forward part; GPT-2 uses GELU (tanh).",
        advanced=True,
    )

    def stretches(self, vocabulary_size: int) -> Iterator[Stretch]:
        c = self.hidden_size
        yield Stretch(
            (
                Part(PartKind.TOKENS, ((vocabulary_size, c),)),
                Part(PartKind.POSITIONS, ((self.context, c),)),
            )
        )
        norm, attention, inner = classic_block(c, self.inner_size)
        yield Stretch((norm, attention, norm, inner), self.num_layers, ((0, 2), (2, 4)))
        yield Stretch((norm, output_layer(c, vocabulary_size, tied=self.tied_embeddings)))


class BertSpec(TransformerSpec):
    """An encoder in the shape of BERT: every token sees every other; it fills in what is masked."""

    is_causal: ClassVar[Literal[False]] = False
    title: ClassVar[str] = "BERT"
    learns_pairs: ClassVar[bool] = True

    family: Literal["bert"] = setting(
        "bert", title="Architecture", help="BERT fills in masked tokens from both sides."
    )
    activation: ActivationName = setting(
        "gelu",
        title="Activation",
        help="The non-linear function of the feed-forward part; BERT uses GELU.",
        advanced=True,
    )
    norm_position: Literal["post", "pre"] = setting(
        "post",
        title="Norm position",
        help="Normalise after each part, as BERT does, or before it, which trains more steadily "
        "when there are many layers.",
        advanced=True,
    )
    num_segments: int = setting(
        2,
        title="Segments",
        help="Kinds of sentence the model tells apart: 2 for pairs; 0 for a model without them.",
        advanced=True,
        zero="none",
        ge=0,
        le=16,
    )
    position_offset: int = setting(
        0,
        title="First position",
        help="The row of the position table that belongs to the first token; RoBERTa's is its pad "
        "token's id + 1.",
        advanced=True,
        ge=0,
        le=1 << 20,
    )
    skip_pad_positions: bool = setting(
        False,
        title="Pads have no position",
        help="The token whose id is one less than the first position is not counted, wherever it "
        "stands, and takes the row before: RoBERTa's pad token.",
        advanced=True,
    )
    masked_head: bool = setting(
        True,
        title="Masked-token head",
        help="The layers that predict masked tokens. A model without them only encodes text.",
        advanced=True,
    )
    pooler: bool = setting(
        True,
        title="Pooler",
        help="The layer that sums a text up from its first token, and next-sentence prediction "
        "on top of it.",
        advanced=True,
    )
    pooler_activation: Literal["tanh", "relu"] = setting(
        "tanh",
        title="Pooler activation",
        help="What the pooler applies: BERT's has tanh; that of DistilBERT's classifiers ReLU.",
        advanced=True,
    )
    norm_epsilon: float = setting(
        1e-12,
        title="Norm epsilon",
        help="Keeps the division inside each norm finite.",
        advanced=True,
        gt=0,
        le=1e-2,
    )

    @property
    def has_masked_head(self) -> bool:
        return self.masked_head

    @property
    def has_pooler(self) -> bool:
        return self.pooler

    @property
    def position_rows(self) -> int:
        return self.position_offset + self.context

    @property
    def reads_pairs(self) -> bool:
        return self.pooler and self.num_segments >= 2

    def stretches(self, vocabulary_size: int) -> Iterator[Stretch]:
        c = self.hidden_size
        norm, attention, inner = classic_block(c, self.inner_size)
        segments = Part(PartKind.SEGMENTS, ((self.num_segments, c),))
        yield Stretch(
            (
                Part(PartKind.TOKENS, ((vocabulary_size, c),)),
                Part(PartKind.POSITIONS, ((self.position_rows, c),)),
                *([segments] if self.num_segments else []),
                norm,
            )
        )
        is_pre = self.norm_position == "pre"
        order = (norm, attention, norm, inner) if is_pre else (attention, norm, inner, norm)
        added = ((0, 2), (2, 4)) if is_pre else ((0, 1), (2, 3))
        yield Stretch(order, self.num_layers, added)
        yield Stretch((norm,) if is_pre else ())
        yield self._heads(vocabulary_size)

    def _heads(self, vocabulary_size: int) -> Stretch:
        c = self.hidden_size
        head = (*linear(c, c), (c,), (c,), (vocabulary_size,))
        output = output_layer(c, vocabulary_size, tied=self.tied_embeddings)
        masked = (Part(PartKind.MASKED_HEAD, head), output) if self.masked_head else ()
        if not self.pooler:
            return Stretch(masked)
        pooled = (Part(PartKind.POOLER, linear(c, c)), Part(PartKind.NEXT_SENTENCE, linear(c, 2)))
        if not masked:
            return Stretch(pooled)
        lanes = ((0, 2), (2, 4))
        return Stretch((*pooled, *masked), branches=lanes, side_by_side=True, is_added=False)


class ModernBertSpec(TransformerSpec):
    """An encoder in the shape of ModernBERT: rotary positions, most layers see tokens nearby."""

    is_causal: ClassVar[Literal[False]] = False
    title: ClassVar[str] = "ModernBERT"
    has_rotary_positions: ClassVar[bool] = True
    has_gated_ffn: ClassVar[bool] = True

    family: Literal["modernbert"] = setting(
        "modernbert",
        title="Architecture",
        help="ModernBERT fills in masked tokens from both sides, with today's parts.",
    )
    activation: ActivationName = setting(
        "gelu",
        title="Activation",
        help="The non-linear function of the feed-forward part's gate; ModernBERT uses GELU.",
        advanced=True,
    )
    local_attention: int = setting(
        128,
        title="Tokens nearby",
        help="Most layers see so many tokens, half of them on either side; 0 is the whole text.",
        unit="tokens",
        advanced=True,
        zero="off",
        ge=0,
        le=1 << 24,
    )
    global_every: int = setting(
        3,
        title="Layers of the whole text",
        help="The first layer and every how-manyth behind it see the whole text, in ModernBERT "
        "every third; 0 leaves all to the tokens nearby.",
        advanced=True,
        zero="none",
        ge=0,
        le=1000,
    )
    rope_theta: float = setting(
        160_000.0,
        title="Rotary base",
        help="The longest wavelength of the rotary positions grows with it.",
        advanced=True,
        gt=1,
        le=1e9,
    )
    local_rope_theta: float = setting(
        10_000.0,
        title="Rotary base nearby",
        help="The rotary base of the layers that see tokens nearby alone.",
        advanced=True,
        gt=1,
        le=1e9,
    )
    masked_head: bool = setting(
        True,
        title="Masked-token head",
        help="The layers that predict masked tokens. A model without them only encodes text.",
        advanced=True,
    )
    class_pooling: Literal["cls", "mean"] = setting(
        "cls",
        title="State of a text",
        help="What a classifier reads: the first token's state, or the mean over all tokens.",
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
    def inner_size(self) -> int:
        """The gated width, with 0 resolved to half as much again as the hidden size."""
        return self.ffn_size or 3 * self.hidden_size // 2

    @property
    def has_masked_head(self) -> bool:
        return self.masked_head

    def sees_all(self, layer: int) -> bool:
        """Whether a layer (from 0) is one that sees the whole text."""
        return self.global_every > 0 and layer % self.global_every == 0

    def window_of(self, layer: int) -> int:
        window = self.local_attention // 2 + 1
        is_whole = self.sees_all(layer) or not self.local_attention or window >= self.context
        return 0 if is_whole else window

    def stretches(self, vocabulary_size: int) -> Iterator[Stretch]:
        c, f = self.hidden_size, self.inner_size
        norm = Part(PartKind.NORM, ((c,),))
        attention = Part(PartKind.ATTENTION, ((3 * c, c), (c, c)))
        inner = Part(PartKind.FEED_FORWARD, ((2 * f, c), (c, f)))
        yield Stretch((Part(PartKind.TOKENS, ((vocabulary_size, c),)), norm))
        yield Stretch((attention, norm, inner), branches=((0, 1), (1, 3)))
        if self.num_layers > 1:
            layers = (norm, attention, norm, inner)
            yield Stretch(layers, self.num_layers - 1, ((0, 2), (2, 4)))
        yield Stretch((norm,))
        if self.masked_head:
            head = Part(PartKind.MASKED_HEAD, ((c, c), (c,), (vocabulary_size,)))
            yield Stretch((head, output_layer(c, vocabulary_size, tied=self.tied_embeddings)))


class GatedSpec(GroupedSpec):
    """One with RMS norms and a gated feed-forward part."""

    has_gated_ffn: ClassVar[bool] = True
    has_centred_norms: ClassVar[bool] = False

    @property
    def inner_size(self) -> int:
        """The gated width, with 0 resolved to 8/3 of the hidden size: as large as 4 ungated."""
        multiple = _INNER_MULTIPLE
        return self.ffn_size or -(-8 * self.hidden_size // (3 * multiple)) * multiple


class LlamaSpec(GatedSpec):
    """A modern decoder: rotary positions, RMS norms, gated feed-forward, grouped queries."""

    title: ClassVar[str] = "Llama"

    family: Literal["llama"] = setting(
        "llama",
        title="Architecture",
        help="Llama predicts each token from the ones before it, with today's parts.",
    )
    qkv_bias: bool = setting(
        False,
        title="Biases in attention",
        help="Biases on queries, keys and values, as Qwen2 has them.",
        advanced=True,
    )

    qk_norm: bool = setting(
        False,
        title="Norms of queries and keys",
        help="Normalise each head's query and key before it is rotated, as Qwen3 does.",
        advanced=True,
    )
    rotary_width: int = setting(
        0,
        title="Rotated numbers",
        help="Numbers of each head that positions turn, an even number; 0 is all of them.",
        advanced=True,
        zero="all",
        ge=0,
        le=4096,
    )

    @property
    def rotary_size(self) -> int:
        """Those numbers, with 0 resolved to the head's width."""
        return self.rotary_width or self.head_size

    def stretches(self, vocabulary_size: int) -> Iterator[Stretch]:
        c, f = self.hidden_size, self.inner_size
        q, kv = self.attention_size, self.kv_heads * self.head_size
        norm = Part(PartKind.NORM, ((c,),))
        attention = Part(
            PartKind.ATTENTION,
            (*linear(c, q + 2 * kv, bias=self.qkv_bias), *linear(q, c, bias=False)),
        )
        of_heads = Part(PartKind.HEAD_NORM, ((self.head_size,),) * 2)
        inner = Part(PartKind.FEED_FORWARD, ((2 * f, c), (c, f)))
        yield Stretch((Part(PartKind.TOKENS, ((vocabulary_size, c),)),))
        before = (norm, of_heads) if self.qk_norm else (norm,)
        at = len(before) + 1
        layer = (*before, attention, norm, inner)
        yield Stretch(layer, self.num_layers, ((0, at), (at, at + 2)))
        yield Stretch((norm, output_layer(c, vocabulary_size, tied=self.tied_embeddings)))


class NeoXSpec(RotarySpec):
    """A decoder in the shape of GPT-NeoX and Pythia: partly rotated heads, parallel parts."""

    title: ClassVar[str] = "GPT-NeoX"

    family: Literal["neox"] = setting(
        "neox",
        title="Architecture",
        help="GPT-NeoX, Pythia's design: attention and feed-forward stand side by side.",
    )
    activation: ActivationName = setting(
        "gelu",
        title="Activation",
        help="The non-linear function of the feed-forward part; Pythia uses GELU.",
        advanced=True,
    )
    rotary_width: int = setting(
        0,
        title="Rotated numbers",
        help="Numbers of each head that positions turn, an even number; 0 is a quarter of them, "
        "as in Pythia.",
        advanced=True,
        zero="auto",
        ge=0,
        le=4096,
    )
    parallel_residual: bool = setting(
        True,
        title="Parallel parts",
        help="Attention and feed-forward read the same stream, rather than one after the other.",
        advanced=True,
    )

    @property
    def rotary_size(self) -> int:
        """Those numbers, with 0 resolved to a quarter, in whole pairs."""
        return self.rotary_width or max(2, self.head_size // 8 * 2)

    def stretches(self, vocabulary_size: int) -> Iterator[Stretch]:
        c = self.hidden_size
        norm, attention, inner = classic_block(c, self.inner_size)
        yield Stretch((Part(PartKind.TOKENS, ((vocabulary_size, c),)),))
        yield Stretch(
            (norm, attention, norm, inner),
            self.num_layers,
            ((0, 2), (2, 4)),
            side_by_side=self.parallel_residual,
        )
        yield Stretch((norm, output_layer(c, vocabulary_size, tied=self.tied_embeddings)))


class GemmaSpec(GatedSpec):
    """A decoder in the shape of Gemma 3: layers with a window, norms around each part."""

    title: ClassVar[str] = "Gemma 3"
    norm_offset: ClassVar[float] = 1.0

    family: Literal["gemma"] = setting(
        "gemma",
        title="Architecture",
        help="Gemma 3: most layers see a window alone, and norms stand around each part.",
    )
    global_every: int = setting(
        6,
        title="Layers of the whole context",
        help="Every how-manyth layer sees the whole context, in Gemma 3 every sixth; the others "
        "see the sliding window. 0 leaves all to the window.",
        advanced=True,
        zero="none",
        ge=0,
        le=1000,
    )
    local_rope_theta: float = setting(
        10_000.0,
        title="Rotary base of the window",
        help="The rotary base of the layers that see the sliding window alone.",
        advanced=True,
        gt=1,
        le=1e9,
    )
    query_width: int = setting(
        0,
        title="Width that divides scores",
        help="Attention scores are divided by the root of this; 0 is a head's width.",
        advanced=True,
        zero="auto",
        ge=0,
        le=1 << 20,
    )

    @property
    def embedding_scale(self) -> float:
        return math.sqrt(self.hidden_size)

    def sees_all(self, layer: int) -> bool:
        """Whether a layer (from 0) is one that sees the whole context."""
        return self.global_every > 0 and (layer + 1) % self.global_every == 0

    def window_of(self, layer: int) -> int:
        return 0 if self.sees_all(layer) else super().window_of(layer)

    def stretches(self, vocabulary_size: int) -> Iterator[Stretch]:
        c, f = self.hidden_size, self.inner_size
        q, kv = self.attention_size, self.kv_heads * self.head_size
        norm = Part(PartKind.NORM, ((c,),))
        of_heads = Part(PartKind.HEAD_NORM, ((self.head_size,),) * 2)
        attention = Part(
            PartKind.ATTENTION,
            (*linear(c, q + 2 * kv, bias=False), *linear(q, c, bias=False)),
        )
        inner = Part(PartKind.FEED_FORWARD, ((2 * f, c), (c, f)))
        yield Stretch((Part(PartKind.TOKENS, ((vocabulary_size, c),)),))
        yield Stretch(
            (norm, of_heads, attention, norm, norm, inner, norm),
            self.num_layers,
            ((0, 4), (4, 7)),
        )
        yield Stretch((norm, output_layer(c, vocabulary_size, tied=self.tied_embeddings)))


def family_of(value: Any) -> str:
    """A spec without a family is a GPT's: the oldest files have none."""
    if isinstance(value, dict):
        return str(value.get("family", "gpt"))
    return str(getattr(value, "family", ""))


DecoderSpec = GPTSpec | LlamaSpec | NeoXSpec | GemmaSpec
EncoderSpec = BertSpec | ModernBertSpec
AnyModelSpec = GPTSpec | BertSpec | LlamaSpec | NeoXSpec | GemmaSpec | ModernBertSpec

ModelSpec = Annotated[
    Annotated[GPTSpec, Tag("gpt")]
    | Annotated[BertSpec, Tag("bert")]
    | Annotated[LlamaSpec, Tag("llama")]
    | Annotated[NeoXSpec, Tag("neox")]
    | Annotated[GemmaSpec, Tag("gemma")]
    | Annotated[ModernBertSpec, Tag("modernbert")],
    Discriminator(family_of),
]

FAMILIES: dict[str, type[AnyModelSpec]] = {
    spec_type.model_fields["family"].default: spec_type for spec_type in get_args(AnyModelSpec)
}
"""The type of settings of each family, by the name that stands in files."""


@dataclass(frozen=True)
class ModelPreset:
    """A named size to start from."""

    name: str
    spec: AnyModelSpec


PRESETS: tuple[ModelPreset, ...] = (
    ModelPreset("tiny", GPTSpec(num_layers=4, hidden_size=128, num_heads=4, context=128)),
    ModelPreset("mini", GPTSpec(num_layers=4, hidden_size=256, num_heads=4, context=256)),
    ModelPreset("small", GPTSpec(num_layers=6, hidden_size=384, num_heads=6, context=256)),
    ModelPreset("medium", GPTSpec(num_layers=8, hidden_size=512, num_heads=8, context=512)),
    ModelPreset("gpt2-small", GPTSpec(num_layers=12, hidden_size=768, num_heads=12, context=1024)),
    ModelPreset(
        "gpt2-medium", GPTSpec(num_layers=24, hidden_size=1024, num_heads=16, context=1024)
    ),
    ModelPreset("gpt2-large", GPTSpec(num_layers=36, hidden_size=1280, num_heads=20, context=1024)),
)

BERT_PRESETS: tuple[ModelPreset, ...] = (
    ModelPreset("bert-tiny", BertSpec(num_layers=2, hidden_size=128, num_heads=2, context=128)),
    ModelPreset("bert-mini", BertSpec(num_layers=4, hidden_size=256, num_heads=4, context=128)),
    ModelPreset("bert-small", BertSpec(num_layers=4, hidden_size=512, num_heads=8, context=256)),
    ModelPreset("bert-base", BertSpec(num_layers=12, hidden_size=768, num_heads=12, context=512)),
)
"""Google's published sizes (Turc et al. 2019, "Well-Read Students Learn Better")."""

LLAMA_PRESETS: tuple[ModelPreset, ...] = (
    ModelPreset(
        "llama-tiny",
        LlamaSpec(num_layers=4, hidden_size=128, num_heads=4, context=128, qk_norm=True),
    ),
    ModelPreset(
        "llama-mini",
        LlamaSpec(num_layers=4, hidden_size=256, num_heads=4, context=256, qk_norm=True),
    ),
    ModelPreset(
        "llama-small",
        LlamaSpec(
            num_layers=6, hidden_size=384, num_heads=6, num_kv_heads=2, context=256, qk_norm=True
        ),
    ),
)
"""With norms of queries and keys, which learn faster (tests/benchmarks/quality_per_minute.py)."""

NEOX_PRESETS: tuple[ModelPreset, ...] = (
    ModelPreset(
        "pythia-14m",
        NeoXSpec(num_layers=6, hidden_size=128, num_heads=4, context=512, tied_embeddings=False),
    ),
    ModelPreset(
        "pythia-70m",
        NeoXSpec(num_layers=6, hidden_size=512, num_heads=8, context=2048, tied_embeddings=False),
    ),
)

GEMMA_PRESETS: tuple[ModelPreset, ...] = (
    ModelPreset(
        "gemma-tiny",
        GemmaSpec(
            num_layers=6,
            hidden_size=128,
            num_heads=4,
            num_kv_heads=1,
            context=256,
            sliding_window=64,
            rope_theta=1_000_000.0,
        ),
    ),
)

MODERNBERT_PRESETS: tuple[ModelPreset, ...] = (
    ModelPreset(
        "modernbert-tiny", ModernBertSpec(num_layers=4, hidden_size=128, num_heads=2, context=256)
    ),
    ModelPreset(
        "modernbert-base",
        ModernBertSpec(num_layers=22, hidden_size=768, num_heads=12, context=8192),
    ),
)

ALL_PRESETS = (
    PRESETS + LLAMA_PRESETS + NEOX_PRESETS + GEMMA_PRESETS + BERT_PRESETS + MODERNBERT_PRESETS
)
