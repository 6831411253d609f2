"""Two written texts, scored by both their models: what is asked, and what comes of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from ui.protocols.open_project import ModelSource
from ui.texts.generated import GeneratedText
from workbench.corpora.copied.index import CopiedPassage, IndexProgress
from workbench.generation.texts.text_figures import first_difference

if TYPE_CHECKING:
    from workbench.activities.queries.text_queries import (
        CrossScoredText,
        CrossScoredToken,
        JudgedToken,
        Writer,
    )

Pair = tuple[GeneratedText, GeneratedText]


class CrossMeasure(StrEnum):
    """What the tokens of a text are coloured by; the other is the model that did not write it."""

    OTHER = "other"
    KL = "kl"
    REVERSE_KL = "reverse_kl"
    JS = "js"
    OWN = "own"
    RANK = "rank"


@dataclass(frozen=True)
class ScoredPair:
    """Two texts as both models find them, and where they first differ.

    `difference` is None where they do not, or go on with different prompts.
    """

    texts: Pair
    scored: "tuple[CrossScoredText, CrossScoredText]"
    difference: int | None


def scored_pair(project: ModelSource, texts: Pair) -> Iterator[ScoredPair]:
    """Runs in a thread of the query lane."""
    one, other = (project.model(text.request.pinned) for text in texts)
    pair = one.versus(other)
    scored = (
        pair.written(texts[0].request.prompt, _ids(texts[0]), "teacher"),
        pair.written(texts[1].request.prompt, _ids(texts[1]), "student"),
    )
    same_prompt = texts[0].request.prompt == texts[1].request.prompt
    difference = first_difference(scored[0].ids, scored[1].ids) if same_prompt else None
    yield ScoredPair(texts, scored, difference)


@dataclass(frozen=True)
class FoundCopy:
    """The longest copied passage of a text (0 or 1), or how far the index is."""

    number: int
    found: CopiedPassage | IndexProgress


def copies(project: ModelSource, texts: Pair) -> Iterator[FoundCopy]:
    """Runs in a thread of the query lane."""
    for number, text in enumerate(texts):
        for found in project.model(text.request.pinned).copied([text.text]):
            yield FoundCopy(number, found)


def _ids(text: GeneratedText) -> list[int]:
    return [token.id for token in text.tokens]


def default_pair(texts: Sequence[GeneratedText], teacher: str, student: str) -> tuple[int, int]:
    """The numbers of the texts that are compared unless somebody chooses others.

    The teacher's and the student's under one strategy, or else the first two of different models.
    """
    pairs = [(a, b) for a in range(len(texts)) for b in range(len(texts)) if a != b]

    def rank(pair: tuple[int, int]) -> tuple[bool, ...]:
        one, other = (texts[number].request for number in pair)
        is_taught = (one.reference, other.reference) == (teacher, student)
        return (
            not is_taught,
            one.pinned == other.pinned,
            one.prompt != other.prompt,
            one.strategy != other.strategy,
        )

    return min(pairs, key=rank, default=(-1, -1))


def figure(token: "CrossScoredToken", measure: CrossMeasure, writer: "Writer") -> float:
    """What is coloured: nats, or a rank from 1."""
    own, other = by_side(token, writer)
    match measure:
        case CrossMeasure.OTHER:
            return -other.log_probability
        case CrossMeasure.OWN:
            return -own.log_probability
        case CrossMeasure.KL:
            return token.kl
        case CrossMeasure.REVERSE_KL:
            return token.reverse_kl
        case CrossMeasure.JS:
            return token.js
        case CrossMeasure.RANK:
            return other.rank
        case _:
            assert_never(measure)


def by_side(token: "CrossScoredToken", writer: "Writer") -> "tuple[JudgedToken, JudgedToken]":
    """How the writer finds a token, and how the other model does."""
    if writer == "teacher":
        return token.teacher, token.student
    return token.student, token.teacher


@dataclass(frozen=True)
class WorstToken:
    """A token of one of the two texts (0 or 1), and its place in it."""

    number: int
    place: int
    token: "CrossScoredToken"
    writer: "Writer"

    @property
    def own(self) -> "JudgedToken":
        return by_side(self.token, self.writer)[0]

    @property
    def other(self) -> "JudgedToken":
        return by_side(self.token, self.writer)[1]


def worst_tokens(pair: ScoredPair, most: int) -> tuple[WorstToken, ...]:
    """The tokens of both texts where the models differ most, by KL, the worst first."""
    every = (
        WorstToken(number, place, token, scored.writer)
        for number, scored in enumerate(pair.scored)
        for place, token in enumerate(scored.tokens)
    )
    return tuple(sorted(every, key=lambda one: -one.token.kl)[:most])
