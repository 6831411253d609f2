"""Whether a run's blocks are compiled, where that is left to measuring: once for its whole life."""

from collections.abc import Generator

from workbench.activities.estimate.step_seconds import Compiling
from workbench.activities.estimate.step_timing import Trained, measured_compiling
from workbench.activities.recorded_runtime import record_runtime
from workbench.activities.resources import RunResources
from workbench.events import Event, Note
from workbench.models.spec import AnyModelSpec
from workbench.training.kernels.compiler import has_compiler
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import Runtime, is_compiling_open
from workbench.words import Words, words

_WORTH_TRYING_S = 300.0
"""Compiling takes half a minute or more; a training that is over sooner is not held up by it."""


def with_compiling_chosen(
    spec: Trained,
    resources: RunResources,
    runtime: Runtime,
    *,
    shape: AnyModelSpec,
    vocabulary_size: int,
    total_steps: int,
) -> Generator[Event, None, Runtime]:
    """The runtime in which it is decided, and recorded by the first process if it was not yet."""
    if not is_compiling_open(spec.runtime, runtime.device):
        return runtime
    is_due = resources.ranks.world.is_first and runtime.compile is None
    compiling = None
    if is_due and _has_one_size(spec) and has_compiler(runtime.device):

        def is_long(step: float) -> bool:
            return planned_seconds(spec, step, total_steps) >= _WORTH_TRYING_S

        compiling = measured_compiling(spec, shape, vocabulary_size, runtime, is_long)
    pays = bool(runtime.compile) or pays_off(spec, compiling, total_steps)
    if compiling is not None:
        yield Note(words=compiling.sentence() if pays else _not_taken(compiling))
    [is_compiled] = resources.ranks.numbers([pays])
    decided = runtime.model_copy(update={"compile": bool(is_compiled)})
    if is_due:
        record_runtime(resources.run.path, decided)
    return decided


def _has_one_size(spec: Trained) -> bool:
    return isinstance(spec, PretrainSpec) or spec.has_one_size


def planned_seconds(spec: Trained, step: float, total_steps: int) -> float:
    """How long a training of so many steps takes, by the seconds of one and its time limit."""
    took = step * total_steps
    return min(took, 60 * spec.loop.minutes) if spec.loop.minutes else took


def pays_off(spec: Trained, compiling: Compiling | None, total_steps: int) -> bool:
    """Whether a compiled run is ahead of a plain one by its end; not where nothing was measured."""
    if compiling is None or (after := compiling.pays_after_s) is None:
        return False
    return after < planned_seconds(spec, compiling.plain_step, total_steps)


def _not_taken(compiling: Compiling) -> Words:
    return words(
        "the model is not compiled: that would take about {seconds:.0f} s, and then a step "
        "{compiled:.0f} ms instead of {plain:.0f} ms, which does not pay in this run",
        seconds=compiling.seconds,
        compiled=compiling.compiled_step * 1000,
        plain=compiling.plain_step * 1000,
    )
