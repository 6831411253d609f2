"""The steps of a learning-rate range test, against bare loops."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from tiny_training import VOCABULARY, task
from torch import nn

from workbench.curves.range_test import growing_rates
from workbench.events import Event, Metrics, Note, Outcome
from workbench.jobs import ThreadControl
from workbench.training.objectives.objective import Loss
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.range_test import LossesSoFar, RateRange, range_test


@dataclass
class Done:
    events: list[Event]
    outcome: Outcome | None = None

    @property
    def losses(self) -> list[float]:
        return [one.values["loss"] for one in self.events if isinstance(one, Metrics)]


def steps_at(
    of, rates: list[float], *, stop_at: float = 4.0, scale: Callable[[int], float] = lambda _: 1.0
) -> Done:
    done = Done([])
    test = range_test(of, RateRange(rates, scale, stop_at), LossesSoFar(0.5), ThreadControl())
    while True:
        try:
            done.events.append(next(test))
        except StopIteration as end:
            done.outcome = end.value
            return done


def bare_losses(rates: list[float]) -> list[float]:
    """AdamW, cross-entropy and clipping written out, with the same batches."""
    bare = task(len(rates), dropout=0.0)
    model, spec = bare.model, bare.optimizer
    matrices = [p for p in model.parameters() if p.ndim >= 2]
    others = [p for p in model.parameters() if p.ndim < 2]
    groups = [
        {"params": matrices, "weight_decay": spec.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, betas=(spec.beta1, spec.beta2), eps=spec.epsilon)
    losses = []
    for step, rate in enumerate(rates):
        for group in optimizer.param_groups:
            group["lr"] = rate
        (batch,) = bare.batches.at(step)
        logits = model(torch.from_numpy(batch.inputs_bt)).reshape(-1, VOCABULARY)
        loss = F.cross_entropy(logits, torch.from_numpy(batch.targets_bt).flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), spec.clip_norm)
        optimizer.step()
        losses.append(loss.item())
    return losses


def test_that_its_losses_are_those_of_a_bare_loop_of_torch():
    rates = growing_rates(1e-5, 1e-1, 30)
    done = steps_at(task(30, dropout=0.0), rates)
    assert done.losses == pytest.approx(bare_losses(rates), rel=1e-6, abs=1e-6)
    told = [one.values["learning_rate"] for one in done.events if isinstance(one, Metrics)]
    assert told == rates
    assert done.outcome is Outcome.FINISHED


def test_that_equal_tests_have_equal_losses_with_dropout_too():
    rates = growing_rates(1e-5, 1e-1, 20)
    assert steps_at(task(20), rates).losses == steps_at(task(20), rates).losses


class Quadratic(nn.Module):
    """Its loss is λx²/2 whatever the batch."""

    def __init__(self, curvature: float) -> None:
        super().__init__()
        self.x = nn.Parameter(torch.tensor([1.0]))
        self._curvature = curvature

    def objective(self, batch: object, step: int) -> Loss:
        return Loss(self._curvature * self.x.square().sum() / 2)


def quadratic(curvature: float = 100.0):
    model = Quadratic(curvature)
    plain = OptimizerSpec(algorithm="sgd", momentum=0.0, clip_norm=0.0, weight_decay=0.0)
    return replace(task(50), model=model, objective=model.objective, optimizer=plain)


def test_that_a_quadratic_is_left_at_two_by_its_curvature_and_the_test_ends():
    rates = growing_rates(1e-4, 1.0, 100)
    done = steps_at(quadratic(100.0), rates)
    assert done.outcome is Outcome.FINISHED
    assert len(done.losses) < 100
    lowest = int(np.argmin(done.losses))
    assert rates[lowest] == pytest.approx(2 / 100, rel=0.15)


def test_that_a_stage_that_scales_the_rate_scales_it_here_too():
    rates = growing_rates(1e-4, 1e-1, 30)
    scaled = steps_at(quadratic(), rates, scale=lambda _: 0.1, stop_at=1e9)
    assert scaled.losses == steps_at(quadratic(), [rate / 10 for rate in rates]).losses
    assert [e.values["learning_rate"] for e in scaled.events if isinstance(e, Metrics)] == rates


def test_that_it_ends_with_the_first_smoothed_loss_above_the_limit():
    values = iter([4.0, 2.0, 2.0, 3.0, 5.0, 9.0])
    model = Quadratic(1.0)

    def objective(batch: object, step: int) -> Loss:
        return Loss(model.x.sum() * 0 + next(values))

    jumping = replace(task(6), model=model, objective=objective)
    # Smoothed with weight 0.5, debiased: 4, 2.67, 2.29, 2.67, 3.87
    assert steps_at(jumping, [1e-3] * 6, stop_at=1.5).losses == [4.0, 2.0, 2.0, 3.0, 5.0]


def test_that_a_loss_that_is_not_finite_ends_it_with_a_sentence():
    model = Quadratic(1.0)

    def spoilt(batch: object, step: int) -> Loss:
        return Loss(model.x.sum() * (math.nan if step == 3 else 1.0))

    done = steps_at(replace(task(9), model=model, objective=spoilt), [1e-3] * 9)
    assert len(done.losses) == 3
    assert done.outcome is Outcome.FINISHED
    (note,) = [one for one in done.events if isinstance(one, Note)]
    assert "loss became infinite or NaN at the learning rate 0.001, step 4" in str(note.words)


def test_that_a_stop_is_honoured_between_two_steps():
    control = ThreadControl()
    rates = RateRange([1e-3] * 9, lambda _: 1.0, 4.0)
    taken = 0
    for event in range_test(task(9), rates, LossesSoFar(0.5), control):
        taken += isinstance(event, Metrics)
        if taken == 2:
            control.stop()
    assert taken == 2
