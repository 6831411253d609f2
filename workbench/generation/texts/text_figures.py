"""Figures of a text by its tokens alone: how varied it is, and how much it repeats."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

REPEATED_TOKENS = 4
"""Of so many tokens are the parts that are looked for again."""


@dataclass(frozen=True)
class Variety:
    """How varied a text of `length` tokens is, in shares from 0 to 1; None for too short a text.

    Distinct-n are different n-grams among all of them (Li et al. 2016, arXiv 1510.03055);
    `repetition` are 4-grams that stood before among all (Welleck et al. 2020, arXiv 1908.04319).
    """

    length: int
    distinct_1: float | None
    distinct_2: float | None
    distinct_3: float | None
    repetition: float | None


def variety(tokens: Sequence[Hashable]) -> Variety:
    """The figures of a text's tokens."""
    distinct_4 = distinct(tokens, REPEATED_TOKENS)
    return Variety(
        length=len(tokens),
        distinct_1=distinct(tokens, 1),
        distinct_2=distinct(tokens, 2),
        distinct_3=distinct(tokens, 3),
        repetition=None if distinct_4 is None else 1.0 - distinct_4,
    )


def distinct(tokens: Sequence[Hashable], n: int) -> float | None:
    """How many of the n-grams of a text are different ones: a share, None without any n-gram."""
    count = len(tokens) - n + 1
    if count < 1:
        return None
    return len({tuple(tokens[begin : begin + n]) for begin in range(count)}) / count


def first_difference(one: Sequence[int], other: Sequence[int]) -> int | None:
    """The place (from 0) where two texts first differ, or one is over; None where they are equal.

    The texts are to go on with the same prompt.
    """
    pairs = zip(one, other, strict=False)
    differing = (place for place, (a, b) in enumerate(pairs) if a != b)
    shorter = min(len(one), len(other))
    return next(differing, None if len(one) == len(other) else shorter)
