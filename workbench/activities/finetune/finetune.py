"""Fine-tuning: from a model and the examples of a task to a model that does the task."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any, assert_never

from workbench.activities.finetune.classify import classification
from workbench.activities.finetune.encoding import reading_with
from workbench.activities.finetune.examples import examples_of
from workbench.activities.finetune.instruct import instruction
from workbench.activities.finetune.tuning import Prepared, TuningSetup, num_learning
from workbench.activities.resources import RunResources
from workbench.activities.sharding import shared_out
from workbench.activities.together import the_first_before
from workbench.data.labelled.batches import Assembled
from workbench.events import Event, Note, Outcome, StageStarted
from workbench.jobs import Control
from workbench.models.model_file import ModelFile, read_model_file
from workbench.tokenizers.opening import open_tokenizer
from workbench.training.checkpoints import Checkpoints
from workbench.training.finetune_spec import ClassifySpec, FinetuneSpec, InstructSpec
from workbench.training.loop import train
from workbench.training.runtime import Runtime, applied
from workbench.words import words


def finetune(
    spec: FinetuneSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Read and split the examples, or take those that the run has kept; then train or go on."""
    with applied(runtime):
        prepare = prepared_tuning(spec, resources, runtime, control)
        prepared = yield from the_first_before(resources.ranks, prepare)
        assert prepared is not None
        task = yield from shared_out(prepared.task, spec, resources, runtime)
        return (yield from _trained(replace(prepared, task=task), resources, control))


def prepared_tuning(
    spec: FinetuneSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, Prepared[Any]]:
    """The task before its first step, with its examples encoded."""
    examples = yield from examples_of(spec, resources.inputs.examples, resources, control)
    base = _base(spec, resources)
    tokenizer = open_tokenizer(resources.folder_of(resources.inputs.tokenizer))
    setup = TuningSetup(spec, resources, runtime, examples, tokenizer, base)
    match spec.task:
        case ClassifySpec() as task:
            return (yield from classification(setup, task))
        case InstructSpec() as task:
            return (yield from instruction(setup, task))
        case _:
            assert_never(spec.task)


def _base(spec: FinetuneSpec, resources: RunResources) -> ModelFile:
    """The model that is tuned, with the chat template that it reads by."""
    base, located = read_model_file(resources.folder_of(resources.inputs.model)), None
    if isinstance(spec.task, InstructSpec):
        located = resources.inputs.teacher
    teacher = None if located is None else read_model_file(resources.folder_of(located))
    return reading_with(base, teacher)


def _trained(
    prepared: Prepared[Assembled], resources: RunResources, control: Control
) -> Generator[Event, None, Outcome]:
    task = prepared.task
    yield Note(
        words=words(
            "{learning} of {total} parameters learn",
            learning=num_learning(task.model),
            total=sum(parameter.numel() for parameter in task.model.parameters()),
        )
    )
    yield StageStarted(words=words("Training"), total=task.total_steps, unit="steps")
    checkpoints = Checkpoints(resources.run, prepared.file, resources.sync_journal)
    return (yield from train(task, checkpoints, control, resources.ranks))
