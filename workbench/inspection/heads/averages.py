"""Means over passages: each passage counts alike, and one with nothing to tell does not count.

Shapes: l layers, b passages, h heads.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


class PassageMeans:
    """Adds up what each passage says of every head, by the name of the measure."""

    def __init__(self, num_layers: int, num_heads: int) -> None:
        self._shape = (num_layers, num_heads)
        self._sums: dict[str, Tensor] = {}
        self._counts: dict[str, Tensor] = {}

    def add(self, name: str, layer: int, values_bh: Tensor) -> None:
        """Some passages' values of one layer; NaN is no value."""
        zeros = torch.zeros(self._shape, dtype=torch.float64)
        sums_lh = self._sums.setdefault(name, zeros)
        counts_lh = self._counts.setdefault(name, zeros.clone())
        known_bh = ~values_bh.isnan()
        sums_lh[layer] += values_bh.double().nan_to_num(nan=0.0).sum(0).cpu()
        counts_lh[layer] += known_bh.sum(0).cpu()

    def means(self) -> dict[str, NDArray[np.float32]]:
        """The mean of each measure by its name, lh; NaN where no passage had a value."""
        return {
            name: (self._sums[name] / self._counts[name]).float().numpy() for name in self._sums
        }
