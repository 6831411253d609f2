"""A run's training as it was before its first step, from its spec alone: nothing is written."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar, assert_never, cast

from workbench.activities.distill.distill import distillation_text, teachers_of
from workbench.activities.distill.students import new_student
from workbench.activities.distill.task import student_task
from workbench.activities.finetune.finetune import prepared_tuning
from workbench.activities.pretraining.pretrain import (
    first_model,
    pretrained_file,
    pretraining_task,
    pretraining_text,
)
from workbench.activities.replay.documents import BatchSource, WindowSource
from workbench.activities.resources import RunResources
from workbench.activities.text.causal import CausalData
from workbench.activities.text.data import PretrainingText
from workbench.activities.text.mixed import MixedData
from workbench.data.causal.documents import DocumentMarks
from workbench.distillation.spec import DistillSpec
from workbench.events import Event
from workbench.jobs import Control, ThreadControl
from workbench.models.build import Model
from workbench.tokenizers.opening import open_tokenizer
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.objectives.masked import MaskedTasks, masked_tasks
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import Runtime
from workbench.training.training_task import Task

TrainingSpec = PretrainSpec | DistillSpec | FinetuneSpec
T = TypeVar("T")


@dataclass(frozen=True)
class PreparedRun:
    """The task before its first step, with what its batches hold."""

    task: Task[Any]
    model: Model
    masked: MaskedTasks
    source: BatchSource


def prepared_run(spec: TrainingSpec, resources: RunResources, runtime: Runtime) -> PreparedRun:
    """Build what the run began with; its corpus is encoded again if its tokens are gone."""
    prepared = _result(preparing(spec, resources, runtime, ThreadControl()))
    assert prepared is not None
    return prepared


def preparing(
    spec: TrainingSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, PreparedRun | None]:
    """The same, telling what is read and encoded for it; None if stopped meanwhile."""
    match spec:
        case PretrainSpec():
            data = yield from pretraining_text(spec, resources, runtime, control)
            if data is None:
                return None
            file = pretrained_file(spec, resources, data.tokenizer)
            model = first_model(spec, resources, file, runtime)
            return _of_text(spec, pretraining_task(spec, data, model, file, runtime), model, data)
        case DistillSpec():
            teachers = teachers_of(spec, resources, runtime)
            data = yield from distillation_text(spec, resources, teachers, runtime, control)
            if data is None:
                return None
            student = new_student(spec, resources, teachers, data, runtime)
            # The teacher's loss is only compared at evaluations, of which there are none here.
            task = student_task(spec, student, teachers, data, 0.0, runtime)
            return _of_text(spec, task, student.model, data)
        case FinetuneSpec():
            tuned = yield from prepared_tuning(spec, resources, runtime, control)
            tokenizer = open_tokenizer(resources.folder_of(resources.inputs.tokenizer))
            tuned_model = cast("Model", tuned.task.model)
            source = BatchSource(tuned.task.batches, tokenizer, tuned.file.labels)
            return PreparedRun(tuned.task, tuned_model, MaskedTasks(), source)
        case _:
            assert_never(spec)


def _of_text(
    spec: PretrainSpec | DistillSpec, task: Task[Any], model: Model, data: PretrainingText[Any]
) -> PreparedRun:
    return PreparedRun(task, model, masked_tasks(spec.masking), text_source(data))


def text_source(data: PretrainingText[Any]) -> BatchSource:
    """What the batches of a corpus, or of a mixture of them, are read from."""
    windows: tuple[WindowSource, ...] = ()
    if isinstance(data, CausalData):
        windows = (_windows(data, ""),)
    if not isinstance(data, MixedData):
        return BatchSource(data.train, data.tokenizer, windows=windows)
    windows = tuple(
        _windows(text, name)
        for text, name in zip(data.texts, data.names, strict=True)
        if isinstance(text, CausalData)
    )
    return BatchSource(data.train, data.tokenizer, windows=windows, corpora=data.names)


def _windows(data: CausalData, corpus: str) -> WindowSource:
    marks = DocumentMarks.of(data.tokenizer.special)
    return WindowSource(data.shards.tokens("train"), marks, corpus)


def _result(work: Generator[Event, None, T]) -> T:
    """What an activity's part gives at its end; what it says was said when the run began."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result
