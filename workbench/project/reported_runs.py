"""Gathers what a report tells of runs: their journals, specs, and a look into each one's model."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.activities.run_report.report import RunReport
from workbench.activities.run_report.reported import LOGGED, AttentionPicture, ReportedRun
from workbench.errors import BadInput, Corrupt, WorkbenchError
from workbench.language import SpokenLanguage
from workbench.named import named
from workbench.spec import to_plain
from workbench.store.records import ModelRecord, RunRecord
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.journal import JournalEntry, entries_without_metrics
from workbench.store.runs.state import RunState
from workbench.words import Words, words

if TYPE_CHECKING:
    from workbench.project.project import Project
    from workbench.project.saved_run import SavedRun

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
        found.append(_reported(project, one))
    yield RunReport(tuple(found), language)


def _require_run(saved: "SavedRun") -> None:
    record = saved.record
    if record.kind == _MADE_NOTHING_TO_REPORT:
        raise BadInput(
            "'{name}' is a comparison ({kind}), which has a page of its own; report it alone",
            name=record.name,
            kind=named(record.kind),
        )


def _reported(project: "Project", saved: "SavedRun") -> ReportedRun:
    record, state = saved.record, saved.state()
    settings, spec_text = _spec(saved)
    model = next((one for one in project.models if one.run == record.id), None)
    return ReportedRun.of(
        record,
        state,
        spec_text=spec_text,
        settings=settings,
        inputs=_inputs(saved),
        parameters=None if model is None else model.parameters,
        log=tuple(_log(saved.journal_path)),
        attention=_attention(project, model, state),
    )


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
    project: "Project", model: ModelRecord | None, state: RunState
) -> AttentionPicture | Words | None:
    """A look at the last text that it wrote; a sentence where that is not possible."""
    if model is None or not model.checkpoints:
        return None
    if not state.samples:
        return words("It wrote no texts as it learned (no sample prompt), so none is looked at.")
    sample = state.samples[-1]
    try:
        return _picture(project, f"{model.id}@last", sample.prompt + sample.text)
    except WorkbenchError as error:
        return words("The last checkpoint cannot be looked into: {reason}", reason=error.words)


def _picture(project: "Project", reference: str, text: str) -> AttentionPicture:
    from workbench.inspection.exports.files import picture

    saved = project.model(reference)
    maps = saved.attention(text, most_tokens=_TOKENS_LOOKED_AT)
    svg = picture(maps, ".svg").decode()
    return AttentionPicture(svg, saved.checkpoint.step, len(maps.tokens))
