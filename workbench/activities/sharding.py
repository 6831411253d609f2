"""Whether the processes of a run each hold the whole model, or slices of it."""

from collections.abc import Generator
from dataclasses import replace

import psutil
import torch
from torch import nn

from workbench.activities.resources import RunResources
from workbench.distillation.spec import DistillSpec
from workbench.events import Event, Level, Note
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.objectives.objective import B
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import Runtime
from workbench.training.training_task import Task
from workbench.words import words

_MOST_OF_MEMORY = 0.5

TrainingSpec = PretrainSpec | FinetuneSpec | DistillSpec


def shared_out(
    task: Task[B], spec: TrainingSpec, resources: RunResources, runtime: Runtime
) -> Generator[Event, None, Task[B]]:
    """The task as several processes perform it."""
    world = resources.ranks.world
    if world.size == 1:
        return task
    asked = world.sharding or spec.runtime.sharding
    needed = sum(one.numel() * _bytes_of(one) for one in task.model.parameters())
    [is_large] = resources.ranks.numbers(
        [needed > _MOST_OF_MEMORY * _memory(runtime, world.local_size)]
    )
    if asked == "ddp" or (asked == "auto" and not is_large):
        yield Note(
            words=words(
                "{size} processes train together, each with the whole model (DDP): {gigabytes:.2f} "
                "GB of weights, gradient and optimizer",
                size=world.size,
                gigabytes=needed / 1e9,
            )
        )
        return task
    yield Note(
        words=words(
            "{size} processes train together, each with a slice of the model (FSDP2): "
            "{gigabytes:.2f} GB of weights, gradient and optimizer",
            size=world.size,
            gigabytes=needed / 1e9 / world.size,
        )
    )
    loop = spec.loop
    if loop.layers_every or loop.histograms_every or isinstance(spec, DistillSpec):
        yield Note(
            words=words(
                "figures by layer, histograms and the gradient norm of each loss term need whole "
                "gradients, and are not measured of slices"
            ),
            level=Level.WARNING,
        )
    return replace(task, is_sharded=True)


def _bytes_of(parameter: nn.Parameter) -> int:
    """Of a number: the weight, and of what learns gradient and AdamW's two moments, in fp32."""
    return 16 if parameter.requires_grad else 4


def _memory(runtime: Runtime, processes: int) -> float:
    """The bytes that one process may fill."""
    if runtime.device == "cuda":
        return float(torch.cuda.get_device_properties(runtime.torch_device).total_memory)
    return psutil.virtual_memory().total / processes
