"""Pretraining a BERT: from a corpus and a tokenizer to a model that fills in masked tokens."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from workbench.activities.fill_mask import MASK_TEXT, fill_best
from workbench.activities.prepare import model_file
from workbench.activities.pretrain import num_steps
from workbench.activities.workplace import Workplace
from workbench.corpora.corpus import Corpus
from workbench.data.marks import marks_of
from workbench.data.masking import Masking, word_beginnings
from workbench.data.pairs import PairBatch, PairBatches
from workbench.data.seeds import derived_seed
from workbench.data.sentence_shards import (
    SentenceShards,
    encode_sentences,
    sentence_fingerprint,
)
from workbench.errors import BadInput
from workbench.events import Event, Note, Outcome, Reference, StageStarted
from workbench.jobs import Control
from workbench.models.bert import Bert
from workbench.models.build import build
from workbench.models.spec import BertSpec
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.source import Split
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.checkpoints import Checkpoints
from workbench.training.loop import Task, train
from workbench.training.masked import (
    Asked,
    MaskedLanguageModelling,
    masked_metrics,
    share_margin,
)
from workbench.training.runtime import Runtime, entered
from workbench.training.schedules import learning_rate_factor
from workbench.training.spec import PretrainSpec
from workbench.words import words


@dataclass(frozen=True)
class _Material:
    """What a BERT learns from and is measured on."""

    train: PairBatches
    validation: Sequence[PairBatch]
    tokenizer: Tokenizer
    asked: Asked


def pretrain_masked(
    spec: PretrainSpec, shape: BertSpec, place: Workplace, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Encode the corpus by sentences if needed, measure the baseline, then train or go on."""
    _check_heads(shape, spec)
    with entered(runtime):
        shards = yield from _encoded(place, runtime.threads, control)
        if shards is None:
            return control.outcome
        material = _material(spec, shape, place, shards)
        if material.asked.masked:
            yield _most_frequent(material, shards)
        model = build(shape, shards.vocabulary_size, derived_seed(spec.runtime.seed, "weights"))
        task = _task(spec, model.to(runtime.torch_device), material, runtime)
        yield StageStarted(words=words("Training"), total=task.total_steps, unit="steps")
        assert place.inputs.tokenizer is not None
        file = model_file(shape, shards.vocabulary_size, place.inputs.tokenizer)
        checkpoints = Checkpoints(place.run, file, place.sync_journal)
        outcome = yield from train(task, checkpoints, control)
        if outcome is Outcome.FINISHED and material.asked.next_sentence:
            yield _next_sentence_note(model, material, runtime.torch_device)
        return outcome


def _check_heads(shape: BertSpec, spec: PretrainSpec) -> None:
    asked = _asked(spec)
    if asked.masked and not shape.masked_head:
        raise BadInput("a BERT learns to fill in masks with its masked-token head; turn it on")
    if asked.next_sentence and not (shape.pooler and shape.num_segments >= 2):
        raise BadInput(
            "next-sentence prediction needs the pooler and two segments; turn them on, or choose "
            "the objective mlm"
        )


def _asked(spec: PretrainSpec) -> Asked:
    tasks = spec.masking.objective.split("+")
    return Asked(masked="mlm" in tasks, next_sentence="nsp" in tasks)


def _encoded(
    place: Workplace, threads: int, control: Control
) -> Generator[Event, None, SentenceShards | None]:
    """The corpus as sentences, made once per (corpus, tokenizer); None if stopped."""
    corpus, tokenizer = place.inputs.corpus, place.inputs.tokenizer
    assert corpus is not None
    assert tokenizer is not None
    mark = sentence_fingerprint(corpus.digest, tokenizer.digest)
    folder = place.project / "shards" / mark
    if not folder.exists():
        outcome = yield from encode_sentences(
            Corpus.open(place.folder_of(corpus)),
            open_tokenizer(place.folder_of(tokenizer)),
            folder,
            control,
            threads,
        )
        if outcome is not Outcome.FINISHED:
            return None
    return SentenceShards.open(folder)


