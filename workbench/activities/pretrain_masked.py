"""Pretraining a BERT: from a corpus and a tokenizer to a model that fills in masked tokens."""

from collections.abc import Generator, Mapping

from workbench.activities.pretrain import num_steps
from workbench.activities.resources import RunResources
from workbench.activities.text.masked import MaskedMaterial, masked_material, masked_tasks
from workbench.activities.text.preparation import model_file
from workbench.data.masked.batches import MaskedBatch
from workbench.data.seeds import derived_seed
from workbench.errors import BadInput
from workbench.events import Event, Outcome, StageStarted
from workbench.jobs import Control
from workbench.models.bert import Bert
from workbench.models.build import build
from workbench.models.spec import BertSpec
from workbench.training.checkpoints import Checkpoints
from workbench.training.loop import Task, train
from workbench.training.objectives.masked import MaskedLanguageModelling, masked_metrics
from workbench.training.runtime import Runtime, applied
from workbench.training.schedules import learning_rate_factor
from workbench.training.spec import PretrainSpec
from workbench.words import words


def pretrain_masked(
    spec: PretrainSpec, shape: BertSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Encode the corpus by sentences if needed, measure the baseline, then train or go on."""
    _check_heads(shape, spec)
    with applied(runtime):
        material = yield from masked_material(
            resources,
            spec.masking,
            spec.loop,
            context=shape.context,
            seed=spec.runtime.seed,
            threads=runtime.threads,
            control=control,
        )
        if material is None:
            return control.outcome
        if material.tasks.masked:
            yield material.most_frequent()
        vocabulary_size = material.shards.vocabulary_size
        model = build(shape, vocabulary_size, derived_seed(spec.runtime.seed, "weights"))
        task = _task(spec, model.to(runtime.torch_device), material, runtime)
        yield StageStarted(words=words("Training"), total=task.total_steps, unit="steps")
        assert resources.inputs.tokenizer is not None
        file = model_file(shape, vocabulary_size, resources.inputs.tokenizer)
        checkpoints = Checkpoints(resources.run, file, resources.sync_journal)
        outcome = yield from train(task, checkpoints, control)
        if outcome is Outcome.FINISHED and material.tasks.next_sentence:
            yield material.next_sentence_note(model, runtime.torch_device)
        return outcome


def _check_heads(shape: BertSpec, spec: PretrainSpec) -> None:
    tasks = masked_tasks(spec.masking)
    if tasks.masked and not shape.masked_head:
        raise BadInput("a BERT learns to fill in masks with its masked-token head; turn it on")
    if tasks.next_sentence and not (shape.pooler and shape.num_segments >= 2):
        raise BadInput(
            "next-sentence prediction needs the pooler and two segments; turn them on, or choose "
            "the objective mlm"
        )


def _task(
    spec: PretrainSpec, model: Bert, material: MaskedMaterial, runtime: Runtime
) -> Task[MaskedBatch]:
    seed, device, tasks = spec.runtime.seed, runtime.torch_device, material.tasks
    steps_per_epoch = material.train.steps_per_epoch
    total_steps = num_steps(spec.loop, steps_per_epoch, material.tokens_per_step())
    peak = spec.optimizer.learning_rate

    def evaluate(step: int) -> Mapping[str, float]:
        return masked_metrics(model, material.validation, device, tasks)

    return Task(
        model=model,
        objective=MaskedLanguageModelling(model, device, tasks),
        batches=material.train,
        total_steps=total_steps,
        optimizer=spec.optimizer,
        learning_rate=lambda step: peak * learning_rate_factor(spec.schedule, step, total_steps),
        loop=spec.loop,
        runtime=runtime,
        seed=seed,
        evaluate=evaluate,
        write_sample=material.writer(model, spec.loop.sample_prompt),
    )
