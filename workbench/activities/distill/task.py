"""The training of a student: its objective, its metrics, and the diagnosis of its loss."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from workbench.activities.distill.students import Student
from workbench.activities.task import training_task
from workbench.activities.teachers import Teachers, forward_flops
from workbench.activities.text.data import DistillationText
from workbench.distillation.diagnostics import Diagnosis
from workbench.distillation.spec import DistillSpec
from workbench.distillation.stages import settings_at
from workbench.events import Event
from workbench.models.size.estimate import training_flops_per_token
from workbench.store.runs.saved_state import VALIDATION_LOSS
from workbench.training.distributed.sharding import is_sharded
from workbench.training.objectives.objective import B
from workbench.training.optimizing.layer_rates import freeze, rate_scales
from workbench.training.runtime import Runtime
from workbench.training.training_task import Task


def student_task(
    spec: DistillSpec,
    student: Student,
    teachers: Teachers,
    data: DistillationText[B],
    teacher_loss: float,
    runtime: Runtime,
) -> Task[B]:
    """The training of the student, with the gradient norm of each loss term at each evaluation."""
    model, stages, batches = student.model, spec.stages, data.train
    features = student.features(spec, teachers, runtime)
    objective = data.distillation(model, teachers, stages, features)
    diagnosis = Diagnosis(model, objective, batches.at(0)[0], stages, teacher_loss)

    def before_step(step: int) -> None:
        freeze(model, settings_at(stages, step).stage.frozen_layers)

    def evaluate(step: int) -> Mapping[str, float]:
        compared = data.comparison_metrics(model, teachers)
        norms = {} if is_sharded(model) else diagnosis.gradient_norms(step)
        return {**compared, **data.probe_losses(model), **norms}

    def report(step: int, values: Mapping[str, float]) -> Iterable[Event]:
        return diagnosis.warnings(step, values)

    task = training_task(
        spec,
        model,
        objective,
        batches,
        runtime,
        total_steps=spec.total_steps,
        flops_per_token=_flops_per_token(student, teachers),
        evaluate=evaluate,
        write_sample=data.sample_writer(model),
        probes=data.probe_writers(model),
        learning_rate_scale=lambda step: settings_at(stages, step).stage.learning_rate_scale,
    )
    return replace(
        task,
        rate_scales=rate_scales(model, spec.layer_decay),
        ranked_by="validation_agreement" if spec.best_by == "agreement" else VALIDATION_LOSS,
        report=report,
        auxiliary=features,
        teachers=teachers.models,
        before_step=before_step,
        ema_decay=spec.ema_decay,
    )


def _flops_per_token(student: Student, teachers: Teachers) -> int:
    """The student's training and the teachers' forward passes; writing texts is not counted."""
    own = training_flops_per_token(student.shape, student.vocabulary_size)
    return own + forward_flops(teachers, student.shape.context)
