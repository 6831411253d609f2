"""Distillation of a BERT: a student learns to fill in masks as its teacher does."""

from collections.abc import Generator

import torch
from torch import Tensor

from workbench.activities.distill.students import (
    Student,
    Teachers,
    new_student,
    random_student,
    student_shape,
)
from workbench.activities.distill.task import first_weights_note, student_task
from workbench.activities.resources import RunResources
from workbench.activities.text.masked import MaskedMaterial, masked_material
from workbench.activities.text.preparation import model_file
from workbench.data.masked.batches import MaskedBatch
from workbench.distillation.masked_objective import (
    MaskedDistillation,
    masked_distillation_metrics,
    read,
)
from workbench.distillation.notes import notes_of
from workbench.distillation.spec import DistillSpec
from workbench.events import Event, Note, Outcome, Reference, StageStarted
from workbench.jobs import Control
from workbench.models.bert import Bert
from workbench.models.build import Model
from workbench.models.load import as_masked_model
from workbench.models.trace import Trace
from workbench.training.checkpoints import Checkpoints
from workbench.training.loop import Task, train
from workbench.training.objectives.masked import masked_metrics
from workbench.training.runtime import Runtime
from workbench.words import words

_BASIS_BATCHES = 4


def distill_masked(
    spec: DistillSpec,
    resources: RunResources,
    teachers: Teachers,
    runtime: Runtime,
    control: Control,
) -> Generator[Event, None, Outcome]:
    """Measure the teachers on masked text, then train the student or go on training it."""
    assert resources.inputs.tokenizer is not None
    material = yield from masked_material(
        resources,
        spec.masking,
        spec.loop,
        context=student_shape(spec, resources).context,
        seed=spec.runtime.seed,
        threads=runtime.threads,
        control=control,
    )
    if material is None:
        return control.outcome
    models = tuple(as_masked_model(model) for model in teachers.models)
    if material.tasks.masked:
        yield material.most_frequent()
    teacher_loss = yield from _teacher_lines(models[0], material, runtime)
    vocabulary_size = teachers.file.vocabulary_size
    student = new_student(
        spec,
        resources,
        teachers,
        vocabulary_size,
        runtime,
        lambda model: _states(model, material, runtime),
    )
    yield from _first_weights(spec, resources, student, material, vocabulary_size, runtime)
    for note in notes_of(spec.stages):
        yield Note(words=note)
    task = _task(spec, student, teachers, models, material, teacher_loss, runtime)
    yield StageStarted(words=words("Distilling"), total=task.total_steps, unit="steps")
    file = model_file(student.shape, vocabulary_size, resources.inputs.tokenizer)
    outcome = yield from train(
        task, Checkpoints(resources.run, file, resources.sync_journal), control
    )
    if outcome is Outcome.FINISHED and material.tasks.next_sentence:
        yield material.next_sentence_note(as_masked_model(student.model), runtime.torch_device)
    return outcome


def _teacher_lines(
    teacher: Bert, material: MaskedMaterial, runtime: Runtime
) -> Generator[Event, None, float]:
    """The teacher's own figures on the same masked text; gives its loss."""
    yield StageStarted(words=words("Measuring the teacher on the validation text"))
    values = masked_metrics(teacher, material.validation, runtime.torch_device, material.tasks)
    for metric, value in values.items():
        yield Reference(metric=metric, name="teacher", value=value)
    return values["validation_loss"]


def _first_weights(
    spec: DistillSpec,
    resources: RunResources,
    student: Student,
    material: MaskedMaterial,
    vocabulary_size: int,
    runtime: Runtime,
) -> Generator[Event, None, None]:
    """What copied weights are worth, against the random ones of the same seed."""
    if spec.student.init != "from_teacher" or spec.warm_start or resources.run.checkpoints():
        return
    device = runtime.torch_device
    random = random_student(spec, student.shape, vocabulary_size).to(device)
    losses = [
        masked_metrics(as_masked_model(model), material.validation, device, material.tasks)
        for model in (student.model, random)
    ]
    yield from first_weights_note(resources, *(values["validation_loss"] for values in losses))


def _states(model: Model, material: MaskedMaterial, runtime: Runtime) -> Tensor:
    """Hidden states (n, w) of all layers on the first training examples."""
    bert = as_masked_model(model)
    found: list[Tensor] = []
    for step in range(_BASIS_BATCHES):
        trace = Trace(hidden=True)
        with torch.no_grad():
            reading = read(bert, material.train.at(step)[0], runtime.torch_device, trace)
        found += [state_btw[reading.seen_bt].cpu() for state_btw in trace.hidden_btc]
    return torch.cat(found)


def _task(
    spec: DistillSpec,
    student: Student,
    teachers: Teachers,
    models: tuple[Bert, ...],
    material: MaskedMaterial,
    teacher_loss: float,
    runtime: Runtime,
) -> Task[MaskedBatch]:
    model, device = as_masked_model(student.model), runtime.torch_device
    features = student.features(spec, teachers, runtime)
    objective = MaskedDistillation(
        model, models, teachers.weights, spec.stages, device, material.tasks, features
    )
    return student_task(
        spec,
        student,
        objective,
        material.train,
        lambda: masked_distillation_metrics(
            model, models, teachers.weights, material.validation, device, material.tasks
        ),
        runtime,
        features=features,
        teacher_loss=teacher_loss,
        write_sample=material.writer(model, spec.loop.sample_prompt),
    )
