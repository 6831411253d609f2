"""A curve as arrays, and the robust statistics that anomalies are told by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.store.runs.state import MetricSeries

Floats = NDArray[np.float64]
_MAD_TO_SIGMA = 1.4826
"""The standard deviation of normal noise by its median absolute deviation."""


@dataclass(frozen=True, eq=False)
class Curve:
    """The steps of a curve's points, and their values."""

    steps: NDArray[np.int64]
    values: Floats

    @classmethod
    def of(cls, series: MetricSeries | None) -> "Curve":
        if series is None:
            return cls(np.empty(0, np.int64), np.empty(0))
        return cls(np.array(series.steps, np.int64), np.array(series.values, np.float64))

    def __len__(self) -> int:
        return len(self.steps)

    def between(self, after: int, until: int) -> "Curve":
        """The points with `after` < step <= `until`."""
        begin, end = np.searchsorted(self.steps, (after, until), side="right")
        return Curve(self.steps[begin:end], self.values[begin:end])

    def finite(self) -> "Curve":
        is_finite = np.isfinite(self.values)
        return Curve(self.steps[is_finite], self.values[is_finite])

    def split(self, boundaries: Sequence[int]) -> "list[Curve]":
        """The pieces between the boundaries, each the last step of its piece."""
        edges = np.searchsorted(self.steps, boundaries, side="right")
        pieces = zip(np.split(self.steps, edges), np.split(self.values, edges), strict=True)
        return [Curve(*piece) for piece in pieces if len(piece[0])]


def spread(values: Floats) -> float:
    """The standard deviation of the bulk, whatever stands far out."""
    return float(_MAD_TO_SIGMA * np.median(np.abs(values - np.median(values))))
