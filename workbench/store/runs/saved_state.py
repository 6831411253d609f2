"""What a checkpoint's `state.json` tells of its rank: a metric's name, value and direction."""

import math
from typing import Any

from pydantic import BaseModel, model_validator

from workbench import metrics
from workbench.metrics import Direction

VALIDATION_LOSS = "validation_loss"
SCORE = "score"
"""The name of an accuracy, macro-F1 or agreement that was saved before names were."""


def higher_is_better(metric_name: str) -> bool:
    """Whether checkpoints are the better the more they have of a metric, as of a score."""
    return metric_name == SCORE or metrics.metric(metric_name).direction is Direction.HIGHER


def rank(metric_name: str, metric: float) -> float:
    """What the best checkpoint has the least of."""
    return -metric if higher_is_better(metric_name) else metric


def is_ranked_alike(metric_name: str, other: str) -> bool:
    """Whether the values of two metrics can be compared; a score without a name may be any."""
    if SCORE in (metric_name, other):
        return higher_is_better(metric_name) == higher_is_better(other)
    return metric_name == other


class SavedState(BaseModel):
    """The part of `state.json` that every reader of checkpoints needs; the trainer keeps more.

    `metric` is the value of `metric_name`, if it was measured at this step; `best` is the best
    value so far. Older files have no name, and hold scores negated.
    """

    step: int
    metric_name: str = VALIDATION_LOSS
    metric: float | None = None
    best: float | None = None
    pinned: bool = False

    @model_validator(mode="before")
    @classmethod
    def _name_the_metric(cls, saved: Any) -> Any:
        """Migrate a state without a name: a negative metric in it means a negated score."""
        if not isinstance(saved, dict) or "metric_name" in saved:
            return saved
        values = {key: saved[key] for key in ("metric", "best") if _is_negative(saved.get(key))}
        if not values:
            return saved
        return {**saved, "metric_name": SCORE, **{key: -value for key, value in values.items()}}


def _is_negative(value: Any) -> bool:
    """By the sign bit, which tells even of a negated score of 0; NaN has no sign that counts."""
    is_number = isinstance(value, int | float) and not math.isnan(value)
    return is_number and math.copysign(1.0, value) < 0
