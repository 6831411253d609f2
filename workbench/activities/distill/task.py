"""What distillations of all families share: the training of the student, and what is said first."""

from collections.abc import Callable, Iterable, Mapping

from workbench.activities.distill.students import Student
from workbench.activities.resources import RunResources
from workbench.distillation.diagnostics import Diagnosis, PartedObjective
from workbench.distillation.features.feature_distillation import FeatureDistillation
from workbench.distillation.spec import DistillSpec
from workbench.distillation.stages import settings_at
from workbench.events import Event, Note
from workbench.training.layer_rates import freeze, rate_scales
from workbench.training.loop import Task
from workbench.training.objectives.objective import B, Batches
from workbench.training.runtime import Runtime
from workbench.training.schedules import learning_rate_factor
from workbench.words import words

Measure = Callable[[], Mapping[str, float]]


def student_task(
    spec: DistillSpec,
    student: Student,
    objective: PartedObjective[B],
    batches: Batches[B],
    measure: Measure,
    runtime: Runtime,
    *,
    features: FeatureDistillation | None = None,
    teacher_loss: float = 0.0,
    write_sample: Callable[[], str] | None = None,
) -> Task[B]:
    """The training of the student, with a look at the parts of its loss at each evaluation."""
    model, stages = student.model, spec.stages
    peak, total_steps = spec.optimizer.learning_rate, spec.total_steps
    diagnosis = Diagnosis(model, objective, batches.at(0)[0], stages, teacher_loss)

    def learning_rate(step: int) -> float:
        scale = settings_at(stages, step).stage.learning_rate_scale
        return peak * scale * learning_rate_factor(spec.schedule, step, total_steps)

    def before_step(step: int) -> None:
        freeze(model, settings_at(stages, step).stage.frozen_layers)

    def evaluate(step: int) -> Mapping[str, float]:
        return {**measure(), **diagnosis.gradient_norms(step)}

    def report(step: int, values: Mapping[str, float]) -> Iterable[Event]:
        return diagnosis.warnings(step, values)

    return Task(
        model=model,
        objective=objective,
        batches=batches,
        total_steps=total_steps,
        optimizer=spec.optimizer,
        learning_rate=learning_rate,
        loop=spec.loop,
        runtime=runtime,
        seed=spec.runtime.seed,
        evaluate=evaluate,
        write_sample=write_sample,
        rate_scales=rate_scales(model, spec.layer_decay),
        ranked_by=_least_agreement if spec.best_by == "agreement" else _loss,
        report=report,
        auxiliary=features,
        before_step=before_step,
        ema_decay=spec.ema_decay,
    )


def _loss(values: Mapping[str, float]) -> float:
    return values["validation_loss"]


def _least_agreement(values: Mapping[str, float]) -> float:
    return -values["validation_agreement"]


def first_weights_note(resources: RunResources, copied: float, random: float) -> Iterable[Note]:
    """What copying was worth before the first step; said once, not at each resume."""
    if not resources.run.checkpoints():
        yield Note(
            words=words(
                "before the first step the validation loss is {copied:.3f} with the teacher's "
                "weights, and {random:.3f} with random ones",
                copied=copied,
                random=random,
            )
        )
