"""The activities that compute with torch; importing this module imports torch."""

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import assert_never

import torch

from workbench.activities.branch import begun_from_parent
from workbench.activities.caching.cache_teacher import cache_teacher
from workbench.activities.distill.distill import distill
from workbench.activities.evaluate.evaluate import evaluate
from workbench.activities.exchange.average import average
from workbench.activities.finetune.finetune import finetune
from workbench.activities.given import check_given
from workbench.activities.opening import first_event
from workbench.activities.pretraining.pretrain import pretrain
from workbench.activities.range_test.range_test import learning_rate_test
from workbench.activities.range_test.spec import LearningRateTestSpec
from workbench.activities.recorded_runtime import recorded_runtime
from workbench.activities.resources import RunResources
from workbench.activities.spec import SHARED_OUT, AverageSpec, EvaluateSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.events import Event, Level, Note, Outcome
from workbench.jobs import Control
from workbench.training.distributed.ranks import ALONE
from workbench.training.distributed.world import World
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import (
    Runtime,
    environment,
    require_compiler_for,
)
from workbench.words import words


def compute(
    spec: PretrainSpec
    | FinetuneSpec
    | DistillSpec
    | CacheTeacherSpec
    | EvaluateSpec
    | AverageSpec
    | LearningRateTestSpec,
    resources: RunResources,
    control: Control,
) -> Generator[Event, None, Outcome]:
    """Resolve where and with what to compute once for the run's whole life, then do the work.

    What the run was given is checked first. Of several processes the others are only called for
    what is shared out.
    """
    asked = spec.training if isinstance(spec, LearningRateTestSpec) else spec
    world = resources.ranks.world
    runtime = recorded_runtime(asked.runtime, resources.run.path, world)
    yield first_event(spec, resources, environment(runtime) | _processes(world))
    yield from _warnings(runtime)
    require_compiler_for(runtime)
    yield from check_given(resources, control)
    if control.stopping:
        return control.outcome
    yield from begun_from_parent(resources, control)
    if isinstance(spec, SHARED_OUT):
        resources.ranks.text(resources.run.id)
        return (yield from take_part(spec, resources, runtime, control))
    resources = replace(resources, ranks=ALONE)
    match spec:
        case EvaluateSpec():
            return (yield from evaluate(spec, resources, runtime, control))
        case AverageSpec():
            return (yield from average(spec, resources, runtime, control))
        case LearningRateTestSpec():
            return (yield from learning_rate_test(spec, resources, runtime, control))
        case _:
            assert_never(spec)


def take_part(
    spec: PretrainSpec | FinetuneSpec | DistillSpec | CacheTeacherSpec,
    resources: RunResources,
    runtime: Runtime,
    control: Control,
) -> Generator[Event, None, Outcome]:
    """What each process does of a run that is shared out."""
    match spec:
        case PretrainSpec():
            return (yield from pretrain(spec, resources, runtime, control))
        case FinetuneSpec():
            return (yield from finetune(spec, resources, runtime, control))
        case DistillSpec():
            return (yield from distill(spec, resources, runtime, control))
        case CacheTeacherSpec():
            return (yield from cache_teacher(spec, resources, runtime, control))
        case _:
            assert_never(spec)


def _processes(world: World) -> dict[str, int]:
    """How many work together, where it is not one alone."""
    return {"processes": world.size} if world.size > 1 else {}


def _warnings(runtime: Runtime) -> Iterator[Note]:
    """A resume is bit for bit the same only under the same torch."""
    if runtime.torch_version != torch.__version__:
        yield Note(
            words=words(
                "this run began with torch {before} and goes on with {now}; "
                "its numbers will not be equal to the last bit",
                before=runtime.torch_version,
                now=torch.__version__,
            ),
            level=Level.WARNING,
        )
