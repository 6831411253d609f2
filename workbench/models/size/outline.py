"""What a model is made of, part by part, from its settings alone; torch is not needed.

Shape legend: c = hidden size, f = feed-forward's inner size, v = vocabulary.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PartKind(StrEnum):
    """What a part does."""

    TOKENS = "tokens"
    POSITIONS = "positions"
    SEGMENTS = "segments"
    NORM = "norm"
    HEAD_NORM = "head_norm"
    ATTENTION = "attention"
    FEED_FORWARD = "feed_forward"
    POOLER = "pooler"
    NEXT_SENTENCE = "next_sentence"
    MASKED_HEAD = "masked_head"
    OUTPUT = "output"


@dataclass(frozen=True)
class Part:
    """A part and the shapes of its weights; without any, it shares those of the token embedding."""

    kind: PartKind
    shapes: tuple[tuple[int, ...], ...]

    @property
    def parameters(self) -> int:
        return sum(math.prod(shape) for shape in self.shapes)


@dataclass(frozen=True)
class Stretch:
    """Parts in the order in which a text passes them, so many times over.

    Each of `branches` (where it begins, where it ends before) is added to the stream that it reads;
    other parts stand in the stream. Branches side by side read the same stream; those of the heads
    lead out of it, and nothing `is_added`.
    """

    parts: tuple[Part, ...]
    times: int = 1
    branches: tuple[tuple[int, int], ...] = ()
    side_by_side: bool = False
    is_added: bool = True

    @property
    def parameters(self) -> int:
        return self.times * sum(part.parameters for part in self.parts)


class HasStretches(Protocol):
    """Settings that tell of which parts the model is made."""

    def stretches(self, vocabulary_size: int) -> Iterator[Stretch]: ...


def outline(spec: HasStretches, vocabulary_size: int) -> tuple[Stretch, ...]:
    """The model from its embeddings to its outputs; what is empty is left out."""
    return tuple(stretch for stretch in spec.stretches(vocabulary_size) if stretch.parts)


# -- parts that several architectures share ---------------------------------------------------


def linear(inputs: int, outputs: int, *, bias: bool = True) -> tuple[tuple[int, ...], ...]:
    """The shapes of a linear layer's weight and bias."""
    return ((outputs, inputs), (outputs,)) if bias else ((outputs, inputs),)


def classic_block(c: int, f: int) -> tuple[Part, Part, Part]:
    """A norm, attention and feed-forward with biases everywhere."""
    return (
        Part(PartKind.NORM, ((c,), (c,))),
        Part(PartKind.ATTENTION, (*linear(c, 3 * c), *linear(c, c))),
        Part(PartKind.FEED_FORWARD, (*linear(c, f), *linear(f, c))),
    )


def output_layer(c: int, v: int, *, tied: bool) -> Part:
    """The scores of the vocabulary; a tied one has no weights of its own."""
    return Part(PartKind.OUTPUT, () if tied else ((v, c),))
