"""Comparing models on the same text: quality, agreement with a teacher, size and speed."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import torch

from workbench.activities.evaluate.evaluate_masked import MaskedGround, masked_ground
from workbench.activities.evaluate.groups import groups_of
from workbench.activities.evaluate.inference_speed import ms_per_token, tokens_per_second_16
from workbench.activities.evaluate.verdict import Measured, mean_margin, verdict, verdict_over_seeds
from workbench.activities.resources import RunResources
from workbench.activities.spec import Candidate, EvaluateSpec
from workbench.activities.text.preparation import NGRAM_ORDER, encoded, validation_text
from workbench.activities.text.samples import write_sample
from workbench.data.causal.shards import Shards
from workbench.data.overlap import seen_share
from workbench.distillation.comparison.metrics import distillation_metrics
from workbench.distillation.teachers import LiveTeachers
from workbench.errors import BadInput
from workbench.events import Event, Note, Outcome, Progress, ReportReady, ReportRow, StageStarted
from workbench.jobs import Control
from workbench.models.build import Decoder, Model
from workbench.models.estimate import inference_memory_bytes
from workbench.models.load import as_decoder, load_model
from workbench.models.model_file import WEIGHTS_NAME, ModelFile
from workbench.models.ngram import MOST_TOKENS, NGram
from workbench.models.spec import BertSpec
from workbench.store.inputs import Located
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.evaluation import ValidationText, summary, token_losses
from workbench.training.runtime import Runtime, applied
from workbench.words import words

OVERLAP_N = 8


@dataclass(frozen=True)
class Subject:
    """One model to be measured."""

    candidate: Candidate
    located: Located
    model: Model
    file: ModelFile
    disk_bytes: int


def evaluate(
    spec: EvaluateSpec, resources: RunResources, runtime: Runtime, control: Control
) -> Generator[Event, None, Outcome]:
    """Measure each candidate in turn and end with one table and a sentence on it."""
    with applied(runtime):
        subjects = [_subject(resources, *pair) for pair in _candidates(spec, resources)]
        teacher = None
        if resources.inputs.teacher is not None:
            teacher = load_model(resources.folder_of(resources.inputs.teacher))[0]
            teacher = teacher.to(runtime.torch_device)
        ground = yield from _ground(spec, resources, subjects, teacher, runtime, control)
        if ground is None:
            return control.outcome
        measured = yield from _measure_all(ground, subjects, runtime, control)
        if control.stopping:
            return control.outcome
        rows = [one.row for one in measured]
        if spec.baseline and isinstance(ground, _Ground):
            yield StageStarted(words=words("Counting n-grams for the baseline"))
            rows.insert(0, ground.ngram_row())
            yield ground.overlap_note()
        yield ReportReady(
            corpus=spec.corpus,
            rows=tuple(rows),
            verdict=verdict_over_seeds(rows) or verdict(measured),
            groups=groups_of(rows),
            prompt=spec.sample_prompt,
        )
        return Outcome.FINISHED


def _candidates(spec: EvaluateSpec, resources: RunResources) -> Iterator[tuple[Candidate, Located]]:
    return zip(spec.candidates, resources.inputs.candidates, strict=True)


def _subject(resources: RunResources, candidate: Candidate, located: Located) -> Subject:
    folder = resources.project / located.folder
    model, file = load_model(folder)
    return Subject(candidate, located, model, file, (folder / WEIGHTS_NAME).stat().st_size)


def _ground(
    spec: EvaluateSpec,
    resources: RunResources,
    subjects: list[Subject],
    teacher: Model | None,
    runtime: Runtime,
    control: Control,
) -> "Generator[Event, None, _Ground | MaskedGround | None]":
    """The text in windows that every model can read; None if stopped."""
    context = min(subject.model.context for subject in subjects)
    kinds = {isinstance(subject.file.spec, BertSpec) for subject in subjects}
    if len(kinds) > 1:
        raise BadInput(
            "BERT models fill in masks and the others predict the next token, so that their losses "
            "cannot be compared; evaluate them apart"
        )
    if kinds == {True}:
        return (yield from masked_ground(spec, resources, context, teacher, runtime, control))
    assert resources.inputs.tokenizer is not None
    shards = yield from encoded(resources, resources.inputs.tokenizer, runtime.threads, control)
    if shards is None:
        return None
    tokenizer = open_tokenizer(resources.folder_of(resources.inputs.tokenizer))
    text = validation_text(
        shards,
        tokenizer,
        split=spec.split,
        most_tokens=spec.tokens,
        context=context,
        micro_batch_size=16,
    )
    theirs = None if teacher is None else as_decoder(teacher)
    return _Ground(spec, shards, tokenizer, text, theirs, runtime)


def _measure_all(
    ground: "_Ground | MaskedGround",
    subjects: list[Subject],
    runtime: Runtime,
    control: Control,
) -> Generator[Event, None, list[Measured]]:
    yield StageStarted(words=words("Measuring"), total=len(subjects), unit="models")
    measured: list[Measured] = []
    for number, subject in enumerate(subjects, start=1):
        if control.stopping:
            break
        model = subject.model.to(runtime.torch_device)
        with torch.autocast(runtime.device, torch.bfloat16, enabled=runtime.precision == "bf16"):
            found = ground.measure(subject.candidate, subject.located, model)
        measured.append(Measured(_with_size_and_speed(found.row, subject, ground), found.losses))
        yield Progress(done=number, total=len(subjects))
    return measured


def _with_size_and_speed(
    row: ReportRow, subject: Subject, ground: "_Ground | MaskedGround"
) -> ReportRow:
    spec, size = subject.file.spec, subject.file.vocabulary_size
    memory = (
        4 * row.parameters if isinstance(spec, BertSpec) else inference_memory_bytes(spec, size)
    )
    return row.model_copy(
        update={
            "disk_bytes": subject.disk_bytes,
            "memory_bytes": memory,
            "ms_per_token": ms_per_token(subject.model, ground.first_token),
            "tokens_per_second_16": tokens_per_second_16(subject.model, ground.first_token),
            "sample": ground.sample(subject.model),
        }
    )


@dataclass(frozen=True)
class _Ground:
    """The text that models which predict the next token are measured on."""

    spec: EvaluateSpec
    shards: Shards
    tokenizer: Tokenizer
    text: ValidationText
    teacher: Decoder | None
    runtime: Runtime

    @property
    def first_token(self) -> int:
        """A token to begin with; which one does not matter to the speed."""
        return next(iter(self.tokenizer.prompt_begin), 0)

    def measure(self, candidate: Candidate, located: Located, model: Model) -> Measured:
        decoder, device = as_decoder(model), self.runtime.torch_device
        losses = token_losses(decoder, self.text, device)
        compared: dict[str, float] = {}
        if self.teacher is not None:
            teachers = LiveTeachers([self.teacher])
            compared = distillation_metrics(decoder, teachers, self.text, device)
        values = summary(float(losses.mean()), self.text)
        row = ReportRow(
            role=candidate.role,
            model=located.name,
            group=candidate.group,
            parameters=sum(p.numel() for p in model.parameters()),
            loss=values["validation_loss"],
            loss_margin=mean_margin(losses),
            perplexity=values["validation_perplexity"],
            bits_per_byte=values["validation_bits_per_byte"],
            accuracy=compared.get("validation_accuracy"),
            agreement=compared.get("validation_agreement"),
            agreement_top5=compared.get("validation_agreement_top5"),
            calibration_error=compared.get("validation_calibration_error"),
            kl=compared.get("validation_kl"),
        )
        return Measured(row, losses)

    def sample(self, model: Model) -> str:
        """What the model writes from the sample prompt; the same seed for all."""
        if not self.spec.sample_tokens:
            return ""
        prompt, seed = self.spec.sample_prompt, self.spec.runtime.seed
        return write_sample(
            as_decoder(model), self.tokenizer, prompt, self.spec.sample_tokens, seed
        )

    def overlap_note(self) -> Note:
        """How much of the text could have been learnt by heart: a low loss needs that beside it."""
        read = self.shards.tokens("train")[:MOST_TOKENS]
        boundary = self.tokenizer.special.boundary
        share = seen_share([read], self.text.tokens, n=OVERLAP_N, boundary=boundary)
        return Note(
            words=words(
                "{share:.0%} of the scored text's sequences of {n} tokens occur in the training "
                "text",
                share=share,
                n=OVERLAP_N,
            )
        )

    def ngram_row(self) -> ReportRow:
        """The statistical baseline's row; it has counts instead of parameters."""
        size = self.tokenizer.vocabulary_size
        model = NGram.fit(self.shards.tokens("train"), NGRAM_ORDER, size)
        values = summary(model.loss(self.text.tokens), self.text)
        return ReportRow(
            role="ngram",
            model=f"Kneser-Ney {NGRAM_ORDER}-gram",
            parameters=sum(len(level.keys) for level in model.levels),
            loss=values["validation_loss"],
            perplexity=values["validation_perplexity"],
            bits_per_byte=values["validation_bits_per_byte"],
        )
