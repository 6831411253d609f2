"""How much of a validation text was already seen in training, as the share of shared n-grams."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_CHUNK_TOKENS = 1 << 20
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class SeenNGrams:
    """Of each n-gram of a text, by its first token: whether it occurs in training, and whether it
    counts at all (none that joins two documents does)."""

    seen_n: NDArray[np.bool_]
    inside_n: NDArray[np.bool_]

    @property
    def share(self) -> float:
        """Of those that count; 0 of none."""
        count = int(self.inside_n.sum())
        return int((self.seen_n & self.inside_n).sum()) / count if count else 0.0


def seen_ngrams(
    train: Iterable[NDArray[np.integer]],
    validation: NDArray[np.integer],
    n: int = 8,
    boundary: int | None = None,
) -> SeenNGrams:
    """Which of the validation tokens' n-grams occur in training.

    `train` is read piece by piece and may be far larger than memory; n-grams do not cross from one
    piece to the next. N-grams that hold `boundary`, the token that ends a document, do not count:
    they join what does not belong together. N-grams are compared by 64-bit hashes, so two in about
    10^19 pairs are taken for equal.
    """
    sought_n, inside_n = _hashes(validation, n), _inside(validation, n, boundary)
    if not len(sought_n):
        return SeenNGrams(np.zeros(0, dtype=bool), inside_n)
    distinct, places_n = np.unique(sought_n, return_inverse=True)
    seen = np.zeros(len(distinct), dtype=bool)
    for hashes in _hashes_of_pieces(train, n):
        index = np.minimum(np.searchsorted(distinct, hashes), len(distinct) - 1)
        seen[index[distinct[index] == hashes]] = True
    return SeenNGrams(seen[places_n], inside_n)


def _hashes_of_pieces(
    pieces: Iterable[NDArray[np.integer]], n: int
) -> Iterator[NDArray[np.uint64]]:
    for piece in pieces:
        for begin in range(0, max(len(piece) - n + 1, 0), _CHUNK_TOKENS):
            # Sorted, the search walks through memory instead of jumping.
            yield np.unique(_hashes(piece[begin : begin + _CHUNK_TOKENS + n - 1], n))


def _hashes(tokens: NDArray[np.integer], n: int) -> NDArray[np.uint64]:
    """A hash of the n-gram that begins at each token (splitmix64 in a polynomial, modulo 2^64)."""
    count = max(len(tokens) - n + 1, 0)
    mixed = _mix(tokens.astype(np.uint64))
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(n):
        hashes = hashes * _MULTIPLIER + mixed[offset : offset + count]
    return _mix(hashes)


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64 (Steele, Lea and Flood 2014), a bijection."""
    values = values + _MULTIPLIER
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _inside(tokens: NDArray[np.integer], n: int, boundary: int | None) -> NDArray[np.bool_]:
    """Which n-grams, by their first token, do not hold the boundary."""
    count = max(len(tokens) - n + 1, 0)
    if boundary is None or not count:
        return np.ones(count, dtype=bool)
    before = np.concatenate([[0], np.cumsum(tokens == boundary)])
    return np.asarray(before[n : n + count] == before[:count])
