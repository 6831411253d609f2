"""The mean of a metric over runs that differ by their seed, and how far they lie apart.

Shapes: r runs, s steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import numpy as np
import numpy.typing as npt

from workbench.errors import BadInput
from workbench.intervals import student_t_975
from workbench.store.runs.state import MetricSeries
from workbench.words import Words, words

Floats = npt.NDArray[np.float64]


class BandKind(StrEnum):
    """What a band around a mean shows."""

    DEVIATION = "deviation"
    RANGE = "range"
    INTERVAL = "interval"

    @property
    def caption(self) -> Words:
        """What is written beside the mean."""
        match self:
            case BandKind.DEVIATION:
                return words("mean ± standard deviation")
            case BandKind.RANGE:
                return words("mean, lowest and highest")
            case BandKind.INTERVAL:
                return words("mean ± 95 % interval (Student's t)")
            case _:
                assert_never(self)


@dataclass(frozen=True)
class Band:
    """The mean of runs where all of them have a point; `low` and `high` enclose it.

    `left_out` is how many points of the runs stand at steps that not all of them have.
    """

    mean: MetricSeries
    low_s: Floats
    high_s: Floats
    num_runs: int
    left_out: int


def band(series: Sequence[MetricSeries], kind: BandKind) -> Band:
    """The band of two runs or more; raises BadInput where they have no step in common."""
    steps = np.array(series[0].steps)
    for one in series[1:]:
        steps = np.intersect1d(steps, np.array(one.steps), assume_unique=True)
    if not steps.size:
        raise BadInput("these runs have no step in common")
    values_rs = np.stack([_column(one, "values", steps) for one in series])
    mean_s = values_rs.mean(axis=0)
    low_s, high_s = _ends(values_rs, mean_s, kind)
    mean = MetricSeries()
    mean.steps.extend(steps.tolist())
    mean.values.extend(mean_s.tolist())
    for name in ("tokens", "elapsed_s", "epochs"):
        column_s = np.mean([_column(one, name, steps) for one in series], axis=0)
        whole = name == "tokens"
        getattr(mean, name).extend((np.rint(column_s).astype(int) if whole else column_s).tolist())
    left_out = sum(len(one) for one in series) - values_rs.size
    return Band(mean, low_s, high_s, len(series), left_out)


def _ends(values_rs: Floats, mean_s: Floats, kind: BandKind) -> tuple[Floats, Floats]:
    num_runs = len(values_rs)
    match kind:
        case BandKind.RANGE:
            return values_rs.min(axis=0), values_rs.max(axis=0)
        case BandKind.DEVIATION:
            room_s = values_rs.std(axis=0, ddof=1)
        case BandKind.INTERVAL:
            room_s = student_t_975(num_runs - 1) * values_rs.std(axis=0, ddof=1) / np.sqrt(num_runs)
        case _:
            assert_never(kind)
    return mean_s - room_s, mean_s + room_s


def _column(series: MetricSeries, name: str, steps: npt.NDArray[np.int64]) -> Floats:
    places = np.searchsorted(np.array(series.steps), steps)
    return np.array(getattr(series, name), dtype=np.float64)[places]
