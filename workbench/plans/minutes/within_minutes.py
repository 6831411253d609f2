"""What fits into some minutes: sizes, steps, batch and schedule of a run, for a text and a machine.

The journey and the set-up of a run by hand both ask here. The figures are rules of thumb: a model
should read at least half as many tokens as it has parameters (far fewer than the 20 of Hoffmann et
al. 2022, arXiv 2203.15556, since small matrices are slow and Muon learns from few), and passes
beyond some twenty over one text teach little (Muennighoff et al. 2023, arXiv 2305.16264).
"""

import math
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from workbench.activities.estimate.estimate import Estimate, estimate
from workbench.distillation.recipes import half_of
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.spec import Beginning, shape_of, student_of
from workbench.errors import BadInput
from workbench.models.size.estimate import count_parameters, training_flops_per_token
from workbench.models.spec import AnyModelSpec
from workbench.models.transformer_spec import TransformerSpec
from workbench.plans.minutes.rules import FEWEST_STEPS, dropout, learning_rate, rounded
from workbench.spec import BadSpec, to_plain, validate, with_overrides
from workbench.training.pretrain_spec import PretrainSpec

S = TypeVar("S", PretrainSpec, DistillSpec)

MOST_MINUTES = 10_000
STAGES = "stages"
"""What the steps of all stages of a distillation are called among the settings that are kept."""

_SHAPES = (
    (2, 64, 2, 128),
    (2, 128, 4, 128),
    (4, 128, 4, 128),
    (4, 192, 4, 128),
    (4, 256, 4, 128),
    (6, 384, 6, 256),
    (8, 512, 8, 256),
    (12, 768, 12, 512),
)
"""Layers, width, heads and context, from small to large."""

_TOKENS_PER_PARAMETER = 0.5
_PARAMETERS_PER_TOKEN = 10
"""Of the text: a larger model learns it by heart."""
MOST_PASSES = 20

_EVALUATIONS = FEWEST_STEPS
"""Of a run, beside the one before its first step; it has at least a step for each."""
_BETWEEN_EVALUATED_TOKENS = 90
"""Training tokens for each that an evaluation scores: they take a thirtieth of the time."""
_FEWEST_EVALUATED, _MOST_EVALUATED = 2_000, 50_000

_SMALL_WIDTH = 256
"""Up to here small batches: few tokens teach more in many steps."""
_SMALL_WIDTH_OF_MUON = 96
"""The same where Muon's work, which grows with the cube of the width, is done at each step."""

_SIZES = ("num_layers", "hidden_size", "num_heads")
SHAPE_SETTINGS = (*_SIZES, "context")
MODEL_SETTINGS = (*SHAPE_SETTINGS, "dropout")
RUN_SETTINGS = (
    "optimizer.algorithm",
    "optimizer.learning_rate",
    "optimizer.muon_rate",
    "schedule.warmup_steps",
    "schedule.final_ratio",
    "loop.steps",
    "loop.micro_batch_size",
    "loop.accumulation",
    "loop.evaluate_every",
    "loop.evaluation_tokens",
)
"""All that a plan sets, beside the steps of stages and the family of a student."""

_MUON_RATE = 2.4
"""Of the learning rate, for the matrices of the blocks: steps of 0.02 in Muon's own measure at the
width of 192."""
_GOES_ON_RATE = 0.1
"""The rate of a model that goes on learning, as a share of a new one's."""
_FINAL_RATIO = 0.05
_BETWEEN_WARM_UPS = 20
"""The warm-up takes one of so many steps."""
_ROUNDS = 6
"""Time is nearly in proportion to steps: evaluations differ a little."""


@dataclass(frozen=True)
class TextSize:
    """The tokens of a text's training part, None where nobody knows them yet, and their kinds."""

    vocabulary_size: int
    tokens: int | None = None


@dataclass(frozen=True)
class MachineSize:
    """What a machine reaches while it trains, and the memory that is free."""

    flops_per_second: float
    memory_bytes: float = math.inf


