"""A journey's plan as its card shows it, worked out beside the window."""

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.distillation.spec import DistillSpec
from workbench.plans.journey import (
    JourneySpec,
    Step,
    plan,
    sized,
    student_plan,
    teacher_plan,
    teacher_reasons,
)
from workbench.plans.journey_basis import JourneyBasis
from workbench.plans.minutes.minutes_plan import MinutesPlan
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import Words


@dataclass(frozen=True)
class JourneyPlan:
    """A journey with sizes that were chosen for it, its runs, and why they are as they are."""

    spec: JourneySpec
    basis: JourneyBasis
    steps: tuple[Step, ...]
    teacher: MinutesPlan[PretrainSpec]
    student: MinutesPlan[DistillSpec]
    reasons: tuple[Words, ...]
    seconds: float
    """About how long all of it takes: less than there is where the text teaches no more."""


def plans_of(spec: JourneySpec, *, choose_sizes: bool, timed: bool) -> Iterator[JourneyPlan]:
    """The plan by the machine's speed, then by steps that are timed; runs in the query lane."""
    from workbench.project.journey_speed import basis_of, with_timed_models

    basis = basis_of(spec)
    chosen = sized(spec, basis) if choose_sizes else spec
    yield _plan(chosen, basis)
    if timed:
        yield _plan(chosen, with_timed_models(chosen, basis))


def _plan(spec: JourneySpec, basis: JourneyBasis) -> JourneyPlan:
    teacher = teacher_plan(spec, basis)
    student = student_plan(spec, basis)
    seconds = 60 * spec.minutes
    if not teacher.is_ended_by_time:
        seconds = min(seconds, teacher.seconds + 2 * student.seconds)  # the control takes as long
    reasons = teacher_reasons(spec, basis)
    return JourneyPlan(spec, basis, plan(spec, basis), teacher, student, reasons, seconds)
