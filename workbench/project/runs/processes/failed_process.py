"""Why the processes of a run failed: what the journal tells, or else what they have said."""

from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.events import Outcome, RunEnded
from workbench.file_formats.plain_file import open_plain_file
from workbench.project.runs.processes.last_words import last_words
from workbench.store.runs.journal import read_journal
from workbench.store.runs.run_folder import RunFolder
from workbench.words import Words

_TAIL_BYTES = 64 << 10
"""The end of an attempt is the last line of its journal."""


@dataclass(frozen=True)
class FailedRun:
    """A run of processes that were started from here, and why they failed."""

    run: str
    words: Words


@dataclass(frozen=True)
class Said:
    """How much was said before an attempt began, in the journal and by processes in their log."""

    log: Path
    log_bytes: int
    journal_bytes: int

    @classmethod
    def by_now(cls, run: RunFolder) -> "Said":
        log = run.path / "output.log"
        return cls(log, _size(log), _size(run.journal_path))


def why_failed(run: RunFolder, before: Said) -> FailedRun | None:
    """Why an attempt failed whose processes did; None where it was stopped, or has finished.

    Nor has it failed where it goes on, as after torchrun alone was killed. What ended before it
    began is told in the journal here: nobody else has.
    """
    ended = _end(run, before)
    if ended is not None:
        return FailedRun(run.id, ended.words) if ended.outcome is Outcome.FAILED else None
    if run.is_claimed:
        return None
    why = last_words(_said(before))
    if _size(run.journal_path) == before.journal_bytes:
        _keep(run, why)
    return FailedRun(run.id, why)


def _end(run: RunFolder, before: Said) -> RunEnded | None:
    """How the attempt ended by the journal; None where that does not tell."""
    offset = max(before.journal_bytes, _size(run.journal_path) - _TAIL_BYTES)
    with suppress(WorkbenchError):
        entries, _ = read_journal(run.journal_path, offset)
        ends = [one.event for one in entries if isinstance(one.event, RunEnded)]
        return ends[-1] if ends else None
    return None


def _keep(run: RunFolder, why: Words) -> None:
    """Tell the failure in the journal, unless somebody else works on the run, or has finished."""
    with suppress(WorkbenchError), run.claim():
        run.require_unfinished()
        with closing(run.journal()) as journal:
            journal.append(RunEnded(outcome=Outcome.FAILED, words=why))


def _said(before: Said) -> str:
    with suppress(OSError), open_plain_file(before.log) as log:
        log.seek(max(before.log_bytes, _size(before.log) - _TAIL_BYTES))
        return log.read().decode(errors="replace")
    return ""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
