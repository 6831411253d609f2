"""Comparing models on the same text: quality, agreement with a teacher, size and speed."""

from collections.abc import Generator
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch

from workbench.activities.evaluate.breakdown import breakdown
from workbench.activities.evaluate.differences import differences
from workbench.activities.evaluate.groups import groups_of
from workbench.activities.evaluate.inference_speed import speeds
from workbench.activities.evaluate.learnt_elsewhere import learnt_elsewhere
from workbench.activities.evaluate.verdict import (
    Measured,
    mean_margin,
    verdict,
    verdict_over_seeds,
    with_warning,
)
from workbench.activities.resources import RunResources
from workbench.activities.spec import Candidate, EvaluateSpec
from workbench.activities.teachers import Teachers, load_teachers
from workbench.activities.text.data import TextData
from workbench.activities.text.layout import TargetLayout
from workbench.activities.text.opening import open_text
from workbench.distillation.common_pieces import common_note
from workbench.errors import BadInput
from workbench.events import (
    Event,
    Level,
    Note,
    Outcome,
    Progress,
    ReportReady,
    ReportRow,
    StageStarted,
)
from workbench.jobs import Control
from workbench.models.build import Model
from workbench.models.load import load_model
from workbench.models.model_file import WEIGHTS_NAME, ModelFile, framing_of
from workbench.models.size.estimate import inference_memory_bytes
from workbench.store.runs.inputs import Located
from workbench.store.runs.run_folder import RunFolder
from workbench.training.runtime import Runtime, applied
from workbench.training.spec import TextLoopSpec
from workbench.words import words


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
        pairs = zip(spec.candidates, resources.inputs.candidates, strict=True)
        subjects = [_subject(resources, *pair) for pair in pairs]
        _check_kinds(spec, subjects)
        located, teachers = resources.inputs.teacher, None
        if located is not None:
            teachers = load_teachers(resources, (located,), (1.0,), runtime)
        data = yield from _text(spec, resources, subjects, runtime, control)
        if data is None:
            return control.outcome
        layout = data.layout()
        measured = yield from _measure_all(data, subjects, teachers, layout, runtime, control)
        if control.stopping:
            return control.outcome
        baseline = (yield from data.report_baseline()) if spec.baseline else None
        overlap = [*data.overlap_notes(), *learnt_elsewhere(resources)]
        yield from overlap
        rows = yield from _with_speeds(measured, subjects, data.first_token, resources)
        if control.stopping:
            return control.outcome
        if baseline is not None:
            rows.insert(0, baseline)
        yield ReportReady(
            corpus=spec.corpus,
            rows=tuple(rows),
            verdict=with_warning(verdict_over_seeds(rows) or verdict(measured), rows),
            groups=groups_of(rows),
            prompt=spec.sample_prompt,
            breakdowns=tuple(one.breakdown for one in measured if one.breakdown is not None),
            differences=tuple(differences(measured, layout)),
            overlap=tuple(note.words for note in overlap),
        )
        return Outcome.FINISHED


def _subject(resources: RunResources, candidate: Candidate, located: Located) -> Subject:
    folder = resources.project / located.folder
    model, file = load_model(folder)
    return Subject(candidate, located, model, file, (folder / WEIGHTS_NAME).stat().st_size)


def _check_kinds(spec: EvaluateSpec, subjects: list[Subject]) -> None:
    """Raise BadInput where losses could not be compared, or the text cannot be masked as asked."""
    kinds = {subject.file.spec.is_causal for subject in subjects}
    if len(kinds) > 1:
        raise BadInput(
            "BERT models fill in masks and the others predict the next token, so that their losses "
            "cannot be compared; evaluate them apart"
        )
    if kinds == {True}:
        return
    if spec.split != "validation":
        raise BadInput("BERT models are compared on the validation part; choose it")
    if "mlm" not in spec.masking.objective:
        raise BadInput("BERT models are compared by filling in masks; choose the objective mlm")


def _text(
    spec: EvaluateSpec,
    resources: RunResources,
    subjects: list[Subject],
    runtime: Runtime,
    control: Control,
) -> Generator[Event, None, TextData[Any] | None]:
    """The text in windows that every model can read; None if stopped."""
    loop = TextLoopSpec(
        evaluation_tokens=spec.tokens,
        sample_prompt=spec.sample_prompt,
        sample_tokens=spec.sample_tokens,
    )
    return (
        yield from open_text(
            resources,
            runtime,
            control,
            shape=subjects[0].file.spec,
            context=min(subject.model.context for subject in subjects),
            loop=loop,
            masking=spec.masking,
            seed=spec.runtime.seed,
            split=spec.split,
        )
    )


