"""A run planned for some minutes, first by the machine's speed, then by steps that were timed."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from workbench.activities.estimate.estimate import estimate, step_tokens, total_seconds
from workbench.activities.estimate.step_seconds import StepSeconds
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.spec import shape_of
from workbench.models.spec import AnyModelSpec
from workbench.plans.minutes.within_minutes import (
    MODEL_SETTINGS,
    STAGES,
    MachineSize,
    TextSize,
    planned_within,
    without_limit,
)
from workbench.training.pretrain_spec import PretrainSpec

S = TypeVar("S", PretrainSpec, DistillSpec)

_IN_STEPS = 0.88
"""Of the time, for steps and evaluations as they were timed: checkpoints, samples and what comes
before take some, and processors are a tenth slower for minutes than for their first seconds."""
_DIGITS_LOST = 0.85
"""Of the steps that fit; fewer were planned for another reason than time or rounding."""
_EVALUATED = 8
"""Steps are a multiple of this, as often as a plan evaluates."""
STEP_COUNTS = frozenset({STAGES, "loop.steps"})
"""The settings that say how many steps a run has."""
_SHAPE_KEPT = frozenset(
    f"{where}.{name}" for where in ("model", "student") for name in (*MODEL_SETTINGS, "family")
)


@dataclass(frozen=True)
class Budget:
    """What a plan has to do with: the minutes, a text, a machine, and what stays as it is.

    `teacher`, `warm_start` and `kept` are those of `planned_within`.
    """

    minutes: float
    text: TextSize
    machine: MachineSize
    teacher: AnyModelSpec | None = None
    warm_start: AnyModelSpec | None = None
    kept: frozenset[str] = frozenset()

    def planned(self, spec: S, also_kept: Collection[str] = ()) -> S:
        """The spec that suits it."""
        return planned_within(
            spec,
            self.minutes,
            self.text,
            self.machine,
            teacher=self.teacher,
            warm_start=self.warm_start,
            kept=self.kept.union(also_kept),
        )


@dataclass(frozen=True)
class MinutesPlan(Generic[S]):
    """A planned run with what it was planned for, and how long its step takes where one was timed.

    Steps of its own model were timed for it, so they hold for no other.
    """

    spec: S
    budget: Budget
    step: StepSeconds | None = None

    @property
    def model(self) -> AnyModelSpec:
        """The shape of the model that learns."""
        if self.budget.warm_start is not None:
            return self.budget.warm_start
        return (
            self.spec.model if isinstance(self.spec, PretrainSpec) else shape_of(self.spec.student)
        )

    @property
    def steps(self) -> int:
        """The steps of the run, of all its stages; 0 where epochs or tokens decide."""
        spec = self.spec
        return spec.loop.steps if isinstance(spec, PretrainSpec) else spec.total_steps

    @property
    def tokens(self) -> int:
        """The training tokens that are read, each as often as it is."""
        return self.steps * step_tokens(self.spec, self.model)

    @property
    def flops_per_second(self) -> float:
        """What is reached in training, by the machine's matrix products or by the timed steps."""
        machine = self.budget.machine
        if self.step is None:
            return machine.flops_per_second
        taken = self.seconds
        by_machine = replace(self, step=None).seconds
        return machine.flops_per_second * by_machine / taken if taken else machine.flops_per_second

    @property
    def seconds(self) -> float:
        """How long steps and evaluations take, with no time limit; 0 where the steps follow from
        the text."""
        vocabulary_size, base = self.budget.text.vocabulary_size, self._base
        spec = without_limit(self.spec)
        if self.step is not None:
            return total_seconds(spec, self.model, base, vocabulary_size, self.step) or 0.0
        speed = self.budget.machine.flops_per_second
        student = self.model if isinstance(spec, DistillSpec) else None
        return estimate(spec, vocabulary_size, speed, base, student=student).seconds or 0.0

    @property
    def _base(self) -> AnyModelSpec | None:
        is_new = isinstance(self.spec, PretrainSpec)
        return self.budget.warm_start if is_new else self.budget.teacher

    @property
    def is_ended_by_time(self) -> bool:
        """Whether its steps are as many as the minutes allow, rather than the text."""
        faster = replace(self.budget.machine, flops_per_second=2 * self.flops_per_second)
        budget = replace(self.budget, machine=faster)
        return replace(self, spec=budget.planned(self.spec, _SHAPE_KEPT)).steps > self.steps


AnyPlan = MinutesPlan[PretrainSpec] | MinutesPlan[DistillSpec]


def planned_for(spec: S, budget: Budget) -> MinutesPlan[S]:
    """A plan by the speed of the machine."""
    return MinutesPlan(budget.planned(spec), budget)


def with_timed_steps(plan: MinutesPlan[S], step: StepSeconds) -> MinutesPlan[S]:
    """The plan with as many steps as fit by the time of one; its sizes and rates stay.

    Steps that somebody chose stay too, and so do fewer that the text asks for.
    """
    timed = replace(plan, step=step)
    if not plan.steps or not STEP_COUNTS.isdisjoint(plan.budget.kept):
        return timed
    speed = replace(plan.budget.machine, flops_per_second=timed.flops_per_second)
    budget = replace(plan.budget, machine=speed)
    again = replace(timed, spec=budget.planned(plan.spec, _SHAPE_KEPT))
    for _ in range(3):
        fitting = again.steps * _IN_STEPS * 60 * plan.budget.minutes / again.seconds
        if again.steps < _DIGITS_LOST * fitting:
            break
        again = replace(again, spec=_with_steps(again.spec, _whole(fitting), budget))
    return again


def _whole(steps: float) -> int:
    """So many that the last evaluation is at the last step."""
    return max(1, int(steps) // _EVALUATED) * _EVALUATED


def _with_steps(spec: S, steps: int, budget: Budget) -> S:
    """The spec with so many steps, in its present stages, and what follows from their number."""
    if isinstance(spec, DistillSpec):
        share = steps / spec.total_steps
        stages = tuple(
            stage.model_copy(update={"steps": max(1, round(stage.steps * share))})
            for stage in spec.stages
        )
        changed = spec.model_copy(update={"stages": stages})
    else:
        changed = spec.model_copy(update={"loop": spec.loop.model_copy(update={"steps": steps})})
    return budget.planned(changed, _SHAPE_KEPT | STEP_COUNTS)
