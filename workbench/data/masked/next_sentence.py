"""Examples for an encoder, cut from a document's consecutive sentences: one part, or a pair.

Shape legend: e = examples. After Devlin et al. 2019, appendix A.2: half of the pairs continue, half
have a second part from another document; a share of the examples is short.
"""

from dataclasses import dataclass

import numpy as np

from workbench.data.causal.layout import Tokens
from workbench.data.masked.sentence_arrays import Indices, SentenceArrays
from workbench.errors import BadInput
from workbench.named import named

FOLLOWS, RANDOM = 0, 1
"""The labels of a pair, as published checkpoints have them."""


@dataclass(frozen=True, eq=False)
class Chunks:
    """Consecutive sentences that together fill an example: from `begins_e` up to `ends_e`."""

    begins_e: Indices
    ends_e: Indices

    def __len__(self) -> int:
        return len(self.begins_e)


@dataclass(frozen=True, eq=False)
class SentencePair:
    """Two parts and whether the second one follows; without a second part `label` is None."""

    first: Tokens
    second: Tokens
    label: int | None


def cut_chunks(sentences: SentenceArrays, budget: int, at_least: int) -> Chunks:
    """Fill every document's sentences into chunks of about `budget` tokens.

    Each has `at_least` sentences; a document with fewer is left out, and sentences left over at a
    document's end join its last chunk.
    """
    begins, ends = sentences.documents_d[:-1], sentences.documents_d[1:]
    longer = ends - begins >= at_least
    begins, ends = begins[longer], ends[longer]
    chunks: list[tuple[Indices, Indices]] = []
    while len(begins):
        reached = np.maximum(sentences.reaching(begins, budget), begins + at_least)
        reached = np.where(ends - reached < at_least, ends, np.minimum(reached, ends))
        chunks.append((begins, reached))
        going_on = reached < ends
        begins, ends = reached[going_on], ends[going_on]
    if not chunks:
        empty = np.empty(0, dtype=np.int64)
        return Chunks(empty, empty)
    all_begins, all_ends = (np.concatenate(column) for column in zip(*chunks, strict=True))
    order = np.argsort(all_begins)
    return Chunks(all_begins[order], all_ends[order])


def check_pairs(sentences: SentenceArrays, chunks: Chunks) -> None:
    """Raise BadInput when no pair, or no random second part, can be made of the text."""
    if not len(chunks):
        raise BadInput(
            "no document of the {split} part has two sentences, so that no pair can be made; "
            "choose the objective masked tokens (mlm), or import the text with longer documents",
            split=named(sentences.split),
        )
    with_text = np.count_nonzero(np.diff(sentences.documents_d))
    if with_text < 2:
        raise BadInput(
            "the {split} part of the corpus is a single document, so that no second sentence can "
            "come from another one; choose the objective masked tokens (mlm), or "
            "cut the text into documents",
            split=named(sentences.split),
        )


def draw_pair(
    sentences: SentenceArrays, begin: int, end: int, target: int, rng: np.random.Generator
) -> SentencePair:
    """A pair of at most `target` tokens from the sentences `begin` up to `end` (at least two)."""
    middle = int(rng.integers(begin + 1, end))
    first = _tokens(sentences, begin, middle)
    label = int(rng.integers(2))
    if label == FOLLOWS:
        second = _tokens(sentences, middle, end)
    else:
        second = _from_another_document(sentences, begin, max(1, target - len(first)), rng)
    lengths = pair_lengths(len(first), len(second), target)
    return SentencePair(
        _shortened(first, lengths[0], rng), _shortened(second, lengths[1], rng), label
    )


def pair_lengths(first: int, second: int, target: int) -> tuple[int, int]:
    """What is left of both when tokens are taken from the longer one until `target` remain."""
    if first + second <= target:
        return first, second
    half = target // 2
    if first <= half:
        return first, target - first
    if second <= target - half:
        return target - second, second
    return half, target - half


def _from_another_document(
    sentences: SentenceArrays, of: int, num_tokens: int, rng: np.random.Generator
) -> Tokens:
    """Some sentences from a random place outside the document in which sentence `of` stands."""
    document = int(sentences.documents_of(np.array([of]))[0])
    own_begin, own_end = sentences.documents_d[document : document + 2]
    begin = int(rng.integers(sentences.num_sentences - (own_end - own_begin)))
    begin += int(own_end - own_begin) if begin >= own_begin else 0
    other = int(sentences.documents_of(np.array([begin]))[0])
    reached = int(sentences.reaching(np.array([begin]), num_tokens)[0])
    return _tokens(sentences, begin, min(reached, int(sentences.documents_d[other + 1])))


def draw_single(
    sentences: SentenceArrays, begin: int, end: int, target: int, rng: np.random.Generator
) -> SentencePair:
    """One part of at most `target` tokens."""
    tokens = _tokens(sentences, begin, end)
    shortened = _shortened(tokens, min(len(tokens), target), rng)
    return SentencePair(shortened, shortened[:0], None)


def _tokens(sentences: SentenceArrays, begin: int, end: int) -> Tokens:
    offsets = sentences.sentences_s
    return sentences.tokens_n[offsets[begin] : offsets[end]]


def _shortened(tokens: Tokens, length: int, rng: np.random.Generator) -> Tokens:
    """Each token too many is taken from the front or from the back, at random."""
    excess = len(tokens) - length
    front = int(rng.binomial(excess, 0.5)) if excess else 0
    return tokens[front : front + length]
