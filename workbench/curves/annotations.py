"""What happened along a run's curves: checkpoints, evaluations, resumes, rates, alerts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import numpy as np
import numpy.typing as npt

from workbench.curves.branches import Parent, continued
from workbench.metrics import metric
from workbench.store.runs.notes.alerts import Alert
from workbench.store.runs.state import MetricSeries, RunState
from workbench.words import Words, words

Floats = npt.NDArray[np.float64]

_VALIDATION = "validation_"
_RATE = "learning_rate"
_SAME_RATE = 1e-9
"""Rates that differ by less than this share of themselves are one rate."""
_JUMP, _JUMP_SHARE = 5.0, 0.02
"""A jump is so many times the changes around it, and this share of the highest rate at least."""
_MOST_PHASES = 40
"""A learning rate that turns more often than this follows no phases."""


class AnnotationKind(StrEnum):
    """What an annotation tells of; a person shows and hides each kind."""

    CHECKPOINT = "checkpoint"
    BEST = "best"
    EVALUATION = "evaluation"
    RESUME = "resume"
    BRANCH = "branch"
    LEARNING_RATE = "learning_rate"
    ALERT = "alert"

    @property
    def caption(self) -> Words:
        """All of one kind together."""
        match self:
            case AnnotationKind.CHECKPOINT:
                return words("Checkpoints")
            case AnnotationKind.BEST:
                return words("Best step")
            case AnnotationKind.EVALUATION:
                return words("Evaluations")
            case AnnotationKind.RESUME:
                return words("Resumes")
            case AnnotationKind.BRANCH:
                return words("Branches")
            case AnnotationKind.LEARNING_RATE:
                return words("Changes of the learning rate")
            case AnnotationKind.ALERT:
                return words("Alerts")
            case _:
                assert_never(self)


@dataclass(frozen=True)
class Annotation:
    """Something that happened at a step."""

    kind: AnnotationKind
    step: int
    words: Words


def annotations(
    state: RunState, parents: Sequence[Parent] = (), alerts: Sequence[Alert] = ()
) -> tuple[Annotation, ...]:
    """What the journal of a run tells, what alert rules told, and where it branched off, by steps.

    A journal that does not tell of something, such as an imported one, has none of it. Removed
    checkpoints are left out: nothing can be done with them.
    """
    found = [
        *_branches(parents),
        *_resumes(state),
        *_best(state),
        *_checkpoints(state),
        *_evaluations(state),
        *_phases(_rates(state, parents)),
        *(Annotation(AnnotationKind.ALERT, one.step, one.words) for one in alerts),
    ]
    return tuple(sorted(found, key=lambda one: one.step))


def _branches(parents: Sequence[Parent]) -> Iterator[Annotation]:
    for parent in parents:
        text = words("branched from '{run}'", run=parent.name)
        yield Annotation(AnnotationKind.BRANCH, parent.step, text)


def _resumes(state: RunState) -> Iterator[Annotation]:
    for step in state.resumed_from:
        yield Annotation(AnnotationKind.RESUME, step, words("resumed"))


def _checkpoints(state: RunState) -> Iterator[Annotation]:
    for saved in state.checkpoints:
        yield Annotation(AnnotationKind.CHECKPOINT, saved.step, words("checkpoint"))


def _best(state: RunState) -> Iterator[Annotation]:
    """The checkpoint that the run calls its best; without one, the lowest validation loss."""
    saved = [checkpoint.step for checkpoint in state.checkpoints if checkpoint.is_best]
    if saved:
        yield Annotation(AnnotationKind.BEST, saved[-1], words("best checkpoint"))
        return
    series = state.series.get("validation_loss", MetricSeries())
    values = np.array(series.values, dtype=np.float64)
    if np.isfinite(values).any():
        place = int(np.argmin(np.where(np.isfinite(values), values, np.inf)))
        value = metric("validation_loss").text(series.values[place])
        text = words("lowest validation loss: {value}", value=value)
        yield Annotation(AnnotationKind.BEST, series.steps[place], text)


def _evaluations(state: RunState) -> Iterator[Annotation]:
    steps = {
        step
        for name, series in state.series.items()
        if name.startswith(_VALIDATION)
        for step in series.steps
    }
    for step in sorted(steps):
        yield Annotation(AnnotationKind.EVALUATION, step, words("evaluation"))


def _rates(state: RunState, parents: Sequence[Parent]) -> MetricSeries:
    """With the parents' rates before it: a branch may go on with another one."""
    before = [parent.series.get(_RATE) for parent in parents]
    return continued(state.series.get(_RATE), before).series


def _phases(rates: MetricSeries) -> Iterator[Annotation]:
    """Where the learning rate begins to rise, to fall or to stay as it is, and where it jumps."""
    rate_s = np.array(rates.values, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        change_s = np.diff(rate_s)
        same = np.abs(change_s) <= _SAME_RATE * np.abs(rate_s[1:])
        course_s = np.where(same, 0.0, np.sign(change_s))
    jumps = _jumps(np.abs(np.where(np.isfinite(change_s), change_s, 0.0)), rate_s)
    turns = np.flatnonzero(course_s[1:] != course_s[:-1]) + 1
    turns = turns[np.isfinite(course_s[turns]) & ~np.isin(turns, [*jumps, *jumps + 1])]
    if turns.size + jumps.size > _MOST_PHASES:
        return
    told = {place: _phase(float(course_s[place]), rate_s[place]) for place in turns.tolist()}
    told |= {place + 1: _jump(*rate_s[place : place + 2]) for place in jumps.tolist()}
    for place, text in told.items():
        yield Annotation(AnnotationKind.LEARNING_RATE, rates.steps[place], text)


def _jumps(size_s: Floats, rate_s: Floats) -> npt.NDArray[np.intp]:
    """The changes that are much larger than those before and after them."""
    if size_s.size < 3:
        return np.array([], np.intp)
    around = np.maximum(size_s[:-2], size_s[2:])
    least = _JUMP_SHARE * np.nanmax(np.abs(rate_s), initial=0.0)
    found = (size_s[1:-1] > _JUMP * around) & (size_s[1:-1] > least)
    return np.flatnonzero(found) + 1


def _jump(before: float, now: float) -> Words:
    text = metric(_RATE).text
    return words("learning rate {a} → {b}", a=text(before), b=text(now))


def _phase(course: float, value: float) -> Words:
    rate = metric(_RATE).text(value)
    if course > 0:
        return words("learning rate rises from {rate}", rate=rate)
    if course < 0:
        return words("learning rate falls from {rate}", rate=rate)
    return words("learning rate stays at {rate}", rate=rate)
