"""The first event of an attempt: a run begins, goes on from its last checkpoint, or anew."""

from collections.abc import Iterator
from pathlib import Path

from workbench.activities.resources import RunResources
from workbench.activities.spec import AnySpec
from workbench.events import Event, Note, RunResumed, RunStarted
from workbench.store.files.manifest import is_complete
from workbench.store.runs.journal import open_journal, parse_line
from workbench.words import Value, words

NOTHING_KEPT = -1
"""The step a run resumes from when it has no checkpoint: not even step 0's figures count."""

_BEGINNINGS = (RunStarted, RunResumed)


def first_event(
    spec: AnySpec, resources: RunResources, environment: dict[str, Value] | None = None
) -> RunStarted | RunResumed:
    """`RunStarted` for the first attempt, `RunResumed` for any later one."""
    if not _has_begun(resources.run.journal_path):
        return RunStarted(
            run=resources.run.id, name=spec.name, kind=spec.kind, environment=environment or {}
        )
    saved = resources.run.checkpoints()
    step = saved[-1].step if saved else NOTHING_KEPT
    return RunResumed(from_step=step, environment=environment or {})


def begun_and_done_anew(spec: AnySpec, resources: RunResources) -> Iterator[Event]:
    """The first event of work that keeps nothing before it is complete; a later attempt says so."""
    first = first_event(spec, resources)
    yield first
    if isinstance(first, RunResumed) and not is_complete(resources.target):
        yield Note(
            words=words(
                "this begins anew: nothing is kept of an attempt that ended before it was complete"
            )
        )


def _has_begun(journal: Path) -> bool:
    """Whether the journal holds a beginning; an attempt may have failed before it had one."""
    with open_journal(journal) as file:
        entries = map(parse_line, file)
        return any(entry is not None and isinstance(entry.event, _BEGINNINGS) for entry in entries)
