"""The one place that builds the training loop's task from a run's settings."""

import math
from collections.abc import Callable, Mapping

from torch import nn

from workbench.distillation.spec import DistillSpec
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.objectives.objective import B, Batches, Objective
from workbench.training.optimizing.schedules import learning_rate_factor
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import Runtime
from workbench.training.spec import LengthSpec
from workbench.training.training_task import Task


def training_task(
    spec: PretrainSpec | FinetuneSpec | DistillSpec,
    model: nn.Module,
    objective: Objective[B],
    batches: Batches[B],
    runtime: Runtime,
    *,
    total_steps: int,
    flops_per_token: float,
    evaluate: Callable[[int], Mapping[str, float]],
    write_sample: Callable[[], str] | None = None,
    probes: Mapping[str, Callable[[], str]] | None = None,
    learning_rate_scale: Callable[[int], float] = lambda _: 1.0,
) -> Task[B]:
    """The task of a run; `learning_rate_scale` multiplies the schedule's learning rate at a step.

    What only some runs have (auxiliary modules, an average, another rank) is added by `replace`.
    """
    peak, schedule = spec.optimizer.learning_rate, spec.schedule

    def learning_rate(step: int) -> float:
        factor = learning_rate_factor(schedule, step, total_steps)
        return peak * learning_rate_scale(step) * factor

    return Task(
        model=model,
        objective=objective,
        batches=batches,
        total_steps=total_steps,
        flops_per_token=flops_per_token,
        optimizer=spec.optimizer,
        learning_rate=learning_rate,
        loop=spec.loop,
        runtime=runtime,
        seed=spec.runtime.seed,
        evaluate=evaluate,
        write_sample=write_sample,
        probes=probes or {},
    )


def num_steps(loop: LengthSpec, steps_per_epoch: float, tokens_per_step: float) -> int:
    """The run's length: the smallest of the limits that are set, at least one step."""
    limits = (
        loop.steps,
        math.ceil(loop.epochs * steps_per_epoch),
        math.ceil(loop.tokens / tokens_per_step),
    )
    return max(1, min(limit for limit in limits if limit))
