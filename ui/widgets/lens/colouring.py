"""Which figure of a reading becomes a cell's colour, and on what scale; no widget here."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from ui.widgets.charts.bars import nice_top
from ui.widgets.maps.colour_legend import Tick
from ui.widgets.numbers import compact
from workbench.inspection.lens.reading import LogitLens

Values = NDArray[np.float64]


class LensMeasure(StrEnum):
    """What cells are coloured by."""

    TOP_PROBABILITY = "top_probability"
    TRUE_RANK = "true_rank"
    TRUE_PROBABILITY = "true_probability"
    ENTROPY = "entropy"
    KL = "kl"

    @property
    def is_share(self) -> bool:
        return self in (LensMeasure.TOP_PROBABILITY, LensMeasure.TRUE_PROBABILITY)


def values_of(lens: LogitLens, measure: LensMeasure) -> Values:
    """The figure of every reading and position, rt; NaN where it is not known."""
    match measure:
        case LensMeasure.TOP_PROBABILITY:
            return lens.top_probabilities_rtk[..., 0].astype(np.float64)
        case LensMeasure.TRUE_RANK:
            return np.where(lens.true_ranks_rt > 0, lens.true_ranks_rt, np.nan)
        case LensMeasure.TRUE_PROBABILITY:
            return lens.true_probabilities_rt.astype(np.float64)
        case LensMeasure.ENTROPY:
            return lens.entropies_rt.astype(np.float64)
        case LensMeasure.KL:
            return lens.divergences_rt.astype(np.float64)
        case _:
            assert_never(measure)


@dataclass(frozen=True)
class LensScale:
    """From a figure to a level between 0 and 1; of ranks the first has the full colour, and steps
    are even in their logarithm."""

    measure: LensMeasure
    top: float

    @classmethod
    def of(cls, measure: LensMeasure, lenses: Iterable[LogitLens]) -> "LensScale":
        """One scale for all lenses: probabilities up to 1, others up to their largest."""
        if measure.is_share:
            return cls(measure, 1.0)
        largest = [np.nanmax(values_of(one, measure), initial=0.0) for one in lenses]
        highest = max(largest, default=1.0)
        if measure is LensMeasure.TRUE_RANK:
            return cls(measure, 10.0 ** max(1, math.ceil(math.log10(max(highest, 1.0)))))
        return cls(measure, nice_top(highest or 1.0))

    def levels(self, values: Values) -> Values:
        """NaN stays what it is."""
        if self.measure is LensMeasure.TRUE_RANK:
            levels: Values = 1.0 - np.log10(values) / math.log10(self.top)
        else:
            levels = values / self.top
        return np.clip(levels, 0.0, 1.0)

    def ticks(self) -> list[Tick]:
        """Numbers for the legend."""
        if self.measure is LensMeasure.TRUE_RANK:
            powers = round(math.log10(self.top))
            return [Tick(1.0 - n / powers, compact(10.0**n)) for n in range(powers, -1, -1)]
        half, top = compact(self.top / 2), compact(self.top)
        return [Tick(0.0, "0"), Tick(0.5, half), Tick(1.0, top)]
