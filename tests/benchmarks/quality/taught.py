"""Teachers, their caches, and students of half their size: with them and without."""

import math
import time
from dataclasses import dataclass

from quality.cells import Scored
from quality.runs import (
    UNWATCHED,
    Trained,
    forget,
    of_length,
    placed_at,
    shape_in,
    steps_that_fit,
    trained,
)
from quality.texts import CORPUS, TOKENIZER, HeldOut
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.distillation.stages import StageSpec
from workbench.spec import to_plain, validate
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import Runtime
from workbench.training.spec import PretrainLoopSpec

_LOOP = {**UNWATCHED, "baseline": False, "sample_tokens": 0}
_KEPT = tuple(f"loop.{name}" for name in _LOOP)
_STUDENT = "student"


@dataclass(frozen=True)
class Teaching:
    """What a student learns from: the model, its cache where it has one, and the soft loss."""

    teacher: str
    cache: str
    temperature: float
    alpha: float


def teacher(text: HeldOut, name: str, minutes: float, runtime: Runtime) -> Scored:
    """The plan for the minutes, in as many steps as fit; it stays in the project."""
    plain = {"name": name, "corpus": CORPUS, "tokenizer": TOKENIZER, "loop": _LOOP}
    spec = validate(PretrainSpec, {**plain, "runtime": placed_at(runtime, 1)})
    with text.project() as project:
        planned = project.preview(spec).within(minutes, _KEPT)
    return _trained_for(text, planned, minutes, keep=True)


def cache(text: HeldOut, taught: Teaching, runtime: Runtime) -> Scored:
    """The predictions for the training part, which stay in the project; scored are its seconds."""
    forget(text, taught.cache)
    where = {"device": runtime.device, "threads": runtime.threads}
    spec = validate(
        CacheTeacherSpec,
        {
            "name": taught.cache,
            "corpus": CORPUS,
            "teacher": taught.teacher,
            "temperature": taught.temperature,
            "runtime": where,
        },
    )
    with text.project() as project:
        began = time.perf_counter()
        project.run(spec)
        seconds = time.perf_counter() - began
    return Scored(math.nan, seconds, 0, 0, 0)


def student(text: HeldOut, taught: Teaching, minutes: float, seed: int, runtime: Runtime) -> Scored:
    """Half its teacher's size, distilled for the minutes."""
    return _trained_for(text, _planned(text, taught, minutes, seed, runtime), minutes)


def control(text: HeldOut, taught: Teaching, minutes: float, seed: int, runtime: Runtime) -> Scored:
    """The same student by plain pretraining: its optimizer, batches and seed, and no teacher."""
    spec = _planned(text, taught, minutes, seed, runtime)
    alone = PretrainSpec(
        name=spec.name,
        corpus=CORPUS,
        tokenizer=TOKENIZER,
        model=shape_in(spec),
        optimizer=spec.optimizer,
        schedule=spec.schedule,
        loop=validate(PretrainLoopSpec, {**to_plain(spec.loop), "steps": spec.total_steps}),
        runtime=spec.runtime,
    )
    return _trained_for(text, alone, minutes)


def _planned(
    text: HeldOut, taught: Teaching, minutes: float, seed: int, runtime: Runtime
) -> DistillSpec:
    """What *Set up* fills in for a student of the teacher."""
    plain = {
        "name": _STUDENT,
        "corpus": CORPUS,
        "teacher": taught.teacher,
        "cache": taught.cache,
        "stages": [to_plain(StageSpec(temperature=taught.temperature, alpha=taught.alpha))],
        "loop": _LOOP,
        "runtime": placed_at(runtime, seed),
    }
    with text.project() as project:
        spec = project.preview(validate(DistillSpec, plain)).within(minutes, _KEPT)
    assert isinstance(spec, DistillSpec)
    return spec


def _trained_for(text: HeldOut, spec: Trained, minutes: float, *, keep: bool = False) -> Scored:
    steps = steps_that_fit(text, spec, minutes)
    return trained(text, of_length(spec, steps, minutes), keep=keep)