def planned_within(
    spec: S,
    minutes: float,
    text: TextSize,
    machine: MachineSize,
    *,
    teacher: AnyModelSpec | None = None,
    warm_start: AnyModelSpec | None = None,
    kept: Collection[str] = (),
) -> S:
    """A spec with the sizes, steps, batch and schedule that suit the minutes.

    `kept` are dotted paths of settings that stay as they are, `stages` for the steps of all stages;
    of layers, width and heads all stay if one does. A student gets half the layers and width of
    its `teacher`, its family and context. A run that goes on with the model `warm_start` has its
    shape. Where a text would be read oftener than it teaches anything, the run is shorter than
    the minutes. Raises BadInput for minutes that are none.
    """
    if not 0 < minutes <= MOST_MINUTES:
        raise BadInput("the minutes must be more than 0 and at most {most}", most=MOST_MINUTES)
    plan = _Plan[S](60 * minutes, text, machine, teacher, warm_start, frozenset(kept))
    return plan.of(spec)


@dataclass(frozen=True)
class _Plan(Generic[S]):
    seconds: float
    text: TextSize
    machine: MachineSize
    teacher: AnyModelSpec | None
    warm_start: AnyModelSpec | None
    kept: frozenset[str]

    def of(self, spec: S) -> S:
        spec = self._batched(self._shaped(spec))
        steps = _steps_of(spec)
        if (STAGES if isinstance(spec, DistillSpec) else "loop.steps") not in self.kept:
            steps = rounded(min(self._steps_in_time(spec), self._most_steps(spec)))
        return self._with_steps(spec, steps) if steps else spec  # 0: epochs or tokens decide

    # -- the shape ----------------------------------------------------------------------------

    def _shaped(self, spec: S) -> S:
        if self.warm_start is not None:
            return spec
        if isinstance(spec, PretrainSpec):
            return self._changed(spec, self._sizes("model", self._largest(spec)))
        if self.teacher is None:
            return spec
        half = half_of(self.teacher)
        sizes = self._sizes("student", tuple(half[name] for name in SHAPE_SETTINGS))
        if "student.family" not in self.kept:
            free = sizes.keys() - self.kept
            named = {path.removeprefix("student."): sizes[path] for path in free}
            spec = _of_family(spec, self.teacher, **named)
        return self._changed(spec, sizes)

    def _sizes(self, where: str, shape: tuple[int, ...]) -> dict[str, Any]:
        sizes = dict(zip(SHAPE_SETTINGS, shape, strict=True))
        if any(f"{where}.{name}" in self.kept for name in _SIZES):
            sizes = {"context": sizes["context"]}
        return {f"{where}.{name}": size for name, size in sizes.items()}

    def _largest(self, spec: PretrainSpec) -> tuple[int, ...]:
        """The largest that time, text and memory bear, and that goes with the other settings."""
        suiting = None
        for shape in _SHAPES:
            with suppress(BadSpec):
                sizes = dict(zip(SHAPE_SETTINGS, shape, strict=True))
                model = validate(type(spec.model), {**to_plain(spec.model), **sizes})
                if suiting is None or self._bears(spec.model_copy(update={"model": model})):
                    suiting = shape
        return suiting or tuple(getattr(spec.model, name) for name in SHAPE_SETTINGS)

    def _bears(self, spec: PretrainSpec) -> bool:
        vocabulary_size = self.text.vocabulary_size
        parameters = count_parameters(spec.model, vocabulary_size)
        flops = training_flops_per_token(spec.model, vocabulary_size)
        read = self.seconds * self.machine.flops_per_second / flops
        tokens = math.inf if self.text.tokens is None else self.text.tokens
        return (
            read >= _TOKENS_PER_PARAMETER * parameters
            and parameters <= _PARAMETERS_PER_TOKEN * tokens
            and self._estimate(spec).memory_bytes <= self.machine.memory_bytes
        )

    # -- batch and learning rate --------------------------------------------------------------

    def _batched(self, spec: S) -> S:
        model = self._model(spec)
        by_muon = self._learns_by_muon(spec)
        is_small = model.hidden_size <= (_SMALL_WIDTH_OF_MUON if by_muon else _SMALL_WIDTH)
        changes = {
            "loop.micro_batch_size": 8 if is_small else 16,
            "loop.accumulation": 1,
            "optimizer.algorithm": "muon" if by_muon else "adamw",
            "optimizer.learning_rate": self._learning_rate(spec, model),
            "optimizer.muon_rate": _MUON_RATE if by_muon else 1.0,
            "schedule.final_ratio": _FINAL_RATIO,
        }
        return self._changed(spec, changes)

    def _learns_by_muon(self, spec: S) -> bool:
        """A new model that predicts each next token, as measured; unless another was chosen."""
        if "optimizer.algorithm" in self.kept:
            return spec.optimizer.algorithm == "muon"
        is_new = isinstance(spec, PretrainSpec) or spec.student.init == "random"
        return is_new and self.warm_start is None and self._model(spec).is_causal

    def _learning_rate(self, spec: S, model: AnyModelSpec) -> float:
        """What a model knows is soon lost at the rate of a new one."""
        rate = learning_rate(model)
        goes_on = isinstance(spec, PretrainSpec) and self.warm_start is not None
        return float(f"{_GOES_ON_RATE * rate:.2g}") if goes_on else rate

    # -- the length ---------------------------------------------------------------------------

    def _steps_in_time(self, spec: S) -> float:
        steps = 1_000.0
        for _ in range(_ROUNDS):
            took = self._estimate(self._with_steps(spec, max(_EVALUATIONS, round(steps)))).seconds
            assert took is not None
            steps *= self.seconds / took
        return steps

    def _most_steps(self, spec: S) -> float:
        if self.text.tokens is None:
            return math.inf
        return MOST_PASSES * self.text.tokens / self._step_tokens(spec)

    def _with_steps(self, spec: S, steps: int) -> S:
        """The spec of so many steps, in its present stages, with what follows from their number."""
        evaluated = steps * self._step_tokens(spec) // _BETWEEN_EVALUATED_TOKENS
        changes: dict[str, Any] = {
            "loop.evaluate_every": max(1, steps // _EVALUATIONS),
            "loop.evaluation_tokens": min(max(evaluated, _FEWEST_EVALUATED), _MOST_EVALUATED),
            "schedule.warmup_steps": max(1, steps // _BETWEEN_WARM_UPS),
        }
        if isinstance(spec, PretrainSpec):
            changes["loop.steps"] = steps
            if self.warm_start is None and spec.model.is_causal:
                read = steps * self._step_tokens(spec)
                changes["model.dropout"] = dropout(read, self.text.tokens)
        elif STAGES not in self.kept:
            share = steps / _steps_of(spec)
            for number, stage in enumerate(spec.stages):
                changes[f"stages.{number}.steps"] = max(1, round(stage.steps * share))
        return self._changed(spec, changes)

    # -- what they share ----------------------------------------------------------------------

    def _changed(self, spec: S, changes: dict[str, Any]) -> S:
        assigned = [f"{path}={value}" for path, value in changes.items() if path not in self.kept]
        return validate(type(spec), with_overrides(to_plain(spec), assigned))

    def _model(self, spec: PretrainSpec | DistillSpec) -> AnyModelSpec:
        if isinstance(spec, PretrainSpec):
            return self.warm_start or spec.model
        return self.warm_start or shape_of(spec.student)

    def _step_tokens(self, spec: PretrainSpec | DistillSpec) -> int:
        model = self._model(spec)
        length = spec.length_in(model) if isinstance(spec, PretrainSpec) else model.context
        return spec.loop.micro_batch_size * spec.loop.accumulation * length

    def _estimate(self, spec: PretrainSpec | DistillSpec) -> Estimate:
        return estimate(
            without_limit(spec),
            self.text.vocabulary_size,
            self.machine.flops_per_second,
            self.warm_start if isinstance(spec, PretrainSpec) else self.teacher,
            student=self._model(spec) if isinstance(spec, DistillSpec) else None,
        )


def without_limit(spec: PretrainSpec | DistillSpec) -> PretrainSpec | DistillSpec:
    """The spec without a time limit, behind which it cannot be seen how long its steps take."""
    loop = spec.loop.model_copy(update={"minutes": 0.0})
    return spec.model_copy(update={"loop": loop})


def _steps_of(spec: PretrainSpec | DistillSpec) -> int:
    return spec.loop.steps if isinstance(spec, PretrainSpec) else spec.total_steps


def _of_family(spec: DistillSpec, teacher: AnyModelSpec, **sizes: int) -> DistillSpec:
    """A student of its teacher's family and of some sizes; what else every family has stays."""
    common = {*Beginning.model_fields, *TransformerSpec.model_fields}
    student = student_of(teacher, **{**spec.student.model_dump(include=common), **sizes})
    return spec.model_copy(update={"student": student})
