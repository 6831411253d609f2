"""What several models put in place of masks, as rows of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class CandidateLike(Protocol):
    """A token for a mask."""

    @property
    def piece(self) -> str: ...
    @property
    def probability(self) -> float: ...


class Position(Protocol):
    """One mask and its candidates, best first."""

    @property
    def candidates(self) -> Sequence[CandidateLike]: ...


@dataclass(frozen=True)
class Filling:
    """One model's candidate: the piece, its probability, and whether every model offers it."""

    piece: str
    probability: float
    is_shared: bool


@dataclass(frozen=True)
class FilledRow:
    """The candidates of one rank for one mask (both from 1), by model reference."""

    mask: int
    rank: int
    fillings: Mapping[str, Filling]


def filled_rows(positions_by_model: Mapping[str, Sequence[Position]]) -> list[FilledRow]:
    """Side by side: a row for every mask and rank; a candidate of all models is marked shared."""
    num_masks = max((len(positions) for positions in positions_by_model.values()), default=0)
    return [row for mask in range(num_masks) for row in _rows_of(mask, positions_by_model)]


def _rows_of(mask: int, positions_by_model: Mapping[str, Sequence[Position]]) -> list[FilledRow]:
    offered = {
        reference: positions[mask].candidates
        for reference, positions in positions_by_model.items()
        if mask < len(positions)
    }
    sets = [{candidate.piece for candidate in candidates} for candidates in offered.values()]
    shared = set.intersection(*sets) if len(sets) > 1 else set()
    ranks = max(map(len, offered.values()))
    return [
        FilledRow(
            mask + 1,
            rank + 1,
            {
                reference: Filling(c[rank].piece, c[rank].probability, c[rank].piece in shared)
                for reference, c in offered.items()
                if rank < len(c)
            },
        )
        for rank in range(ranks)
    ]
