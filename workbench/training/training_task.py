"""What the training loop is given: what to train, on what, towards what, for how long."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic

import torch
from torch import nn

from workbench.events import Event
from workbench.store.runs.saved_state import VALIDATION_LOSS
from workbench.training.distributed.ranks import ALONE, Ranks
from workbench.training.distributed.sharding import shard
from workbench.training.objectives.objective import B, Batches, Objective
from workbench.training.optimizing.optimizer_step import OptimizerStep
from workbench.training.optimizing.optimizers import build_optimizer, set_learning_rate
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.runtime import Runtime
from workbench.training.spec import LoopSpec
from workbench.training.trained_modules import TrainedModules


@dataclass(frozen=True)
class Task(Generic[B]):
    """Everything the loop needs: what to train, on what, towards what, for how long.

    `rate_scales` multiply the learning rate of parameters, by name. The best checkpoint has the
    best value of the loop's `best_metric`, or else of `ranked_by`, among an evaluation's.
    `flops_per_token` are those of a step, teachers' included; 0 where they are not known.
    `evaluate` gets the number of finished steps; `report`, called right after it with its values,
    yields further events. `auxiliary` learns with the model and is no part of it; `before_step` is
    called with each step (from 0) first. With an `ema_decay` the moving average of the weights is
    what is measured and saved. `probes` answer a person's own prompts, by these. Where the task
    `is_sharded`, several processes share out the model and its `teachers`.
    """

    model: nn.Module
    objective: Objective[B]
    batches: Batches[B]
    total_steps: int
    optimizer: OptimizerSpec
    learning_rate: Callable[[int], float]
    loop: LoopSpec
    runtime: Runtime
    seed: int
    evaluate: Callable[[int], Mapping[str, float]]
    write_sample: Callable[[], str] | None
    probes: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    rate_scales: Mapping[str, float] = field(default_factory=dict)
    ranked_by: str = VALIDATION_LOSS
    report: Callable[[int, Mapping[str, float]], Iterable[Event]] | None = None
    auxiliary: nn.Module | None = None
    before_step: Callable[[int], None] | None = None
    ema_decay: float = 0.0
    flops_per_token: float = 0.0
    is_sharded: bool = False
    teachers: tuple[nn.Module, ...] = ()

    def optimizer_step(self, ranks: Ranks = ALONE) -> OptimizerStep[B]:
        """What takes its steps, with modules and an optimizer that have taken none."""
        if self.is_sharded:
            for model in (self.model, *self.teachers):
                shard(model, self.runtime.torch_device, ranks)
        modules = TrainedModules(self.model, self.auxiliary, ema_decay=self.ema_decay)
        return OptimizerStep(
            self.objective,
            modules,
            build_optimizer(self.optimizer, modules, self.rate_scales, ranks),
            self.runtime,
            clip_norm=self.optimizer.clip_norm,
            seed=self.seed,
            ranks=ranks,
        )

    def prepare(self, step: int, optimizer: torch.optim.Optimizer) -> float:
        """Make ready for a step (from 0); gives the learning rate that it is taken with."""
        learning_rate = self.learning_rate(step)
        set_learning_rate(optimizer, learning_rate)
        if self.before_step is not None:
            self.before_step(step)
        return learning_rate
