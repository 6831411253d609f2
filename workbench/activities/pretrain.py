"""Pretraining: from a corpus and a tokenizer to a model that predicts the next token."""

import math
from collections.abc import Generator

from workbench.activities.resources import RunResources
from workbench.activities.text.preparation import (
    baseline_loss,
    encoded,
    model_file,
    validation_text,
)
from workbench.activities.text.samples import write_sample
from workbench.data.causal.batches import CausalBatch, CausalBatches
from workbench.data.causal.shards import Shards
from workbench.data.seeds import derived_seed
from workbench.events import Event, Outcome, StageStarted
from workbench.jobs import Control
from workbench.models.build import build
from workbench.models.spec import DecoderSpec
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.checkpoints import Checkpoints
from workbench.training.evaluation import ValidationText, causal_metrics
from workbench.training.loop import Task, train
from workbench.training.objectives.objective import CausalLanguageModelling
from workbench.training.runtime import Runtime, applied
from workbench.training.schedules import learning_rate_factor
from workbench.training.spec import LengthSpec, PretrainSpec
from workbench.words import words


def pretrain(
    spec: PretrainSpec,
    shape: DecoderSpec,
    resources: RunResources,
    runtime: Runtime,
    control: Control,
) -> Generator[Event, None, Outcome]:
    """Encode the corpus if needed, measure the baseline, then train or go on training."""
    assert resources.inputs.tokenizer is not None
    with applied(runtime):
        shards = yield from encoded(resources, resources.inputs.tokenizer, runtime.threads, control)
        if shards is None:
            return control.outcome
        tokenizer = open_tokenizer(resources.folder_of(resources.inputs.tokenizer))
        text = validation_text(
            shards,
            tokenizer,
            most_tokens=spec.loop.evaluation_tokens,
            context=shape.context,
            micro_batch_size=spec.loop.micro_batch_size,
        )
        if spec.loop.baseline:
            yield from baseline_loss(shards, text, tokenizer.vocabulary_size)
        task = _task(spec, shape, shards, tokenizer, text, runtime)
        yield StageStarted(words=words("Training"), total=task.total_steps, unit="steps")
        file = model_file(shape, tokenizer.vocabulary_size, resources.inputs.tokenizer)
        checkpoints = Checkpoints(resources.run, file, resources.sync_journal)
        return (yield from train(task, checkpoints, control))


def _task(
    spec: PretrainSpec,
    shape: DecoderSpec,
    shards: Shards,
    tokenizer: Tokenizer,
    text: ValidationText,
    runtime: Runtime,
) -> Task[CausalBatch]:
    seed, device = spec.runtime.seed, runtime.torch_device
    model = build(shape, tokenizer.vocabulary_size, derived_seed(seed, "weights")).to(device)
    batches = CausalBatches(
        shards.tokens("train"),
        context=shape.context,
        micro_batch_size=spec.loop.micro_batch_size,
        accumulation=spec.loop.accumulation,
        seed=seed,
    )
    total_steps = num_steps(spec.loop, batches.steps_per_epoch, batches.tokens_per_step)
    peak = spec.optimizer.learning_rate
    return Task(
        model=model,
        objective=CausalLanguageModelling(model, device),
        batches=batches,
        total_steps=total_steps,
        optimizer=spec.optimizer,
        learning_rate=lambda step: peak * learning_rate_factor(spec.schedule, step, total_steps),
        loop=spec.loop,
        runtime=runtime,
        seed=seed,
        evaluate=lambda _: causal_metrics(model, text, device),
        write_sample=lambda: write_sample(
            model, tokenizer, spec.loop.sample_prompt, spec.loop.sample_tokens, seed
        ),
    )


def num_steps(loop: LengthSpec, steps_per_epoch: float, tokens_per_step: float) -> int:
    """The run's length: the smallest of the limits that are set, at least one step."""
    limits = (
        loop.steps,
        math.ceil(loop.epochs * steps_per_epoch),
        math.ceil(loop.tokens / tokens_per_step),
    )
    return max(1, min(limit for limit in limits if limit))
