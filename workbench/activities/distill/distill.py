"""Distillation: a student learns from teachers' predictions and the true tokens."""

from collections.abc import Generator
from typing import Any

from workbench.activities.compiling import with_compiling_chosen
from workbench.activities.distill.students import (
    Student,
    new_student,
    random_student,
    student_shape,
)
from workbench.activities.distill.task import student_task
from workbench.activities.resources import RunResources
from workbench.activities.sharding import shared_out
from workbench.activities.teachers import Teachers, load_teachers
from workbench.activities.text.data import DistillationText
from workbench.activities.text.mixed import MixedData, mixed_data
from workbench.activities.text.opening import open_text
from workbench.activities.together import the_first_before
from workbench.distillation.common_pieces import common_note
from workbench.distillation.notes import notes_of
from workbench.distillation.spec import DistillSpec
from workbench.events import Event, Note, Outcome, Reference, StageStarted
from workbench.jobs import Control
from workbench.models.model_file import ModelFile
from workbench.training.checkpoints import Checkpoints
from workbench.training.loop import train
from workbench.training.runtime import Runtime, applied
from workbench.words import words


def distill(
    spec: DistillSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Load the teachers, evaluate them, then train the student or resume its training."""
    with applied(runtime):
        teachers = teachers_of(spec, resources, runtime)
        read = _read(spec, resources, teachers, runtime, control)
        data = yield from the_first_before(resources.ranks, read)
        if data is None:
            return control.outcome
        teacher_loss = yield from _teacher_lines(data, teachers)
        student = new_student(spec, resources, teachers, data, runtime)
        [is_new] = resources.ranks.numbers([not resources.run.checkpoints()])
        if is_new:
            yield from _first_weights(spec, student, data, runtime)
        for note in notes_of(spec.stages):
            yield Note(words=note)
        yield from _room_notes(student, teachers)
        if is_new:
            yield from data.distillation_notes(student.model, teachers, spec.stages)
            if isinstance(data, MixedData):
                yield from data.notes(spec.total_steps)
        runtime = yield from with_compiling_chosen(
            spec,
            resources,
            runtime,
            shape=student.shape,
            vocabulary_size=student.vocabulary_size,
            total_steps=spec.total_steps,
        )
        task = student_task(spec, student, teachers, data, teacher_loss, runtime)
        task = yield from shared_out(task, spec, resources, runtime)
        yield StageStarted(words=words("Distilling"), total=task.total_steps, unit="steps")
        file = _file(student, teachers, resources)
        checkpoints = Checkpoints(resources.run, file, resources.sync_journal)
        outcome = yield from train(task, checkpoints, control, resources.ranks)
        if outcome is Outcome.FINISHED:
            yield from data.closing_notes(student.model)
        return outcome


def _file(student: Student, teachers: Teachers, resources: RunResources) -> ModelFile:
    """The `model.json` of the student, which reads and ends texts as its teacher does."""
    file = resources.model_file(student.shape, student.vocabulary_size)
    return file if teachers.are_cross_tokenizer else file.reading_as(teachers.file)


def _room_notes(student: Student, teachers: Teachers) -> Generator[Event]:
    """Once, where the models of one tokenizer have room for different numbers of token ids."""
    if teachers.are_cross_tokenizer:
        return
    sizes = [student.vocabulary_size, *teachers.rooms]
    if len(set(sizes)) > 1:
        yield common_note(max(sizes), min(sizes))


def teachers_of(spec: DistillSpec, resources: RunResources, runtime: Runtime) -> Teachers:
    """Those that the run was given, on their device."""
    located = (resources.inputs.teacher, *resources.inputs.further_teachers)
    weights = [weight for _, weight in spec.teachers]
    return load_teachers(resources, located, weights, runtime)


def _read(
    spec: DistillSpec,
    resources: RunResources,
    teachers: Teachers,
    runtime: Runtime,
    control: Control,
) -> Generator[Event, None, DistillationText[Any] | None]:
    """The text, with the lines of what needs no training; None if stopped."""
    data = yield from distillation_text(spec, resources, teachers, runtime, control)
    if data is not None:
        yield from data.reference_lines(control)
    return data


def distillation_text(
    spec: DistillSpec,
    resources: RunResources,
    teachers: Teachers,
    runtime: Runtime,
    control: Control,
) -> Generator[Event, None, DistillationText[Any] | None]:
    """The run's corpora as its student reads them, encoded if needed; None if stopped."""
    shape = student_shape(spec, resources)
    if spec.further_corpora:
        return (
            yield from mixed_data(
                resources,
                spec.loop,
                spec.masking,
                runtime,
                control,
                shape=shape,
                shares=[share for _, share in spec.mixture],
                context=shape.context,
                seed=spec.runtime.seed,
            )
        )
    return (
        yield from open_text(
            resources,
            runtime,
            control,
            shape=shape,
            context=shape.context,
            loop=spec.loop,
            masking=spec.masking,
            seed=spec.runtime.seed,
            fixed_windows=0 if teachers.cache is None else teachers.cache.meta.windows,
        )
    )


def _teacher_lines(
    data: DistillationText[Any], teachers: Teachers
) -> Generator[Event, None, float]:
    """The teacher's own figures on the validation text: the floor the student moves towards.

    Gives its loss; 0, which nothing is below, where losses per token cannot be compared.
    """
    if teachers.are_cross_tokenizer:
        return 0.0
    yield StageStarted(words=words("Measuring the teacher on the validation text"))
    values = data.metrics(teachers.models[0])
    for metric, value in values.items():
        yield Reference(metric=metric, name="teacher", value=value)
    return values["validation_loss"]


def _first_weights(
    spec: DistillSpec, student: Student, data: DistillationText[Any], runtime: Runtime
) -> Generator[Event, None, None]:
    """What copied weights are worth, against the random ones of the same seed."""
    if spec.student.init != "from_teacher" or spec.warm_start:
        return
    random = random_student(spec, student.shape, student.vocabulary_size)
    copied_loss, random_loss = (
        data.metrics(model)["validation_loss"]
        for model in (student.model, random.to(runtime.torch_device))
    )
    yield Note(
        words=words(
            "before the first step the validation loss is {copied:.3f} with the teacher's "
            "weights, and {random:.3f} with random ones",
            copied=copied_loss,
            random=random_loss,
        )
    )
