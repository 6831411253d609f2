"""One optimizer step: what the training loop does, and what is timed before a run begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

import torch
from torch import Tensor, nn

from workbench.data.seeds import derived_seed
from workbench.metrics import LOSS_PART
from workbench.models.blocks.kernels import Kernels
from workbench.training.distributed.gradients import add_up_gradients, add_up_values
from workbench.training.distributed.ranks import ALONE, Ranks, own_share
from workbench.training.distributed.sharding import add_up_behind, clip
from workbench.training.kernels.compiler import compiled_block
from workbench.training.measuring.chosen import StepObserver
from workbench.training.objectives.objective import B, Objective
from workbench.training.runtime import Runtime
from workbench.training.trained_modules import TrainedModules


@dataclass(frozen=True)
class OptimizerStep(Generic[B]):
    """Gradients of a step's micro-batches, clipping, the optimizer, and the average that follows.

    A `clip_norm` of 0 clips nothing. Dropout is seeded by (`seed`, step, micro-batch). Each of the
    `ranks` takes its share of the micro-batches; the gradient is that of them all.
    """

    objective: Objective[B]
    modules: TrainedModules
    optimizer: torch.optim.Optimizer
    runtime: Runtime
    clip_norm: float
    seed: int
    ranks: Ranks = ALONE

    def __post_init__(self) -> None:
        self.modules.use_kernels(
            Kernels(
                plain_attention=self.runtime.attention == "plain",
                compiled=compiled_block() if self.runtime.compile else None,
            )
        )

    def __call__(
        self, step: int, micro_batches: Sequence[B], observers: Sequence[StepObserver] = ()
    ) -> dict[str, Tensor]:
        """Take the step (from 0); gives its loss with the loss's parts, and `gradient_norm`.

        `observers` are told of the gradients before they are clipped, and when the weights moved.
        """
        values = self._gradients(step, micro_batches)
        if self.modules.are_sharded:
            observers = ()  # they read whole gradients
        parameters = self.modules.named_parameters() if observers else {}
        for one in observers:
            one.gradients_ready(parameters)
        values["gradient_norm"] = self._clip()
        self.optimizer.step()
        for one in observers:
            one.weights_moved(parameters)
        self.modules.update_average(step + 1)
        return values

    def autocast(self) -> torch.autocast:
        """The precision of every forward pass of the run."""
        enabled = self.runtime.precision == "bf16"
        return torch.autocast(self.runtime.device, dtype=torch.bfloat16, enabled=enabled)

    def _gradients(self, step: int, micro_batches: Sequence[B]) -> dict[str, Tensor]:
        """Sum the gradients of the step's micro-batches; gives the step's loss and its parts."""
        self.modules.train()
        self.optimizer.zero_grad(set_to_none=True)
        num_targets = sum(batch.num_targets for batch in micro_batches)
        sums: dict[str, Tensor] = {}
        own = own_share(micro_batches, self.ranks.world)
        for batch in own:
            add_up_behind(self.modules.model, is_last=batch is own[-1])
            # Dropout draws from the global state: seeded here, a resumed run draws the same masks.
            self.seed_dropout(step, batch.micro_batch)
            with self.autocast():
                loss = self.objective(batch, step)
            # Micro-batches differ in targets: weighted so, the step's gradient is that of the mean.
            share = batch.num_targets / num_targets
            (loss.total * share).backward()  # type: ignore[no-untyped-call]
            parts = {f"{LOSS_PART}{name}": part for name, part in loss.parts.items()}
            for name, value in {"loss": loss.total, **parts}.items():
                weighted = value.detach() * share
                sums[name] = sums[name] + weighted if name in sums else weighted
        if self.ranks.world.size == 1:
            return sums
        add_up_gradients(self.modules.replicated_parameters(), self.ranks)
        return add_up_values(sums, self.ranks)

    def seed_dropout(self, step: int, micro_batch: int) -> None:
        """Seed what the device draws from; `torch.manual_seed` writes down the whole stack for
        each kind of accelerator that is not in use, which costs as much as a small forward pass."""
        seed = derived_seed(self.seed, "dropout", step, micro_batch)
        if torch.device(self.runtime.device).type == "cpu":
            torch.default_generator.manual_seed(seed)
        else:
            torch.manual_seed(seed)

    def _clip(self) -> Tensor:
        # An infinite limit clips nothing and still gives the norm.
        limit = self.clip_norm or float("inf")
        if self.modules.are_sharded:
            return clip(list(self.modules.named_parameters().values()), limit, self.ranks)
        return nn.utils.clip_grad_norm_(self.modules.named_parameters().values(), limit)
