"""What the horizontal axis of curves counts, and where their points stand on it."""

from enum import StrEnum

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication

from workbench.store.runs.state import MetricSeries, RunState

Floats = npt.NDArray[np.float64]


class Along(StrEnum):
    """What the horizontal axis counts."""

    STEP = "step"
    TOKENS = "tokens"
    EPOCH = "epoch"
    MINUTES = "minutes"
    FLOPS = "flops"


def positions(series: MetricSeries, along: Along, flops_per_token: float = np.nan) -> Floats:
    """Where a series' points stand, copied: a view would keep the growing column from growing.

    FLOPs follow from the tokens; where one token's are not known, no point has a place.
    """
    match along:
        case Along.STEP:
            return np.array(series.steps, dtype=np.float64)
        case Along.TOKENS:
            return np.array(series.tokens, dtype=np.float64)
        case Along.EPOCH:
            return np.array(series.epochs, dtype=np.float64)
        case Along.MINUTES:
            return np.array(series.elapsed_s, dtype=np.float64) / 60
        case Along.FLOPS:
            return np.array(series.tokens, dtype=np.float64) * flops_per_token


def position_of_step(
    state: RunState, step: int, along: Along, flops_per_token: float = np.nan
) -> float:
    """Where a step stands on the horizontal axis, as the run's longest series tells it."""
    longest = max(state.series.values(), key=len, default=MetricSeries())
    if not longest:
        return 0.0
    index = int(np.searchsorted(np.array(longest.steps), step))
    place = positions(longest, along, flops_per_token)[min(index, len(longest) - 1)]
    return float(place)


def step_at(state: RunState, x: float, along: Along, flops_per_token: float = np.nan) -> int | None:
    """The step of a run that stands nearest to a place of the axis; None without points."""
    longest = max(state.series.values(), key=len, default=MetricSeries())
    if not longest or not np.isfinite(x):
        return None
    distances = np.abs(positions(longest, along, flops_per_token) - x)
    return longest.steps[int(np.argmin(distances))] if np.isfinite(distances).any() else None


def along_text(along: Along) -> str:
    """What the axis is called, in the present language."""
    match along:
        case Along.STEP:
            return QCoreApplication.translate("Curves", "Step")
        case Along.TOKENS:
            return QCoreApplication.translate("Curves", "Tokens")
        case Along.EPOCH:
            return QCoreApplication.translate("Curves", "Epoch")
        case Along.MINUTES:
            return QCoreApplication.translate("Curves", "Minutes")
        case Along.FLOPS:
            return QCoreApplication.translate("Curves", "FLOPs")
