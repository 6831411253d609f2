"""Gathers what a report tells of runs: their journals, specs, and a look into each one's model."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.activities.run_report.report import RunReport
from workbench.activities.run_report.reported import (
    LOGGED,
    AttentionPicture,
    BestElsewhere,
    CommandLine,
    ReportedRun,
)
from workbench.curves.seeds import seed_group
from workbench.errors import BadInput, Corrupt, WorkbenchError
from workbench.language import SpokenLanguage
from workbench.named import named
from workbench.plans.control_run import control_run_of
from workbench.spec import to_plain
from workbench.store.records import ModelRecord, RunRecord
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.journal import JournalEntry, entries_without_metrics
from workbench.store.runs.notes.step_notes import StepNote
from workbench.store.runs.state import RunState
from workbench.training.anomalies.find import Anomaly, anomalies
from workbench.words import Words, words

if TYPE_CHECKING:
    from workbench.project.project import Project
    from workbench.project.runs.saved_run import SavedRun

_TOKENS_LOOKED_AT = 16
_MADE_NOTHING_TO_REPORT = "evaluate"


def gathered(
    project: "Project", runs: Sequence[RunRecord | str], language: SpokenLanguage
) -> Iterator[int | RunReport]:
    """How many runs have been read, and at the end their report.

    Raises NotFound, BadInput for comparisons, which have a page of their own, or for no run.
    """
    if not runs:
        raise BadInput("a report needs at least one run; name one")
    saved = [project.saved_run(run) for run in runs]
    for one in saved:
        _require_run(one)
    found = []
    for number, one in enumerate(saved):
        yield number
        found.append(_reported(project, one, language))
    yield RunReport(tuple(found), language)


def _require_run(saved: "SavedRun") -> None:
    record = saved.record
    if record.kind == _MADE_NOTHING_TO_REPORT:
        raise BadInput(
            "'{name}' is a comparison ({kind}), which has a page of its own; report it alone",
            name=record.name,
            kind=named(record.kind),
        )


def _reported(project: "Project", saved: "SavedRun", language: SpokenLanguage) -> ReportedRun:
    record, state = saved.record, saved.state()
    settings, spec_text = _spec(saved)
    model = next((one for one in project.models if one.run == record.id), None)
    inputs = _inputs(saved)
    notes, not_read = _step_notes(saved)
    return ReportedRun.of(
        record,
        state,
        spec_text=spec_text,
        settings=settings,
        inputs=inputs,
        parameters=None if model is None else model.parameters,
        log=tuple(_log(saved.journal_path)),
        attention=_attention(project, model, state, language),
        corpus_size=_corpus_size(project, inputs),
        step_notes=notes,
        anomalies=_anomalies(saved, state),
        beside=_control(project, record, state),
        again=_again(project, record),
        not_read=not_read,
        seed_group=seed_group(settings) if settings and state.series else "",
        ancestry=saved.ancestry(),
    )


def _step_notes(saved: "SavedRun") -> tuple[tuple[StepNote, ...], tuple[Words, ...]]:
    """The notes at steps, or a sentence on why they cannot be read."""
    try:
        return saved.step_notes(), ()
    except WorkbenchError as error:
        return (), (error.words,)


def _anomalies(saved: "SavedRun", state: RunState) -> tuple[Anomaly, ...]:
    """Of damaged settings the stages of a distillation are not known."""
    try:
        return saved.anomalies()
    except WorkbenchError:
        return anomalies(state)


def _corpus_size(project: "Project", inputs: Inputs) -> Words | None:
    """Of the text that was read; None where it is no longer there."""
    there = {one.id: one for one in project.corpora}
    read = [there[one.id] for one in inputs.corpora if one.id in there]
    if len(read) < max(1, len(inputs.corpora)):
        return None
    return words(
        "{documents:,} documents with {characters:,} characters",
        documents=sum(one.documents for one in read),
        characters=sum(one.characters for one in read),
    )


def _control(project: "Project", record: RunRecord, state: RunState) -> BestElsewhere | None:
    """A student's control, if it measured the same."""
    control = control_run_of(record.id, state.name, project.catalogue.runs())
    if control is None or record.kind != "distill":
        return None
    series = project.saved_run(control.id).state().series.get("validation_loss")
    finite = [value for value in series.values if math.isfinite(value)] if series else []
    return BestElsewhere(control.name, min(finite)) if finite else None


def _again(project: "Project", record: RunRecord) -> CommandLine:
    try:
        found = project.run_table.reproduction(record, inside=True)
    except WorkbenchError as error:
        return CommandLine(notes=(error.words,))
    return CommandLine(found.command, found.notes)


def _spec(saved: "SavedRun") -> tuple[dict[str, Any], str]:
    """The settings, and the spec file's text; nothing and a sentence where it is damaged."""
    try:
        return to_plain(saved.spec), saved.spec_text()
    except (BadInput, Corrupt) as damage:
        return {}, str(damage)


def _inputs(saved: "SavedRun") -> Inputs:
    """Nothing where they are damaged: the run's own problems say so."""
    try:
        return saved.inputs()
    except Corrupt:
        return Inputs()


def _log(path: Path) -> Iterator[JournalEntry]:
    if path.exists():
        for entry in entries_without_metrics(path, path.stat().st_size):
            if isinstance(entry.event, LOGGED):
                yield entry


def _attention(
    project: "Project", model: ModelRecord | None, state: RunState, language: SpokenLanguage
) -> AttentionPicture | Words | None:
    """A look at the last text that it wrote; a sentence where that is not possible."""
    if model is None or not model.checkpoints:
        if not state.checkpoints:
            return None
        return words("None of its checkpoints is left, so that its attention cannot be seen.")
    if not state.samples:
        return words("It wrote no texts as it learned (no sample prompt), so none is looked at.")
    sample = state.samples[-1]
    try:
        return _picture(project, f"{model.id}@last", sample.prompt + sample.text, language)
    except WorkbenchError as error:
        return words("The last checkpoint cannot be looked into: {reason}", reason=error.words)


def _picture(
    project: "Project", reference: str, text: str, language: SpokenLanguage
) -> AttentionPicture:
    from workbench.inspection.exports.files import picture

    saved = project.model(reference)
    maps = saved.attention(text, most_tokens=_TOKENS_LOOKED_AT)
    svg = picture(maps, ".svg", language).decode()
    return AttentionPicture(svg, saved.checkpoint.step, len(maps.tokens))
