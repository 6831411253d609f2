"""A run's training as it was before its first step, from its spec alone: nothing is written."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar, assert_never, cast

from workbench.activities.distill.distill import distillation_text, teachers_of
from workbench.activities.distill.students import new_student
from workbench.activities.distill.task import student_task
from workbench.activities.finetune.finetune import prepared_tuning
from workbench.activities.pretrain import new_model, pretraining_task, pretraining_text
from workbench.activities.resources import RunResources
from workbench.activities.text.causal import CausalData
from workbench.activities.text.data import TextData
from workbench.data.causal.documents import DocumentMarks
from workbench.data.causal.layout import Tokens
from workbench.distillation.spec import DistillSpec
from workbench.events import Event
from workbench.jobs import ThreadControl
from workbench.models.build import Model
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.loop import Task
from workbench.training.objectives.masked import MaskedTasks, masked_tasks
from workbench.training.runtime import Runtime
from workbench.training.spec import PretrainSpec

TrainingSpec = PretrainSpec | DistillSpec | FinetuneSpec
T = TypeVar("T")


@dataclass(frozen=True)
class WindowSource:
    """The token stream that windows are cut from, and how documents stand in it."""

    tokens: Tokens
    marks: DocumentMarks


@dataclass(frozen=True)
class PreparedRun:
    """The task before its first step; `windows` where a step reads windows of a token stream."""

    task: Task[Any]
    model: Model
    tokenizer: Tokenizer
    masked: MaskedTasks
    labels: tuple[str, ...] = ()
    windows: WindowSource | None = None


def prepared_run(spec: TrainingSpec, resources: RunResources, runtime: Runtime) -> PreparedRun:
    """Build what the run began with; its corpus is encoded again if its tokens are gone."""
    match spec:
        case PretrainSpec():
            data = _result(pretraining_text(spec, resources, runtime, ThreadControl()))
            assert data is not None
            model = new_model(spec, data, runtime)
            return _of_text(spec, pretraining_task(spec, data, model, runtime), model, data)
        case DistillSpec():
            teachers = teachers_of(spec, resources, runtime)
            text = distillation_text(spec, resources, teachers, runtime, ThreadControl())
            data = _result(text)
            assert data is not None
            student = new_student(spec, resources, teachers, data, runtime)
            # The teacher's loss is only compared at evaluations, of which a replay has none.
            task = student_task(spec, student, teachers, data, 0.0, runtime)
            return _of_text(spec, task, student.model, data)
        case FinetuneSpec():
            tuned = _result(prepared_tuning(spec, resources, runtime, ThreadControl()))
            tokenizer = open_tokenizer(resources.folder_of(resources.inputs.tokenizer))
            tuned_model = cast("Model", tuned.task.model)
            return PreparedRun(tuned.task, tuned_model, tokenizer, MaskedTasks(), tuned.file.labels)
        case _:
            assert_never(spec)


def _of_text(
    spec: PretrainSpec | DistillSpec, task: Task[Any], model: Model, data: TextData[Any]
) -> PreparedRun:
    windows = None
    if isinstance(data, CausalData):
        marks = DocumentMarks.of(data.tokenizer.special)
        windows = WindowSource(data.shards.tokens("train"), marks)
    return PreparedRun(task, model, data.tokenizer, masked_tasks(spec.masking), windows=windows)


def _result(work: Generator[Event, None, T]) -> T:
    """What an activity's part gives at its end; what it says was said when the run began."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result
