"""Where in a text a student is furthest from its teacher."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, assert_never

from workbench.data.causal.layout import Tokens
from workbench.distillation.comparison.tokens import (
    TokenComparison,
    compare_window,
    shared_context,
)
from workbench.generation.scoring import check_length
from workbench.models.build import Decoder

PASSAGE_TOKENS = 64

By = Literal["kl", "excess"]
"""Mean KL(p_T ‖ p_S), or how much higher the student's loss is than the teacher's."""


@dataclass(frozen=True)
class Passage:
    """Some consecutive tokens of a text; `begin` is the index of the first one, counted from 0.

    `ids` is all that the models read, up to the passage's last token.
    """

    begin: int
    ids: tuple[int, ...]
    comparison: TokenComparison


@dataclass(frozen=True)
class Search:
    """How far a search is, in tokens, and the worst passages so far, the worst first."""

    done: int
    total: int
    passages: tuple[Passage, ...]


def worst_passages(
    teacher: Decoder,
    student: Decoder,
    tokens: Tokens,
    *,
    by: By,
    most_passages: int,
    passage_tokens: int = PASSAGE_TOKENS,
) -> Iterator[Search]:
    """Read a text once and yield the worst passages so far after every window.

    Passages do not overlap; each is read within one window of the shorter context, and what is
    left over at the text's end, shorter than a passage, is not looked at.
    """
    num_targets = len(tokens) - 1
    check_length(tokens[:2].tolist())
    context = shared_context(teacher, student)
    length = min(passage_tokens, context, num_targets)
    total = num_targets // length * length
    width = context // length * length
    worst: list[Passage] = []
    for begin in range(0, total, width):
        end = min(begin + width, total)
        window = tokens[begin : end + 1].tolist()
        passages = _cut(begin, window, compare_window(teacher, student, window), length)
        worst = heapq.nlargest(most_passages, [*worst, *passages], key=lambda one: badness(one, by))
        yield Search(end, total, tuple(worst))


def badness(passage: Passage, by: By) -> float:
    """What passages are sorted by, in nats per token."""
    match by:
        case "kl":
            return passage.comparison.kl
        case "excess":
            return passage.comparison.excess
        case _:
            assert_never(by)


def _cut(
    begin: int, window: list[int], comparison: TokenComparison, length: int
) -> Iterator[Passage]:
    """The passages of one window, whose first token precedes the first passage."""
    for first in range(0, len(window) - 1, length):
        last = first + length
        yield Passage(begin + first + 1, tuple(window[: last + 1]), comparison.part(first, last))