def _measure_all(
    data: TextData[Any],
    subjects: list[Subject],
    teachers: Teachers | None,
    layout: TargetLayout | None,
    runtime: Runtime,
    control: Control,
) -> Generator[Event, None, list[Measured]]:
    yield StageStarted(words=words("Measuring"), total=len(subjects), unit="models")
    yield from _room_notes(subjects, teachers)
    measured: list[Measured] = []
    for number, subject in enumerate(subjects, start=1):
        if control.stopping:
            break
        subject.model.to(runtime.torch_device)
        with torch.autocast(runtime.device, torch.bfloat16, enabled=runtime.precision == "bf16"):
            quality = _quality(data, subject, teachers, layout)
        row = quality.row.model_copy(update=_size_and_text(data, subject))
        measured.append(replace(quality, row=row))
        yield Progress(done=number, total=len(subjects))
    return measured


def _room_notes(subjects: list[Subject], teachers: Teachers | None) -> Generator[Event]:
    """Once, where a model has room for other ids than the teacher that it is compared with."""
    if teachers is None:
        return
    theirs = teachers.file.vocabulary_size
    sizes = (subject.file.vocabulary_size for subject in subjects)
    if (other := next((size for size in sizes if size != theirs), None)) is not None:
        yield common_note(theirs, other)


def _quality(
    data: TextData[Any], subject: Subject, teachers: Teachers | None, layout: TargetLayout | None
) -> Measured:
    """How well a model predicts the text, and how much like the teacher."""
    scores = data.score_targets(subject.model)
    losses = scores.losses_n
    values = data.loss_metrics(float(losses.mean()))
    compared = (
        {"validation_accuracy": scores.accuracy}
        if teachers is None
        else data.comparison_metrics(subject.model, teachers)
    )
    row = ReportRow(
        role=subject.candidate.role,
        model=subject.located.name,
        group=subject.candidate.group,
        parameters=sum(p.numel() for p in subject.model.parameters()),
        loss=values["validation_loss"],
        loss_margin=mean_margin(losses),
        perplexity=values["validation_perplexity"],
        bits_per_byte=values.get("validation_bits_per_byte"),
        accuracy=compared.get("validation_accuracy", compared.get("validation_masked_accuracy")),
        agreement=compared.get("validation_agreement"),
        agreement_top5=compared.get("validation_agreement_top5"),
        calibration_error=compared.get("validation_calibration_error"),
        kl=compared.get("validation_kl"),
    )
    return Measured(row, losses, breakdown(subject.located.name, scores, layout))


def _with_speeds(
    measured: list[Measured], subjects: list[Subject], first_token: int, resources: RunResources
) -> Generator[Event, None, list[ReportRow]]:
    """The rows with how fast each model is, unless something else uses this machine's cores."""
    rows = [one.row for one in measured]
    busy = other_run_at_work(resources)
    if busy:
        yield Note(
            words=words(
                "speeds are not measured: '{run}' is running too; compare again once it has ended",
                run=busy,
            ),
            level=Level.WARNING,
        )
        return rows
    yield StageStarted(words=words("Measuring the speeds"))
    timed = speeds([subject.model for subject in subjects], first_token)
    return [row.model_copy(update=asdict(speed)) for row, speed in zip(rows, timed, strict=True)]


def other_run_at_work(resources: RunResources) -> str:
    """The id of another run of the project that a living process is at; empty if there is none."""
    others = (RunFolder(path) for path in resources.run.path.parent.iterdir())
    return next((run.id for run in others if run.id != resources.run.id and run.is_claimed), "")


def _size_and_text(data: TextData[Any], subject: Subject) -> dict[str, Any]:
    """The columns of a row that are about the model's size, and what it writes."""
    model, spec = subject.model, subject.file.spec
    write_sample = data.sample_writer(model, framing_of(subject.file, data.tokenizer))
    return {
        "disk_bytes": subject.disk_bytes,
        "memory_bytes": inference_memory_bytes(spec, subject.file.vocabulary_size),
        "sample": "" if write_sample is None else write_sample(),
    }