def _material(
    spec: PretrainSpec, shape: BertSpec, place: Workplace, shards: SentenceShards
) -> _Material:
    tokenizer = open_tokenizer(place.folder_of(place.inputs.tokenizer))
    asked, masking = _asked(spec), _masking(spec, tokenizer)

    def batches(split: Split, seed: int, accumulation: int) -> PairBatches:
        return PairBatches(
            shards.arrays(split),
            masking,
            context=shape.context,
            micro_batch_size=spec.loop.micro_batch_size,
            accumulation=accumulation,
            seed=seed,
            short_share=spec.masking.short_share,
            next_sentence=asked.next_sentence,
        )

    seed = spec.runtime.seed
    validation = batches("validation", derived_seed(seed, "validation"), 1)
    measured = tuple(_measured(validation, spec.loop.evaluation_tokens))
    return _Material(batches("train", seed, spec.loop.accumulation), measured, tokenizer, asked)


def _masking(spec: PretrainSpec, tokenizer: Tokenizer) -> Masking:
    begins_word_v = None
    if spec.masking.whole_words:
        pieces = [tokenizer.piece(i) for i in range(tokenizer.vocabulary_size)]
        begins_word_v = word_beginnings(pieces)
    rate = spec.masking.rate if _asked(spec).masked else 0.0
    marks = marks_of(tokenizer.special)
    return Masking(tokenizer.vocabulary_size, rate, marks, begins_word_v)


def _measured(validation: PairBatches, most_tokens: int) -> Generator[PairBatch, None, None]:
    """The same examples and masks at every evaluation: at most an epoch, or so many tokens."""
    tokens = 0
    for step in range(max(1, int(validation.steps_per_epoch))):
        for batch in validation.at(step):
            yield batch
            tokens += batch.num_tokens
        if 0 < most_tokens <= tokens:
            return


def _most_frequent(material: _Material, shards: SentenceShards) -> Reference:
    """How often the most frequent token of the training text is the right one."""
    tokens = shards.arrays("train").tokens_n
    most_frequent = int(np.bincount(tokens, minlength=shards.vocabulary_size).argmax())
    targets = np.concatenate([batch.targets_n for batch in material.validation])
    share = float((targets == most_frequent).mean())
    return Reference(metric="validation_masked_accuracy", name="most_frequent", value=share)


def _task(
    spec: PretrainSpec, model: Bert, material: _Material, runtime: Runtime
) -> Task[PairBatch]:
    seed, device, asked = spec.runtime.seed, runtime.torch_device, material.asked
    tokens_per_step = float(np.mean([_num_tokens(material.train, step) for step in range(4)]))
    total_steps = num_steps(spec.loop, material.train.steps_per_epoch, tokens_per_step)
    peak = spec.optimizer.learning_rate

    def evaluate() -> Mapping[str, float]:
        return masked_metrics(model, material.validation, device, asked)

    return Task(
        model=model,
        objective=MaskedLanguageModelling(model, device, asked),
        batches=material.train,
        total_steps=total_steps,
        optimizer=spec.optimizer,
        learning_rate=lambda step: peak * learning_rate_factor(spec.schedule, step, total_steps),
        loop=spec.loop,
        runtime=runtime,
        seed=seed,
        evaluate=evaluate,
        write_sample=_writer(spec, model, material.tokenizer),
    )


def _num_tokens(batches: PairBatches, step: int) -> int:
    return sum(batch.num_tokens for batch in batches.at(step))


def _writer(spec: PretrainSpec, model: Bert, tokenizer: Tokenizer) -> Callable[[], str] | None:
    """Fills in the masks of the sample prompt at each evaluation, if it has some."""
    prompt = spec.loop.sample_prompt
    if MASK_TEXT not in prompt or model.masked_head is None:
        return None
    return lambda: fill_best(model, tokenizer, prompt)


def _next_sentence_note(model: Bert, material: _Material, device: torch.device) -> Note:
    """Whether the model tells following sentences from random ones better than a coin."""
    values = masked_metrics(model, material.validation, device, Asked(masked=False))
    share = values["validation_next_sentence_accuracy"]
    count = sum(len(batch.ids_bt) for batch in material.validation)
    margin = share_margin(share, count)
    if share - margin > 0.5:
        return Note(
            words=words(
                "Next-sentence accuracy {share:.1%} ± {margin:.1%} (95 %, {count} pairs): above "
                "chance, which is 50 %.",
                share=share,
                margin=margin,
                count=count,
            )
        )
    return Note(
        words=words(
            "Next-sentence accuracy {share:.1%} ± {margin:.1%} (95 %, {count} pairs): not above "
            "chance, which is 50 %. It needs more training or longer texts.",
            share=share,
            margin=margin,
            count=count,
        )
    )
