"""The weights of a map, and the 8-bit levels of the part of it that is seen.

Shapes: q queries (rows), k keys (columns); r and c the rows and columns of a picture.
"""

from dataclasses import dataclass

import numpy as np

from ui.widgets.maps.colour_scale import ColourScale, largest_size
from ui.widgets.maps.map_view import MapView
from ui.widgets.maps.tiles import Bytes, Weights, causal_mask, pool, pool_sizes, quantise


@dataclass(frozen=True)
class SeenLevels:
    """The levels rc of some rows and columns, each level a pixel at most."""

    rows: range
    columns: range
    levels_rc: Bytes


_NONE = SeenLevels(range(0), range(0), np.zeros((0, 0), np.uint8))


class MapLevels:
    """With `causal`, keys later than their query do not exist, and weigh 0.

    Only what is seen is pooled and coloured, and only when it changes: a map of 4,096 tokens has 16
    million weights.
    """

    def __init__(self, values_qk: Weights, causal: bool, two_sided: bool) -> None:
        self.values = values_qk
        self.causal, self.two_sided = causal, two_sided
        self.top, self.is_cut = 1.0, False
        self._largest = largest_size(values_qk)
        self._scale: ColourScale | None = None
        self._seen: tuple[range, range, int, int] | None = None
        self._pooled_rc: Weights = np.zeros((0, 0))
        self._levels = _NONE

    def set_scale(self, scale: ColourScale) -> None:
        """Find what has the full colour; the same scale again costs nothing."""
        if scale == self._scale:
            return
        self._scale = scale
        num_masked = self._num_masked() if self.causal else 0
        self.top = scale.top(self.values, num_masked, self._largest)
        self.is_cut = self._largest > self.top
        self._levels = _NONE

    def seen(self, view: MapView) -> SeenLevels:
        """The levels of what a view shows: pooled by the largest where a cell is below a pixel."""
        rows, columns = view.seen()
        shape = (
            max(1, round(len(rows) * min(view.cell_height, 1.0))),
            max(1, round(len(columns) * min(view.cell_width, 1.0))),
        )
        seen = (rows, columns, *shape)
        if seen != self._seen:
            self._seen, self._levels = seen, _NONE
            pooled = pool_sizes if self.two_sided else pool
            self._pooled_rc = pooled(_cut(self.values, rows, columns), *shape)
        if self._levels is _NONE:
            self._levels = SeenLevels(rows, columns, self._quantised(rows, columns))
        return self._levels

    def last_column(self, row: int) -> int:
        """The last key that a query can look at."""
        queries, keys = map(int, self.values.shape)
        return row + keys - queries if self.causal else keys - 1

    def _quantised(self, rows: range, columns: range) -> Bytes:
        assert self._scale is not None
        pooled_rc = self._pooled_rc
        places = range(self.last_column(rows.start), self.last_column(rows.stop))
        mask_rc = causal_mask(places, columns, pooled_rc.shape) if self.causal else None
        shares_rc = self._scale.shares(pooled_rc, self.top)
        return quantise(shares_rc, -1.0 if self.two_sided else 0.0, 1.0, mask_rc)

    def _num_masked(self) -> int:
        """How many cells do not exist."""
        queries, keys = map(int, self.values.shape)
        seen = np.clip(np.arange(queries) + keys - queries + 1, 0, keys)
        return queries * keys - int(seen.sum())


def _cut(values_qk: Weights, rows: range, columns: range) -> Weights:
    return values_qk[rows.start : rows.stop, columns.start : columns.stop]
