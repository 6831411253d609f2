"""What each part adds to the loss that a run trains on; torch is not needed."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.distillation.features.spec import name_of
from workbench.distillation.stages import StageSpec, settings_at
from workbench.errors import BadInput
from workbench.metrics import LOSS_PART
from workbench.store.runs.state import MetricSeries

Floats = npt.NDArray[np.float64]

TOTAL = "loss"
REST = "rest"
"""What the parts that are known leave of the loss."""
_SOFT = ("soft", "own_text")
_ROUNDING = 1e-4
"""Of single precision, as a share of the loss: a rest below it is none."""


@dataclass(frozen=True)
class Contribution:
    """The points of a part times its weight; `name` is the part's metric, or `rest`."""

    name: str
    series: MetricSeries


def contributions(
    series: Mapping[str, MetricSeries], stages: Sequence[StageSpec]
) -> tuple[Contribution, ...]:
    """Series that add up to the loss at each of its steps; `stages` are those of a distillation.

    Raises BadInput where a run has no parts, and where they are weighed token by token.
    """
    total = series.get(TOTAL)
    names = [name for name in series if name.startswith(LOSS_PART)]
    if not total or len(names) < 2:
        raise BadInput("the loss of this run has no parts; a distillation's has")
    if any(stage.alpha_schedule == "confidence" for stage in stages):
        raise BadInput("α by confidence weighs each token by itself: the parts cannot be stacked")
    steps = np.array(total.steps)
    found = {name: _weighted(name, series[name], steps, stages) for name in names}
    rest = np.array(total.values) - sum(found.values())
    if np.nanmax(np.abs(rest) / np.maximum(np.abs(total.values), 1e-9), initial=0.0) > _ROUNDING:
        found[REST] = rest
    return tuple(Contribution(name, with_values(total, one)) for name, one in found.items())


def _weighted(
    name: str, part: MetricSeries, steps: npt.NDArray[np.int64], stages: Sequence[StageSpec]
) -> Floats:
    """A part that was not measured at a step added nothing to it."""
    values = np.zeros(steps.size)
    own = np.array(part.steps)
    places = np.searchsorted(steps, own)
    known = (places < steps.size) & (steps[np.minimum(places, steps.size - 1)] == own)
    weights = _weights(name.removeprefix(LOSS_PART), own[known], tuple(stages))
    values[places[known]] = np.array(part.values)[known] * weights
    return values


def _weights(
    part: str, steps: npt.NDArray[np.int64], stages: tuple[StageSpec, ...]
) -> float | Floats:
    if not stages:
        return 1.0
    return np.array([_weight(part, stages, step) for step in steps.tolist()])


def _weight(part: str, stages: tuple[StageSpec, ...], step: int) -> float:
    settings = settings_at(stages, step - 1)
    terms = {name_of(term): term.weight for term in settings.stage.terms}
    if part in terms:
        return terms[part]
    alpha = settings.alpha if part in _SOFT else 1.0 - settings.alpha
    return settings.stage.output_weight * alpha


def with_values(like: MetricSeries, values: Floats) -> MetricSeries:
    """Other values at the same steps."""
    made = like.behind(0)
    made.values = array("d", values.tolist())
    return made
