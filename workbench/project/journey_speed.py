"""What a journey is planned by here: the machine's speed, the text's length, timed steps."""

from dataclasses import replace
from typing import Protocol

from workbench.plans.journey import JourneySpec, sized, student_plan, teacher_plan
from workbench.plans.journey_basis import JourneyBasis
from workbench.plans.journey_sizes import training_tokens
from workbench.project.runs.preview.machine import this_machine


class JourneyPlans(Protocol):
    """Knows which journeys have begun, and by what they were planned."""

    def journey_basis(self, spec: JourneySpec) -> JourneyBasis | None: ...


def basis_of(spec: JourneySpec) -> JourneyBasis:
    """By the machine's matrix products and the text, in a moment; raises NotFound or BadInput."""
    return JourneyBasis(this_machine(), training_tokens(spec))


def with_timed_models(spec: JourneySpec, basis: JourneyBasis) -> JourneyBasis:
    """The same with steps of the journey's teacher and student timed here, in some seconds."""
    from workbench.activities.estimate.step_timing import Teaching, seconds_per_step
    from workbench.models.build import build

    untimed = replace(basis, teacher_step=None, student_step=None)
    teacher, student = teacher_plan(spec, untimed), student_plan(spec, untimed)
    vocabulary_size, shape = spec.vocabulary_size, teacher.model
    teacher_step = seconds_per_step(teacher.spec, shape, vocabulary_size, None)
    teaching = Teaching([build(shape, vocabulary_size, seed=0)], shape)
    student_step = seconds_per_step(student.spec, student.model, vocabulary_size, teaching)
    return replace(untimed, teacher_step=teacher_step, student_step=student_step)


def planned_here(
    plans: JourneyPlans, spec: JourneySpec, *, timed: bool
) -> tuple[JourneySpec, JourneyBasis]:
    """A journey with sizes that suit its minutes here, and, if wanted, its models' steps timed.

    One that has begun goes on by what it began with, untimed: it is the same again.
    """
    kept = plans.journey_basis(spec)
    basis = kept or basis_of(spec)
    planned = sized(spec, basis)
    return planned, with_timed_models(planned, basis) if timed and not kept else basis
