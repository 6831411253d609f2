"""Which lines a map of attention has for a chosen token, and how strong each one is.

Shapes: q queries (rows), k keys (columns).
"""

import numpy as np

from ui.widgets.attention.attended_map import EMPTY, AttendedMap, strongest, strongest_cells
from ui.widgets.maps.colour_scale import ColourScale
from ui.widgets.maps.map_view import Cell
from ui.widgets.maps.tiles import Weights


class WeightedLines:
    """The lines of a map on a scale; at most `most` of them while no token is chosen."""

    def __init__(
        self, attended: AttendedMap = EMPTY, scale: ColourScale | None = None, most: int = 0
    ) -> None:
        self.map = attended
        self._scale = scale or ColourScale()
        self._top = self._scale.top(attended.values_qk, attended.num_masked())
        self._strongest = strongest_cells(attended.values_qk, most)

    def of(self, cell: Cell) -> list[Cell]:
        """Rows and columns of the lines of a query (row, -1), a key (-1, column) or of neither,
        the strongest first."""
        row, column = cell
        if row >= 0:
            return [(row, key) for key in strongest(self.map.row(row), len(self.map.keys))]
        if column >= 0:
            queries = strongest(self.map.column(column), len(self.map.queries))
            return [(query, column) for query in queries]
        return self._strongest

    def shares(self, weights: Weights) -> Weights:
        """Their shares of the colour; 0 where there is no weight."""
        return np.nan_to_num(self._scale.shares(weights, self._top))

    def token_shares(self, cell: Cell) -> tuple[Weights, Weights]:
        """How strongly each query and each key is coloured by the weights of a chosen token."""
        row, column = cell
        queries: Weights = np.zeros(len(self.map.queries), np.float32)
        keys: Weights = np.zeros(len(self.map.keys), np.float32)
        if row >= 0:
            keys = self.shares(self.map.row(row))
        elif column >= 0:
            queries = self.shares(self.map.column(column))
        return queries, keys

    def names(self, cell: Cell, most: int) -> list[str]:
        """The strongest tokens of a chosen one with their weights."""
        return [
            f"{self.map.key_name(key) if cell[0] >= 0 else self.map.query_name(query)} "
            f"{self.map.values_qk[query, key]:.4f}"
            for query, key in self.of(cell)[:most]
        ]
