"""Settings of a distillation: which teacher, which student, and in which stages."""

from typing import Literal

from workbench.distillation.divergence_spec import Divergence, ForwardKL
from workbench.models.spec import GPTSpec
from workbench.spec import Spec, setting
from workbench.training.spec import OptimizerSpec, RuntimeSpec, ScheduleSpec, TextLoopSpec


class StudentSpec(GPTSpec):
    """The student's shape, and where its first weights come from."""

    init: Literal["random", "from_teacher"] = setting(
        "random",
        title="First weights",
        help="Random, or copied from layers of the teacher; copying needs equal widths.",
    )
    layers: tuple[int, ...] = setting(
        (),
        title="Teacher layers",
        help="For each layer of the student, the teacher's layer that it copies (from 0). "
        "Empty spreads them evenly from the first to the last.",
    )


class StageSpec(Spec):
    """A part of a distillation with weights of its own: L = α·τ²·D(T, S) + (1−α)·CE."""

    steps: int = setting(
        1_000, title="Steps", help="How long this stage lasts.", unit="steps", ge=1
    )
    temperature: float = setting(
        2.0,
        title="Distillation temperature τ",
        help="Softens both distributions before they are compared; it is not the temperature of "
        "sampling. For language models 1 is often best, 2 is the classic choice.",
        gt=0,
        le=100,
    )
    alpha: float = setting(
        0.5,
        title="Weight of the teacher α",
        help="The share of the soft loss; the true next token has the rest. "
        "1 uses no labels, 0 no teacher.",
        ge=0,
        le=1,
    )
    temperature_squared: bool = setting(
        True,
        title="Scale by τ²",
        help="The softened loss has gradients that shrink as 1/τ². Multiplying by τ² keeps the "
        "meaning of α the same at every temperature.",
        advanced=True,
    )
    divergence: Divergence = setting(
        ForwardKL(),
        title="Divergence",
        help="How the soft loss measures the distance between teacher and student.",
    )
    learning_rate_scale: float = setting(
        1.0,
        title="Learning rate",
        help="Multiplies the schedule's learning rate during this stage.",
        unit="×",
        gt=0,
        le=100,
        advanced=True,
    )


class DistillSpec(Spec):
    """Train a student on a corpus towards a teacher's distribution and the true tokens."""

    kind: Literal["distill"] = "distill"
    name: str = setting(
        "student",
        title="Name",
        help="What the student will be called.",
        min_length=1,
        max_length=80,
    )
    corpus: str = setting(title="Corpus", help="The text both models read.", min_length=1)
    teacher: str = setting(
        title="Teacher",
        help="The model to learn from: a name, with @best, @last or @STEP behind it if wanted.",
        min_length=1,
    )
    student: StudentSpec = setting(
        StudentSpec(num_layers=2, hidden_size=128, num_heads=4),
        title="Student",
        help="The shape of the model that learns.",
    )
    stages: tuple[StageSpec, ...] = setting(
        (StageSpec(),), title="Stages", help="One after another.", min_length=1
    )
    optimizer: OptimizerSpec = setting(
        OptimizerSpec(), title="Optimizer", help="How the weights follow the gradient."
    )
    schedule: ScheduleSpec = setting(
        ScheduleSpec(), title="Schedule", help="The course of the learning rate."
    )
    loop: TextLoopSpec = setting(TextLoopSpec(), title="Loop", help="Batches and evaluations.")
    runtime: RuntimeSpec = setting(
        RuntimeSpec(), title="Runtime", help="Device, precision, threads and seed."
    )

    @property
    def total_steps(self) -> int:
        return sum(stage.steps for stage in self.stages)


def stage_at(stages: tuple[StageSpec, ...], step: int) -> StageSpec:
    """The stage that a step (from 0) belongs to; the last one for any later step."""
    for stage in stages:
        if step < stage.steps:
            return stage
        step -= stage.steps
    return stages[-1]


def control_of(spec: DistillSpec) -> DistillSpec:
    """The same student, data, seed and steps without the teacher's influence: α = 0 throughout.

    Agreement and KL are still measured, so that both runs stand on the same axes.
    """
    stages = tuple(stage.model_copy(update={"alpha": 0.0}) for stage in spec.stages)
    return spec.model_copy(update={"name": f"{spec.name} control"[:80], "stages": stages})
