"""Heads' maps a few rows at a time, in memory that is used again and stays in the cache.

Shapes: h heads, q queries, k keys, d width of a head.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from workbench.inspection.maps.layer_heads import LayerHeads

HIDDEN = -1e30
"""The score of a key that a query may not attend to: its weight is 0, and weight times score."""


@dataclass(frozen=True)
class MapRows:
    """Some rows of some heads' maps, valid until the next ones are asked for.

    `first` is the query of the first row. Keys behind the last that any of these queries may see
    are left out. `scores_hqk` are less the largest of their row.
    """

    first: int
    scores_hqk: Tensor
    weights_hqk: Tensor


class RowMaps:
    """Gives the maps of heads on a text of so many tokens, at most so many cells at a time.

    Rows come in multiples of `side`, but for the last ones.
    """

    def __init__(self, num_heads: int, tokens: int, *, side: int, cells: int) -> None:
        sides = max(1, cells // (num_heads * tokens * side))
        self._tokens, self._at_once = tokens, min(tokens, sides * side)
        self._heads = min(num_heads, max(1, cells // (self._at_once * tokens)))
        self._num_heads = num_heads
        self._memory = torch.empty(2, self._heads * self._at_once * tokens)

    def groups(self) -> Iterator[slice]:
        """The heads that are computed together."""
        for begin in range(0, self._num_heads, self._heads):
            yield slice(begin, min(begin + self._heads, self._num_heads))

    def rows(self, layer: LayerHeads, heads: slice) -> Iterator[MapRows]:
        """All rows of these heads, in order."""
        queries_hqd = layer.queries_hqd[heads]
        scale = np.float32(queries_hqd.shape[-1] ** -0.5)
        scaled_hqd = torch.from_numpy(queries_hqd * scale)
        keys_hdk = torch.from_numpy(layer.keys_hkd[heads].copy()).transpose(1, 2)
        for first in range(0, self._tokens, self._at_once):
            last = min(first + self._at_once, self._tokens)
            seen = last if layer.causal else self._tokens
            scores_hqk, weights_hqk = self._places(len(queries_hqd), last - first, seen)
            torch.bmm(scaled_hqd[:, first:last], keys_hdk[:, :, :seen], out=scores_hqk)
            _hide(scores_hqk, first, layer)
            scores_hqk -= scores_hqk.amax(dim=-1, keepdim=True)
            torch.softmax(scores_hqk, dim=-1, out=weights_hqk)
            yield MapRows(first, scores_hqk, weights_hqk)

    def _places(self, heads: int, queries: int, keys: int) -> tuple[Tensor, Tensor]:
        """Memory for scores and for weights, hqk."""
        size = heads * queries * keys
        scores, weights = (one[:size].view(heads, queries, keys) for one in self._memory)
        return scores, weights


def _hide(scores_hqk: Tensor, first: int, layer: LayerHeads) -> None:
    """Give the keys that a query may not see the score HIDDEN."""
    _, queries, keys = scores_hqk.shape
    begin = first if layer.causal and not layer.window else 0
    if layer.causal or layer.window:
        seen_qk = _seen(queries, keys - begin, first - begin, layer)
        scores_hqk[:, :, begin:].masked_fill_(~seen_qk, HIDDEN)


def _seen(queries: int, keys: int, first: int, layer: LayerHeads) -> Tensor:
    """True where a query may attend, qk; the first query stands at the key `first`."""
    ahead = 0 if layer.causal else layer.window - 1
    seen_qk = torch.ones(queries, keys, dtype=torch.bool).tril_(first + ahead)
    return seen_qk.triu_(first - layer.window + 1) if layer.window else seen_qk
