"""Pretraining: from a corpus to a model, a new one or one that goes on."""

from collections.abc import Generator
from typing import Any

from workbench.activities.compiling import with_compiling_chosen
from workbench.activities.resources import RunResources
from workbench.activities.sharding import shared_out
from workbench.activities.task import num_steps, training_task
from workbench.activities.text.data import PretrainingText
from workbench.activities.text.mixed import MixedData, mixed_data
from workbench.activities.text.opening import open_text
from workbench.activities.together import the_first_before
from workbench.data.seeds import derived_seed
from workbench.errors import BadInput
from workbench.events import Event, Outcome, StageStarted
from workbench.jobs import Control
from workbench.models.build import Model, build
from workbench.models.load import load_model
from workbench.models.model_file import ModelFile, read_model_file
from workbench.models.size.estimate import training_flops_per_token
from workbench.models.spec import AnyModelSpec
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.checkpoints import Checkpoints
from workbench.training.loop import train
from workbench.training.objectives.masked import masked_tasks
from workbench.training.objectives.objective import B
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import Runtime, applied
from workbench.training.training_task import Task
from workbench.words import words


def pretrain(
    spec: PretrainSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Encode the corpus if needed, measure the baseline, then train or go on training."""
    with applied(runtime):
        read = _read(spec, resources, runtime, control)
        data = yield from the_first_before(resources.ranks, read)
        if data is None:
            return control.outcome
        file = pretrained_file(spec, resources, data.tokenizer)
        runtime = yield from with_compiling_chosen(
            spec,
            resources,
            runtime,
            shape=file.spec,
            vocabulary_size=file.vocabulary_size,
            total_steps=_total_steps(spec, data),
        )
        model = first_model(spec, resources, file, runtime)
        task = pretraining_task(spec, data, model, file, runtime)
        task = yield from shared_out(task, spec, resources, runtime)
        if isinstance(data, MixedData) and not resources.run.checkpoints():
            yield from data.notes(task.total_steps)
        yield StageStarted(words=words("Training"), total=task.total_steps, unit="steps")
        checkpoints = Checkpoints(resources.run, file, resources.sync_journal)
        outcome = yield from train(task, checkpoints, control, resources.ranks)
        if outcome is Outcome.FINISHED:
            yield from data.closing_notes(model)
        return outcome


def _read(
    spec: PretrainSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, PretrainingText[Any] | None]:
    """The text, with the lines of what needs no training; None if stopped."""
    data = yield from pretraining_text(spec, resources, runtime, control)
    if data is not None:
        yield from data.reference_lines(control)
    return data


def pretraining_text(
    spec: PretrainSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, PretrainingText[Any] | None]:
    """The run's corpora as its model reads them, encoded if needed; None if stopped.

    Raises BadInput for a BERT that lacks what it is to learn with.
    """
    shape = _shape(spec, resources)
    _check_heads(shape, spec)
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
                context=spec.length_in(shape),
                seed=spec.runtime.seed,
            )
        )
    return (
        yield from open_text(
            resources,
            runtime,
            control,
            shape=shape,
            context=spec.length_in(shape),
            loop=spec.loop,
            masking=spec.masking,
            seed=spec.runtime.seed,
        )
    )


def _shape(spec: PretrainSpec, resources: RunResources) -> AnyModelSpec:
    """The shape of a new model, or of the one that goes on."""
    given = resources.inputs.model
    return spec.model if given is None else read_model_file(resources.folder_of(given)).spec


def pretrained_file(spec: PretrainSpec, resources: RunResources, tokenizer: Tokenizer) -> ModelFile:
    """The `model.json` of what is trained; a model that goes on keeps all habits of its own."""
    given = resources.inputs.model
    if given is None:
        return resources.model_file(spec.model, tokenizer.vocabulary_size)
    base = read_model_file(resources.folder_of(given))
    return base.model_copy(update={"lora": None})  # loading it has merged them


def first_model(
    spec: PretrainSpec, resources: RunResources, file: ModelFile, runtime: Runtime
) -> Model:
    """The model before its first step, on its device."""
    given = resources.inputs.model
    if given is not None:
        model, _ = load_model(resources.folder_of(given))
        return model.requires_grad_(True).to(runtime.torch_device)
    seed = derived_seed(spec.runtime.seed, "weights")
    return build(spec.model, file.vocabulary_size, seed).to(runtime.torch_device)


def _check_heads(shape: AnyModelSpec, spec: PretrainSpec) -> None:
    tasks = masked_tasks(spec.masking)
    if shape.is_causal:
        return
    if tasks.masked and not shape.has_masked_head:
        raise BadInput("a BERT learns to fill in masks with its masked-token head; turn it on")
    if tasks.next_sentence and not shape.reads_pairs:
        lacking = shape.lacks_for_pairs
        raise BadInput(lacking.template, **lacking.values)


def pretraining_task(
    spec: PretrainSpec, data: PretrainingText[B], model: Model, file: ModelFile, runtime: Runtime
) -> Task[B]:
    """The training of a model on a text."""
    return training_task(
        spec,
        model,
        data.objective(model),
        data.train,
        runtime,
        total_steps=_total_steps(spec, data),
        flops_per_token=training_flops_per_token(
            file.spec, file.vocabulary_size, spec.length_in(file.spec)
        ),
        evaluate=lambda _: {**data.metrics(model), **data.probe_losses(model)},
        write_sample=data.sample_writer(model, file.framing),
        probes=data.probe_writers(model),
    )


def _total_steps(spec: PretrainSpec, data: PretrainingText[Any]) -> int:
    return num_steps(spec.loop, data.train.steps_per_epoch, data.tokens_per_step)
