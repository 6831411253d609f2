"""What the evaluations of a run tell: over-fitting, a plateau, a collapse, a teacher's floor.

The validation text is the same each time, so that its loss varies with the weights alone.
"""

import numpy as np

from workbench.training.anomalies.anomaly import Anomaly, AnomalyKind
from workbench.training.anomalies.columns import Curve
from workbench.words import Words, words

_RISEN = 1.02
_LATER = 3
"""Over-fitting: the last so many evaluations come after the best one and are so much above it."""
_LEAST_EVALUATIONS = 6
_STILL = 0.005
"""A plateau improves by less than this share over the later half of the evaluations."""
_HIGH = 0.8
"""Without a baseline a loss is high that keeps this share of the first one."""
_LEARNING = 0.25
"""At less than this share of the highest learning rate a level loss is how training ends."""
_COLLAPSED_LOSS, _COLLAPSED_TEACHER = 0.5, 0.6
"""Entropy below these shares of the loss and of the teacher's entropy: a model that calibrated
well has an entropy near its loss."""
_AT_FLOOR = 1.01


def overfitting(validation: Curve, training: Curve) -> list[Anomaly]:
    """The validation loss rises since its best evaluation while the training loss falls."""
    validation = validation.finite()
    if len(validation) < _LATER + 2:
        return []
    best = int(validation.values.argmin())
    later = validation.values[best + 1 :][-_LATER:]
    level = float(validation.values[best])
    if best == 0 or len(later) < _LATER or not (later > _RISEN * level).all():
        return []
    begin, last = int(validation.steps[best]), int(validation.steps[-1])
    width = last - int(validation.steps[-2])
    then = training.between(begin - width, begin).finite()
    now = training.between(last - width, last).finite()
    if not len(then) or not len(now) or np.median(now.values) >= np.median(then.values):
        return []
    said = words(
        "over-fitting: the validation loss is lowest at step {step} ({best:.3f}) and {now:.3f} at "
        "step {last}, while the training loss fell from {then:.3f} to {training:.3f}: use that "
        "checkpoint, stop early, or take more text, dropout or a smaller model",
        step=begin,
        best=level,
        now=float(validation.values[-1]),
        last=last,
        then=float(np.median(then.values)),
        training=float(np.median(now.values)),
    )
    return [Anomaly(AnomalyKind.OVERFITTING, begin, last, said, "loop.patience")]


def plateau(
    validation: Curve, training: Curve, learning_rate: Curve, baseline: float | None
) -> list[Anomaly]:
    """The later half of the evaluations brought nothing, at a loss that is still high.

    High is what is above the n-gram baseline, or without one what is near the first losses.
    """
    validation = validation.finite()
    if len(validation) < _LEAST_EVALUATIONS:
        return []
    half = len(validation) // 2
    before, now = float(validation.values[:half].min()), float(validation.values[half:].min())
    last = float(validation.values[-1])
    first = max(float(one.values[0]) for one in (validation, training.finite()) if len(one))
    high = last > (_HIGH * first if baseline is None else baseline)
    is_level = before * (1 - _STILL) <= now and last <= _RISEN * before
    if not high or not is_level or not _is_learning(validation, half, learning_rate):
        return []
    begin, end = int(validation.steps[half - 1]), int(validation.steps[-1])
    said = words(
        "plateau: the validation loss is {before:.3f} up to step {begin} and {last:.3f} at step "
        "{end}, {above}: try another learning rate, or a larger model",
        before=before,
        begin=begin,
        last=last,
        end=end,
        above=_above(baseline, first),
    )
    return [Anomaly(AnomalyKind.PLATEAU, begin, end, said, "optimizer.learning_rate")]


def _is_learning(validation: Curve, half: int, learning_rate: Curve) -> bool:
    """Whether the learning rate was still high in the later half; so it counts where not known."""
    later = learning_rate.between(int(validation.steps[half - 1]), int(validation.steps[-1]))
    if not len(later):
        return True
    return bool(np.median(later.values) >= _LEARNING * learning_rate.values.max())


def _above(baseline: float | None, first: float) -> Words:
    if baseline is not None:
        return words("above the n-gram baseline of {baseline:.3f}", baseline=baseline)
    return words("not far from the {first:.3f} that it began with", first=first)


def entropy_collapse(loss: Curve, entropy: Curve, teachers: Curve) -> list[Anomaly]:
    """A student that is sure of what it does not know, at the last two evaluations."""
    steps = np.intersect1d(np.intersect1d(loss.steps, entropy.steps), teachers.steps)
    if len(steps) < _LATER:
        return []
    ours, sure, theirs = (
        one.values[np.searchsorted(one.steps, steps)] for one in (loss, entropy, teachers)
    )
    collapsed = (sure < _COLLAPSED_LOSS * ours) & (sure < _COLLAPSED_TEACHER * theirs)
    if not collapsed[-2:].all():
        return []
    begin = len(steps) - 1
    while begin > 0 and collapsed[begin - 1]:
        begin -= 1
    said = words(
        "entropy collapse since step {step}: the student's predictions have an entropy of "
        "{entropy:.3f} nats, its teacher's of {teacher:.3f}, and its loss is {loss:.3f}: it is "
        "sure of what it does not know; use forward KL, a higher temperature, or more true tokens",
        step=int(steps[begin]),
        entropy=float(sure[-1]),
        teacher=float(theirs[-1]),
        loss=float(ours[-1]),
    )
    first, last = int(steps[begin]), int(steps[-1])
    return [Anomaly(AnomalyKind.ENTROPY_COLLAPSE, first, last, said, "stages.divergence")]


def teachers_floor(validation: Curve, teacher: float | None) -> list[Anomaly]:
    """A student whose loss is its teacher's: there is little left to learn from it."""
    validation = validation.finite()
    if teacher is None or len(validation) < 2:
        return []
    at_floor = validation.values <= _AT_FLOOR * teacher
    if not at_floor[-2:].all():
        return []
    begin = len(validation) - 1
    while begin > 0 and at_floor[begin - 1]:
        begin -= 1
    first, last = int(validation.steps[begin]), int(validation.steps[-1])
    said = words(
        "the student is at its teacher's floor since step {step}: validation loss {loss:.3f}, the "
        "teacher's {teacher:.3f}: a better teacher, or more weight on the true tokens (a lower α), "
        "brings more than more steps",
        step=first,
        loss=float(validation.values[-1]),
        teacher=teacher,
    )
    return [Anomaly(AnomalyKind.TEACHERS_FLOOR, first, last, said, "stages.alpha")]
