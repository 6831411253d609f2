"""What a model is made of, part by part, from its settings alone; torch is not needed.

Shape legend: c = hidden size, f = feed-forward's inner size, v = vocabulary.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec


class PartKind(StrEnum):
    """What a part does."""

    TOKENS = "tokens"
    POSITIONS = "positions"
    SEGMENTS = "segments"
    NORM = "norm"
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
    """Parts in the order in which a text passes them, so many times over."""

    parts: tuple[Part, ...]
    times: int = 1

    @property
    def parameters(self) -> int:
        return self.times * sum(part.parameters for part in self.parts)


def outline(spec: AnyModelSpec, vocabulary_size: int) -> tuple[Stretch, ...]:
    """The model from its embeddings to its outputs; what is empty is left out."""
    match spec:
        case GPTSpec():
            stretches = _gpt(spec, vocabulary_size)
        case BertSpec():
            stretches = _bert(spec, vocabulary_size)
        case LlamaSpec():
            stretches = _llama(spec, vocabulary_size)
        case _:
            assert_never(spec)
    return tuple(stretch for stretch in stretches if stretch.parts)


def _linear(inputs: int, outputs: int, *, bias: bool = True) -> tuple[tuple[int, ...], ...]:
    return ((outputs, inputs), (outputs,)) if bias else ((outputs, inputs),)


def _gpt(spec: GPTSpec, v: int) -> Iterator[Stretch]:
    c = spec.hidden_size
    yield Stretch(
        (Part(PartKind.TOKENS, ((v, c),)), Part(PartKind.POSITIONS, ((spec.context, c),)))
    )
    norm, attention, inner = _classic_block(spec)
    yield Stretch((norm, attention, norm, inner), spec.num_layers)
    yield Stretch((norm, _output(spec, v)))


def _bert(spec: BertSpec, v: int) -> Iterator[Stretch]:
    c = spec.hidden_size
    norm, attention, inner = _classic_block(spec)
    segments = Part(PartKind.SEGMENTS, ((spec.num_segments, c),))
    yield Stretch(
        (
            Part(PartKind.TOKENS, ((v, c),)),
            Part(PartKind.POSITIONS, ((spec.context, c),)),
            *([segments] if spec.num_segments else []),
            norm,
        )
    )
    is_pre = spec.norm_position == "pre"
    order = (norm, attention, norm, inner) if is_pre else (attention, norm, inner, norm)
    yield Stretch(order, spec.num_layers)
    yield Stretch((norm,) if is_pre else ())
    yield Stretch(tuple(_bert_heads(spec, v)))


def _bert_heads(spec: BertSpec, v: int) -> Iterator[Part]:
    c = spec.hidden_size
    if spec.pooler:
        yield Part(PartKind.POOLER, _linear(c, c))
        yield Part(PartKind.NEXT_SENTENCE, _linear(c, 2))
    if spec.masked_head:
        yield Part(PartKind.MASKED_HEAD, (*_linear(c, c), (c,), (c,), (v,)))
        yield _output(spec, v)


def _llama(spec: LlamaSpec, v: int) -> Iterator[Stretch]:
    c, f = spec.hidden_size, spec.inner_size
    qkv = c + 2 * spec.kv_heads * spec.head_size
    norm = Part(PartKind.NORM, ((c,),))
    attention = Part(
        PartKind.ATTENTION,
        (*_linear(c, qkv, bias=spec.qkv_bias), *_linear(c, c, bias=False)),
    )
    inner = Part(PartKind.FEED_FORWARD, ((2 * f, c), (c, f)))
    yield Stretch((Part(PartKind.TOKENS, ((v, c),)),))
    yield Stretch((norm, attention, norm, inner), spec.num_layers)
    yield Stretch((norm, _output(spec, v)))


def _classic_block(spec: GPTSpec | BertSpec) -> tuple[Part, Part, Part]:
    """A norm, attention and feed-forward with biases everywhere."""
    c, f = spec.hidden_size, spec.inner_size
    return (
        Part(PartKind.NORM, ((c,), (c,))),
        Part(PartKind.ATTENTION, (*_linear(c, 3 * c), *_linear(c, c))),
        Part(PartKind.FEED_FORWARD, (*_linear(c, f), *_linear(f, c))),
    )


def _output(spec: AnyModelSpec, v: int) -> Part:
    shapes = () if spec.tied_embeddings else ((v, spec.hidden_size),)
    return Part(PartKind.OUTPUT, shapes)
