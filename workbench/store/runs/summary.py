"""What a journal tells in a few milliseconds, however long it is: from its two ends."""

from dataclasses import dataclass, field
from pathlib import Path

from workbench.store.files import looking
from workbench.store.records import RunStatus
from workbench.store.runs.figures import best_values, course_of
from workbench.store.runs.journal import JournalEntry, count_unread, open_journal, parse_lines
from workbench.store.runs.state import RunState

_HEAD_BYTES = 16 << 10
_TAIL_BYTES = 64 << 10


@dataclass(frozen=True)
class Summary:
    """Where a run stands by its journal alone, and the newest value of each recent metric.

    The empty one is that of a run without a journal. `best` and `course` are of journals alone that
    were read as a whole.
    """

    status: RunStatus = RunStatus.QUEUED
    step: int = 0
    total_steps: int | None = None
    metrics: dict[str, float] = field(default_factory=dict)
    best: dict[str, float] = field(default_factory=dict)
    course: tuple[float, ...] = ()
    elapsed_s: float = 0.0
    tokens: int = 0
    started_at: float = 0.0
    unread_lines: int = 0
    """What was read of them: the middle of a long journal is not."""
    others: tuple[str, ...] = ()
    """Other runs that begin in what was read."""


def summarise(path: Path) -> Summary:
    """Fold the beginning and the end of a journal; without one, it is a queued run.

    Raises Corrupt for what is no journal, or CannotBeRead.
    """
    lines, is_whole = _ends(path)
    entries = [entry for entry in lines if entry is not None]
    state = RunState()
    for entry in entries:
        state = state.apply(entry.event)
    return Summary(
        status=state.status,
        step=state.step,
        total_steps=state.total_steps,
        metrics=state.last,
        best=best_values(state.series) if is_whole else {},
        course=course_of(state.series) if is_whole else (),
        elapsed_s=state.elapsed_s,
        tokens=state.tokens,
        started_at=entries[0].at if entries else 0.0,
        unread_lines=count_unread(lines),
        others=state.others,
    )


def _ends(path: Path) -> tuple[list[JournalEntry | None], bool]:
    """The lines of both ends, and whether they are the whole journal."""
    try:
        with open_journal(path) as file, looking.naming(path):
            head = file.read(_HEAD_BYTES)
            size = file.seek(0, 2)
            file.seek(max(len(head), size - _TAIL_BYTES))
            skipped = file.tell() > len(head)
            tail = file.read()
    except FileNotFoundError:
        return [], True
    lines = _whole_lines(head, tail) if skipped else (head + tail).split(b"\n")[:-1]
    return parse_lines(lines), not skipped


def _whole_lines(head: bytes, tail: bytes) -> list[bytes]:
    """The complete lines of two pieces with a gap between them."""
    return [*head.split(b"\n")[:-1], *tail.split(b"\n")[1:-1]]
