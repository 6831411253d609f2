"""What several models put in place of masks, side by side, and a text with some of it filled in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol


class CandidateLike(Protocol):
    """A token for a mask."""

    @property
    def text(self) -> str: ...
    @property
    def piece(self) -> str: ...
    @property
    def probability(self) -> float: ...
    @property
    def continues(self) -> bool: ...


class Position(Protocol):
    """One mask and its candidates, best first."""

    @property
    def candidates(self) -> Sequence[CandidateLike]: ...


def shared_candidates(
    positions_by_model: Mapping[str, Sequence[Position]], mask: int
) -> frozenset[tuple[str, bool]]:
    """What every one of several models offers for a mask (from 0): `in_words` of a candidate."""
    sets = [
        {in_words(candidate) for candidate in positions[mask].candidates}
        for positions in positions_by_model.values()
        if mask < len(positions)
    ]
    return frozenset(set.intersection(*sets)) if len(sets) > 1 else frozenset()


def in_words(candidate: CandidateLike) -> tuple[str, bool]:
    """What is read of a candidate, by which those of different tokenizers are compared."""
    return candidate.text, candidate.continues


def filled_text(
    parts: Sequence[str], candidates: Sequence[CandidateLike]
) -> Iterator[tuple[str, bool]]:
    """A text's parts with a candidate between any two, each with whether it was filled in.

    What goes on with a word takes the space before the mask away.
    """
    for part, candidate in zip(parts, candidates, strict=False):
        yield part.rstrip() if candidate.continues else part, False
        yield candidate.text, True
    yield parts[-1], False


def full_share(positions_by_model: Mapping[str, Sequence[Position]]) -> float:
    """The probability that the longest bar could stand for: a whole tenth above all there are."""
    highest = max(
        (
            candidate.probability
            for positions in positions_by_model.values()
            for position in positions
            for candidate in position.candidates
        ),
        default=1.0,
    )
    return 1.0 if highest > 0.5 else next(k / 10 for k in range(1, 7) if highest <= k / 10)
