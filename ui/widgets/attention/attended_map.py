"""A map of attention as the views of it share it: weights, tokens, and what can be read off them.

Shapes: q queries (rows), k keys (columns).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ui.widgets.maps.tiles import Weights
from ui.widgets.token_strip import shown

Places = npt.NDArray[np.intp]

MOST_NAMED = 5
"""So many of the strongest tokens are named in a line of words."""


@dataclass(frozen=True)
class AttendedMap:
    """Weights of queries on keys with both axes' tokens, and where each stands in the text.

    With `causal`, keys later than their query do not exist.
    """

    values_qk: Weights
    queries: tuple[str, ...]
    keys: tuple[str, ...]
    query_positions: tuple[int, ...]
    key_positions: tuple[int, ...]
    causal: bool = False

    @classmethod
    def of(
        cls, values_qk: Weights, tokens: Sequence[str], *, causal: bool = False
    ) -> "AttendedMap":
        """A map of all tokens of a text on each other."""
        every = tuple(range(len(tokens)))
        return cls(values_qk, tuple(tokens), tuple(tokens), every, every, causal)

    def row(self, query: int) -> Weights:
        """The weights of a query, NaN where it cannot look."""
        weights_k: Weights = self.values_qk[query]
        if not self.causal:
            return weights_k
        return np.where(self._places()[1] > self.query_positions[query], np.nan, weights_k)

    def column(self, key: int) -> Weights:
        """The weights on a key, NaN of queries that cannot look at it."""
        weights_q: Weights = self.values_qk[:, key]
        if not self.causal:
            return weights_q
        return np.where(self._places()[0] < self.key_positions[key], np.nan, weights_q)

    def num_masked(self) -> int:
        """How many of the weights do not exist."""
        if not self.causal:
            return 0
        queries_q, keys_k = self._places()
        seen_q = np.searchsorted(keys_k, queries_q, side="right")
        return int(self.values_qk.size - seen_q.sum())

    def _places(self) -> tuple[Places, Places]:
        return np.asarray(self.query_positions), np.asarray(self.key_positions)

    def query_name(self, row: int) -> str:
        return f"{shown(self.queries[row])} ({self.query_positions[row]})"

    def key_name(self, column: int) -> str:
        return f"{shown(self.keys[column])} ({self.key_positions[column]})"


EMPTY = AttendedMap(np.zeros((0, 0), np.float32), (), (), (), ())


def strongest(weights: Weights, most: int) -> list[int]:
    """The indices of the largest weights of a row or a column above 0, the largest first."""
    sizes = np.nan_to_num(weights)
    order = np.argsort(-sizes, kind="stable")[:most]
    return [int(index) for index in order if sizes[index] > 0]


def strongest_cells(values_qk: Weights, most: int) -> list[tuple[int, int]]:
    """The rows and columns of a map's largest weights above 0, the largest first."""
    if not values_qk.size or not most:
        return []
    highest_q = np.nan_to_num(values_qk.max(axis=1))
    least = _least_of(highest_q, most)
    rows = np.flatnonzero(highest_q >= least)
    among, columns = np.nonzero(values_qk[rows] >= least)
    queries = rows[among]
    sizes = values_qk[queries, columns]
    order = np.argsort(-sizes, kind="stable")[:most]
    return [(int(queries[i]), int(columns[i])) for i in order if sizes[i] > 0]


def _least_of(highest_q: Weights, most: int) -> float:
    """A weight that so many cells reach at least: the largest ones of so many rows do."""
    smallest = float(np.finfo(np.float32).tiny)
    if most > len(highest_q):
        return smallest
    return max(float(np.sort(highest_q)[-most]), smallest)
