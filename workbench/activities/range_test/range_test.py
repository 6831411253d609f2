"""A learning-rate range test as an activity: the training is made ready, and its rate sought."""

from collections.abc import Callable, Generator

import numpy as np

from workbench.activities.range_test.result import told
from workbench.activities.range_test.spec import LearningRateTestSpec, TestedSpec
from workbench.activities.replay.prepared import preparing
from workbench.activities.resources import RunResources
from workbench.curves.range_test import growing_rates, suggested
from workbench.distillation.spec import DistillSpec
from workbench.distillation.stages import settings_at
from workbench.events import Event, Level, Note, Outcome, StageStarted
from workbench.jobs import Control
from workbench.training.range_test import LossesSoFar, RateRange, range_test
from workbench.training.runtime import Runtime, applied
from workbench.words import words


def learning_rate_test(
    spec: LearningRateTestSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Take the training's first steps with a growing learning rate, and keep their losses alone.

    One that is resumed begins anew: there is no checkpoint to go on from.
    """
    with applied(runtime):
        prepared = yield from preparing(spec.training, resources, runtime, control)
        if prepared is None or control.stopping:
            return control.outcome
        yield from _notes(spec)
        yield StageStarted(words=words("Testing learning rates"), total=spec.steps, unit="steps")
        rates, so_far = growing_rates(spec.low, spec.high, spec.steps), LossesSoFar(spec.smoothing)
        tested = RateRange(rates, _scale(spec.training), spec.stop_at)
        outcome = yield from range_test(prepared.task, tested, so_far, control)
        if outcome is not Outcome.FINISHED:
            yield Note(words=words("A test that is resumed begins anew: nothing of it is saved"))
            return outcome
        losses_n = np.array(so_far.losses)
        yield Note(
            words=told(suggested(np.array(rates)[: len(losses_n)], losses_n, spec.smoothing))
        )
        return outcome


def _notes(spec: LearningRateTestSpec) -> Generator[Event]:
    """Behind a stage of a distillation its loss is another one."""
    stages = spec.training.stages if isinstance(spec.training, DistillSpec) else ()
    if len(stages) > 1 and stages[0].steps < spec.steps:
        yield Note(
            words=words(
                "the first stage has {stage} steps and the test {steps}: behind it the loss is "
                "another one, and the curve does not tell of the learning rate alone; test fewer "
                "steps",
                stage=stages[0].steps,
                steps=spec.steps,
            ),
            level=Level.WARNING,
        )


def _scale(training: TestedSpec) -> Callable[[int], float]:
    """By what a step's learning rate is multiplied: a stage of a distillation may have a share."""
    if not isinstance(training, DistillSpec):
        return lambda _: 1.0
    stages = training.stages
    return lambda step: settings_at(stages, step).stage.learning_rate_scale
