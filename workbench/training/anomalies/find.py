"""All anomalies of a run."""

from collections.abc import Sequence

from workbench.metrics import GRADIENT_PART, LOSS_PART, comparable
from workbench.store.runs.state import RunState
from workbench.training.anomalies.anomaly import Anomaly, AnomalyKind
from workbench.training.anomalies.columns import Curve
from workbench.training.anomalies.evaluations import (
    entropy_collapse,
    overfitting,
    plateau,
    teachers_floor,
)
from workbench.training.anomalies.training_loss import divergence, leaps

__all__ = ["Anomaly", "anomalies"]


def anomalies(state: RunState, boundaries: Sequence[int] = ()) -> tuple[Anomaly, ...]:
    """What stands out, in the order of its steps; a sound run has none.

    `boundaries` are the last steps of a distillation's stages: behind one the loss is another.
    """
    series = comparable(state.series, state.kind)
    loss, validation = Curve.of(series.get("loss")), Curve.of(series.get("validation_loss"))
    gradient = Curve.of(series.get("gradient_norm"))
    found = leaps(loss, gradient, boundaries)
    if not any(one.kind is AnomalyKind.DIVERGENCE for one in found):
        found += divergence(loss, boundaries)
    found += overfitting(validation, loss)
    if not any(one.kind is AnomalyKind.DIVERGENCE for one in found):
        rate = Curve.of(series.get("learning_rate"))
        found += plateau(validation, loss, rate, _reference(state, "ngram"))
    entropies = (series.get(name) for name in ("validation_entropy", "validation_teacher_entropy"))
    found += entropy_collapse(validation, *map(Curve.of, entropies))
    if f"{LOSS_PART}soft" in state.series or f"{GRADIENT_PART}soft" in state.series:
        found += teachers_floor(validation, _reference(state, "teacher"))
    return tuple(sorted(found, key=lambda one: one.step))


def _reference(state: RunState, name: str) -> float | None:
    """A line beside the validation loss."""
    lines = (line for line in state.references if line.metric == "validation_loss")
    return next((line.value for line in lines if line.name == name), None)
