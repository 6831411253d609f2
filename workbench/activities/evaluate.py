"""Comparing models on the same text: quality, agreement with a teacher, and speed."""

import statistics
import time
from collections.abc import Generator, Iterator

import torch

from workbench.activities.prepare import NGRAM_ORDER, encoded, validation_text
from workbench.activities.spec import EvaluateSpec, Role
from workbench.activities.verdict import Measured, verdict
from workbench.activities.workplace import Workplace
from workbench.data.overlap import seen_share
from workbench.data.shards import Shards
from workbench.distillation.measuring import distillation_metrics
from workbench.distillation.teachers import LiveTeachers
from workbench.events import Event, Note, Outcome, Progress, ReportReady, ReportRow, StageStarted
from workbench.generation.decode import generate
from workbench.generation.spec import Greedy
from workbench.jobs import Control
from workbench.models.build import Decoder
from workbench.models.load import load_decoder
from workbench.models.ngram import MOST_TOKENS, NGram
from workbench.store.inputs import Located
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.evaluation import ValidationText, summary, token_losses
from workbench.training.runtime import Runtime, entered
from workbench.words import words

OVERLAP_N = 8
_TIMED_TOKENS = 32
_TIMED_RUNS = 3


def evaluate(
    spec: EvaluateSpec, place: Workplace, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Measure each candidate in turn and end with one table and a sentence on it."""
    assert place.inputs.tokenizer is not None
    with entered(runtime):
        shards = yield from encoded(place, place.inputs.tokenizer, runtime.threads, control)
        if shards is None:
            return control.outcome
        tokenizer = open_tokenizer(place.folder_of(place.inputs.tokenizer))
        text, models = _text_and_models(spec, place, shards, tokenizer)
        measured = yield from _measure_all(
            spec, place, text, models, _first_token(tokenizer), runtime, control
        )
        if control.stopping:
            return control.outcome
        rows = [one.row for one in measured]
        if spec.baseline:
            yield StageStarted(words=words("Counting n-grams for the baseline"))
            rows.insert(0, _ngram_row(shards, text, tokenizer.vocabulary_size))
            yield _overlap_note(shards, text, tokenizer)
        yield ReportReady(corpus=spec.corpus, rows=tuple(rows), verdict=verdict(measured))
        return Outcome.FINISHED


def _text_and_models(
    spec: EvaluateSpec, place: Workplace, shards: Shards, tokenizer: Tokenizer
) -> tuple[ValidationText, list[tuple[Role, Located, Decoder]]]:
    """The text in windows that every model can read, and the models."""
    models = [
        (candidate.role, located, load_decoder(place.project / located.folder)[0])
        for candidate, located in zip(spec.candidates, place.inputs.candidates, strict=True)
    ]
    text = validation_text(
        shards,
        tokenizer,
        split=spec.split,
        most_tokens=spec.tokens,
        context=min(model.context for _, _, model in models),
        micro_batch_size=16,
    )
    return text, models


def _measure_all(
    spec: EvaluateSpec,
    place: Workplace,
    text: ValidationText,
    models: list[tuple[Role, Located, Decoder]],
    first_token: int,
    runtime: Runtime,
    control: Control,
) -> Generator[Event, None, list[Measured]]:
    teacher = None
    if place.inputs.teacher is not None:
        teacher = load_decoder(place.folder_of(place.inputs.teacher))[0].to(runtime.torch_device)
    yield StageStarted(words=words("Measuring"), total=len(models), unit="models")
    measured: list[Measured] = []
    for number, (role, located, model) in enumerate(models, start=1):
        if control.stopping:
            break
        model = model.to(runtime.torch_device)
        measured.append(_measure(role, located, model, teacher, text, first_token, runtime))
        yield Progress(done=number, total=len(models))
    return measured


def _measure(
    role: Role,
    located: Located,
    model: Decoder,
    teacher: Decoder | None,
    text: ValidationText,
    first_token: int,
    runtime: Runtime,
) -> Measured:
    device = runtime.torch_device
    with torch.autocast(device.type, torch.bfloat16, enabled=runtime.precision == "bf16"):
        losses = token_losses(model, text, device)
        compared = (
            distillation_metrics(model, LiveTeachers([teacher]), text, device) if teacher else {}
        )
    values = summary(float(losses.mean()), text)
    return Measured(
        ReportRow(
            role=role,
            model=located.name,
            parameters=sum(p.numel() for p in model.parameters()),
            loss=values["validation_loss"],
            perplexity=values["validation_perplexity"],
            bits_per_byte=values["validation_bits_per_byte"],
            agreement=compared.get("validation_agreement"),
            kl=compared.get("validation_kl"),
            ms_per_token=ms_per_token(model, first_token),
        ),
        losses,
    )


def ms_per_token(model: Decoder, first_token: int) -> float:
    """Milliseconds a token when writing greedily at batch 1: the median of three short texts."""
    budget = min(_TIMED_TOKENS, model.context - 2)
    return statistics.median(_timed(model, first_token, budget) for _ in range(_TIMED_RUNS))


def _timed(model: Decoder, first_token: int, num_tokens: int) -> float:
    started = time.perf_counter()
    written = sum(1 for _ in _greedy(model, first_token, num_tokens))
    return 1000 * (time.perf_counter() - started) / max(1, written)


def _greedy(model: Decoder, first_token: int, num_tokens: int) -> Iterator[object]:
    prompt = [first_token]
    return generate(model, prompt, Greedy(), seed=0, max_new_tokens=num_tokens, eos=None)


def _first_token(tokenizer: Tokenizer) -> int:
    """A token to begin with; which one does not matter to the speed."""
    return next(iter(tokenizer.prompt_begin), 0)


def _overlap_note(shards: Shards, text: ValidationText, tokenizer: Tokenizer) -> Note:
    """How much of the text could have been learnt by heart: a low loss needs that beside it."""
    read = shards.tokens("train")[:MOST_TOKENS]
    boundary = tokenizer.special.boundary
    share = seen_share([read], text.tokens, n=OVERLAP_N, boundary=boundary)
    return Note(
        words=words(
            "{share:.0%} of the scored text's sequences of {n} tokens occur in the training text",
            share=share,
            n=OVERLAP_N,
        )
    )


def _ngram_row(shards: Shards, text: ValidationText, vocabulary_size: int) -> ReportRow:
    """The statistical baseline's row; it has counts instead of parameters."""
    model = NGram.fit(shards.tokens("train"), NGRAM_ORDER, vocabulary_size)
    values = summary(model.loss(text.tokens), text)
    return ReportRow(
        role="ngram",
        model=f"Kneser-Ney {NGRAM_ORDER}-gram",
        parameters=sum(len(level.keys) for level in model.levels),
        loss=values["validation_loss"],
        perplexity=values["validation_perplexity"],
        bits_per_byte=values["validation_bits_per_byte"],
    )
