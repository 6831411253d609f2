"""Where each head attends hardest, and which tokens meet there.

The first token is left out as a key: idle heads look there, and its share is a measure of its own.
Shapes: b passages, h heads, q queries, k keys, t tokens, n passages seen so far, u tokens that
occur, r those that are told.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

STRONG = 0.5
"""A query and its strongest key are counted where the key has at least so much of the attention."""
MOST_PASSAGES = 8
MOST_TOKENS = 12


@dataclass(frozen=True)
class HardestCell:
    """The largest weight of a passage (numbered from 0): where, and how large."""

    passage: int
    query: int
    key: int
    weight: float


@dataclass(frozen=True)
class StrongTokens:
    """Ids with how often they met, the most frequent first, out of `total` strong weights."""

    queries: tuple[tuple[int, int], ...]
    keys: tuple[tuple[int, int], ...]
    total: int


class StrongestOfLayer:
    """Collects one layer's; passages are numbered as they are added.

    `ids_u` are the ids that occur in any of the passages, sorted.
    """

    def __init__(self, num_heads: int, ids_u: Tensor) -> None:
        self._ids_u = ids_u
        self._queries_hu = torch.zeros(num_heads, len(ids_u), dtype=torch.int64)
        self._keys_hu = torch.zeros_like(self._queries_hu)
        self._cells: list[list[HardestCell]] = [[] for _ in range(num_heads)]

    def add(self, first: int, ids_bt: Tensor, attention_bhqk: Tensor) -> None:
        """Some passages, of which the first has the number `first`."""
        if ids_bt.shape[1] < 2:
            return
        weights_bhq, keys_bhq = attention_bhqk[..., 1:].max(-1)
        weights_bhq, keys_bhq = weights_bhq.cpu(), keys_bhq.cpu() + 1
        if attention_bhqk.shape[-1] > 1:
            weights_bhq[..., 0] = -1.0  # the first query of a causal model sees itself alone
        self._count(ids_bt.cpu(), weights_bhq, keys_bhq)
        self._keep_hardest(first, weights_bhq, keys_bhq)

    def cells(self, head: int) -> tuple[HardestCell, ...]:
        """A head's hardest cells of different passages, the hardest first."""
        return tuple(self._cells[head])

    def tokens(self, head: int) -> StrongTokens:
        """A head's most frequent queries and keys."""
        return StrongTokens(
            self._most_frequent(self._queries_hu[head]),
            self._most_frequent(self._keys_hu[head]),
            int(self._keys_hu[head].sum()),
        )

    def _count(self, ids_bt: Tensor, weights_bhq: Tensor, keys_bhq: Tensor) -> None:
        places_bt = torch.searchsorted(self._ids_u, ids_bt)
        strong_bhq = (weights_bhq >= STRONG).long()
        for row, places_t in enumerate(places_bt):
            strong_hq = strong_bhq[row]
            queries_hq = places_t.expand_as(strong_hq)
            self._queries_hu.scatter_add_(1, queries_hq, strong_hq)
            self._keys_hu.scatter_add_(1, places_t[keys_bhq[row]], strong_hq)

    def _keep_hardest(self, first: int, weights_bhq: Tensor, keys_bhq: Tensor) -> None:
        largest_bh, queries_bh = weights_bhq.max(-1)
        for head, kept in enumerate(self._cells):
            for row, weight in enumerate(largest_bh[:, head].tolist()):
                query = int(queries_bh[row, head])
                key = int(keys_bhq[row, head, query])
                kept.append(HardestCell(first + row, query, key, weight))
            kept.sort(key=lambda cell: -cell.weight)
            del kept[MOST_PASSAGES:]

    def _most_frequent(self, counts_u: Tensor) -> tuple[tuple[int, int], ...]:
        counts_r, places_r = counts_u.sort(descending=True, stable=True)
        found = zip(
            self._ids_u[places_r[:MOST_TOKENS]].tolist(),
            counts_r[:MOST_TOKENS].tolist(),
            strict=True,
        )
        return tuple((token, count) for token, count in found if count)
