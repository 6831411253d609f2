"""A beam search as a tree, as plain values; torch is not needed."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What became of a text at the step that wrote its last token."""

    KEPT = "kept"
    """It was gone on from."""
    ENDED = "ended"
    """It was over, and its final score counts."""
    DROPPED = "dropped"
    """Others were better."""


@dataclass(frozen=True)
class BeamNode:
    """A text by its last token, which stands behind that of its parent.

    `log_probability` is the model's own of the token; `score` is the sum by which the search
    counts the text, penalties included. Of one that has ended, `final` is the score under the
    length penalty, and `place` its place among the others, 1 for the best. The path of the best is
    `is_best`. A text that has ended otherwise than by an end token, `is_over`, could go on.
    """

    token: int
    parent: int
    log_probability: float
    score: float
    fate: Fate
    final: float | None = None
    place: int = 0
    is_best: bool = False
    is_over: bool = False


@dataclass(frozen=True)
class BeamTree:
    """All texts that a search has looked at, after `num_steps`; each node behind its parent.

    Of the continuations of a step only the likeliest are looked at: about twice as many as beams.
    While the search goes on, the path of the best is known as far as it is decided.
    """

    nodes: tuple[BeamNode, ...]
    num_steps: int
    is_whole: bool = False
