"""The activities that compute with torch; importing this module imports torch."""

from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import assert_never

import torch
from pydantic import ValidationError

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
from workbench.activities.resources import RunResources
from workbench.activities.spec import SHARED_OUT, AverageSpec, EvaluateSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import Corrupt
from workbench.events import Event, Level, Note, Outcome
from workbench.jobs import Control
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum
from workbench.training.distributed.ranks import ALONE
from workbench.training.distributed.world import World
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import (
    Runtime,
    environment,
    measured_runtime,
    require_compiler_for,
)
from workbench.training.spec import DeviceSpec
from workbench.words import Words, words

RUNTIME_NAME = "runtime.json"


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
    runtime = _recorded_runtime(asked.runtime, resources.run.path / RUNTIME_NAME, world)
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


def _recorded_runtime(spec: DeviceSpec, path: Path, world: World) -> Runtime:
    """What the first attempt resolved; detected, measured and recorded if this is the first."""
    runtime = known_runtime(path)
    if runtime is None:
        runtime = measured_runtime(spec, processes=world.local_size)
        durable.write_json(path, with_checksum(runtime.model_dump(mode="json")))
    return runtime


def known_runtime(path: Path) -> Runtime | None:
    """What the first attempt resolved; None before there was one. Raises Corrupt."""
    try:
        return Runtime.model_validate(read_summed(path))
    except FileNotFoundError:
        return None
    except Corrupt as damage:
        raise _unknown_runtime(damage.words) from None
    except ValidationError as error:
        raise _unknown_runtime(words("{path}: {reason}", path=path, reason=error)) from None


def _unknown_runtime(damage: Words) -> Corrupt:
    return Corrupt(
        "{damage}; it says on which device and with how many threads this run computes, so that "
        "it cannot be resumed: start a new run with its settings",
        damage=damage,
    )


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
