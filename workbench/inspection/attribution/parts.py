"""A logit as the sum of what each part of a model adds to it, as plain numbers; no torch here.

Shapes: l layers, h heads, k tokens that are read (keys).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.attribution.pages import coloured, rows_of_bars
from workbench.inspection.shown import Shown

Doubles = NDArray[np.float64]

PartKind = Literal[
    "embedding",
    "position",
    "segment",
    "embedding_norm_bias",
    "head",
    "attention",
    "attention_bias",
    "feed_forward",
    "norm_bias",
    "final_norm_bias",
    "head_bias",
]
"""`attention` stands for all heads of a layer with the bias behind them."""

_ROWS_SHOWN = 16


@dataclass(frozen=True)
class TargetToken:
    """A token that may follow, as people see it; `rank` counts from 1, or 0 where none is told."""

    id: int
    piece: str
    logit: float
    probability: float
    rank: int = 0


@dataclass(frozen=True)
class LogitPart:
    """What one part adds to a logit; layers and heads count from 0, -1 where there is none."""

    kind: PartKind
    value: float
    layer: int = -1
    head: int = -1

    @property
    def name(self) -> str:
        """Such as `head 3.1` (layer 3, head 1), `feed-forward 2` or `embedding`."""
        place = ".".join(str(number) for number in (self.layer, self.head) if number >= 0)
        kind = (
            self.kind.replace("head_bias", "output_bias")
            .replace("_", " ")
            .replace("feed forward", "feed-forward")
        )
        return f"{kind} {place}".rstrip()


@dataclass(frozen=True)
class LogitParts:
    """All parts of one logit, or of the difference of two.

    `sources_lhk` is what each head adds by what it takes from each token; `attention_bias_l` the
    bias behind the heads, and `feed_forward_l` a whole feed-forward part, its bias included.
    `position` and `segment` are those of learned ones, None for a model that has none. Biases of
    norms are parts of their own: behind the embeddings, in each layer where norms stand behind its
    parts, and of the final norm. `head_bias` is what the head behind the final state gives for the
    zero state; where it is not linear in the state (`is_linear`), what it gives beyond that is
    split by integrated gradients of the head alone. `logit` is the model's own.
    """

    embedding: float
    position: float | None
    segment: float | None
    embedding_norm_bias: float
    sources_lhk: Doubles
    attention_bias_l: Doubles
    feed_forward_l: Doubles
    norm_bias_l: Doubles
    final_norm_bias: float
    head_bias: float
    logit: float
    is_linear: bool = True

    @cached_property
    def heads_lh(self) -> Doubles:
        """What each head adds, of all tokens."""
        heads: Doubles = self.sources_lhk.sum(axis=-1)
        return heads

    @property
    def attention_l(self) -> Doubles:
        """What a layer's attention adds: its heads and its bias."""
        attention: Doubles = self.heads_lh.sum(axis=-1) + self.attention_bias_l
        return attention

    @property
    def total(self) -> float:
        """The sum of all parts, which is the logit but for rounding."""
        return sum(part.value for part in self.all())

    def all(self) -> tuple[LogitPart, ...]:
        """Every part in the order in which the model adds them; biases that are 0 are left out."""
        return tuple(self._all())

    def strongest(self) -> list[LogitPart]:
        """The same, those that add or take away most first."""
        return sorted(self.all(), key=lambda part: -abs(part.value))

    def by_layer(self) -> tuple[LogitPart, ...]:
        """The same, each layer's attention as one part."""
        layers = enumerate(zip(self.attention_l, self.feed_forward_l, strict=True))
        summed = (
            (
                LogitPart("attention", float(attention), layer),
                LogitPart("feed_forward", float(feed_forward), layer),
                *self._norm_bias(layer),
            )
            for layer, (attention, feed_forward) in layers
        )
        return (*self._embeddings(), *(part for pair in summed for part in pair), *self._behind())

    def _all(self) -> Iterator[LogitPart]:
        yield from self._embeddings()
        for layer, heads_h in enumerate(self.heads_lh):
            for head, value in enumerate(heads_h):
                yield LogitPart("head", float(value), layer, head)
            if bias := float(self.attention_bias_l[layer]):
                yield LogitPart("attention_bias", bias, layer)
            yield LogitPart("feed_forward", float(self.feed_forward_l[layer]), layer)
            yield from self._norm_bias(layer)
        yield from self._behind()

    def _embeddings(self) -> Iterator[LogitPart]:
        yield LogitPart("embedding", self.embedding)
        if self.position is not None:
            yield LogitPart("position", self.position)
        if self.segment is not None:
            yield LogitPart("segment", self.segment)
        if self.embedding_norm_bias:
            yield LogitPart("embedding_norm_bias", self.embedding_norm_bias)

    def _norm_bias(self, layer: int) -> Iterator[LogitPart]:
        if bias := float(self.norm_bias_l[layer]):
            yield LogitPart("norm_bias", bias, layer)

    def _behind(self) -> Iterator[LogitPart]:
        if self.final_norm_bias:
            yield LogitPart("final_norm_bias", self.final_norm_bias)
        if self.head_bias:
            yield LogitPart("head_bias", self.head_bias)


@dataclass(frozen=True)
class LogitAttribution(Shown):
    """Why one token, or class: the parts of its logit.

    A token stands or may stand behind `position`, or at it in a model that fills in masks; a class
    is that of the whole text (then `position` is None, and ids are the classes' numbers).

    Direct logit attribution (Elhage et al. 2021, "A Mathematical Framework for Transformer
    Circuits"): the scale of a norm is that of this position, whatever a part adds to it.
    With `versus` the parts are those of the difference of both logits. `tokens` are what the model
    reads of the text, `parts.sources_lhk` ends at `position` in one that writes; `candidates` are
    the likeliest. `left_out` tokens at the text's end were not read.
    """

    tokens: tuple[str, ...]
    position: int | None
    target: TargetToken
    versus: TargetToken | None
    candidates: tuple[TargetToken, ...]
    parts: LogitParts
    threads: int = 1
    left_out: int = 0

    @property
    def sentence(self) -> str:
        """How the sum of the parts compares with the logit."""
        logit = "logit" if self.versus is None else "difference of the logits"
        said = f"sum of the parts {self.parts.total:.4f}, {logit} {self.parts.logit:.4f}"
        if self.parts.is_linear:
            return said
        return f"{said}; the head is not linear: integrated gradients from the zero state split it"

    def table(self) -> Iterator[tuple[object, ...]]:
        from workbench.inspection.attribution.written import explanation_table

        return explanation_table(self)

    def as_plain(self) -> dict[str, Any]:
        from workbench.inspection.attribution.written import explanation_plain

        return explanation_plain(self)

    def _repr_html_(self) -> str:
        """The strongest parts as bars, and the text by what all heads take from each token."""
        strongest = self.parts.strongest()
        rows = [(part.name, part.value) for part in strongest[:_ROWS_SHOWN]]
        others = sum(part.value for part in strongest[_ROWS_SHOWN:])
        if strongest[_ROWS_SHOWN:]:
            rows.append((f"{len(strongest) - _ROWS_SHOWN} others", others))
        named = f"“{self.target.piece}”"
        if self.versus is not None:
            named += f" rather than “{self.versus.piece}”"
        return rows_of_bars(f"{named}: {self.sentence}", rows) + coloured(
            self.tokens[: self.parts.sources_lhk.shape[-1]],
            self.parts.sources_lhk.sum(axis=(0, 1)).tolist(),
        )
