"""What runs take on the disk, and which of them could go without a loss.

Never proposed is what is pinned, at work, read or branched from by another run, or the best or only
model of its kind on its corpus; nor a run of which a person pinned a checkpoint or noted something
at a step.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.errors import Corrupt
from workbench.store.files import looking
from workbench.store.filtering.fields import RunRow
from workbench.store.membership import parent_of
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.notes.pins import pinned_in
from workbench.store.runs.notes.step_notes import read_step_notes
from workbench.store.runs.run_folder import RunFolder
from workbench.store.scanning.model_record import MODEL_KINDS
from workbench.words import Words, words

_LOSS = "validation_loss"
_ENDED = (RunStatus.FAILED, RunStatus.STOPPED, RunStatus.INTERRUPTED, RunStatus.FINISHED)
_ENDED_EARLY = (RunStatus.FAILED, RunStatus.STOPPED, RunStatus.INTERRUPTED)


@dataclass(frozen=True)
class RunDiskUse:
    """The bytes of a run's folder; `why` says why it could go, None of one that is to stay."""

    row: RunRow
    bytes: int
    why: Words | None = None


def disk_use(rows: Sequence[RunRow]) -> Iterator[RunDiskUse]:
    """The bytes of each run, with what could go; the folders are walked through one by one.

    Raises CannotBeRead.
    """
    reasons = reasons_to_go(rows)
    for row in rows:
        files = looking.files_below(row.record.folder)
        size = sum(path.lstat().st_size for path in files)
        yield RunDiskUse(row, size, reasons.get(row.record.id))


def reasons_to_go(rows: Sequence[RunRow]) -> dict[str, Words]:
    """By the ids of the runs that could go."""
    needed = {source.id for row in rows for source in row.record.asked.sources.values()}
    needed |= {parent[0] for row in rows if (parent := parent_of(row.record.belongs_to))}
    best = _best(rows)
    reasons = {}
    for row in rows:
        run = row.record
        if run.remarks.is_pinned or run.id in needed or run.status not in _ENDED:
            continue
        why = _why(row, best)
        if why is not None and not has_kept_steps(run):
            reasons[run.id] = why
    return reasons


def has_kept_steps(run: RunRecord) -> bool:
    """Whether a person pinned a checkpoint of a run or noted something at a step of it.

    Where that cannot be known any more, it counts as kept.
    """
    try:
        return bool(
            pinned_in(RunFolder(run.folder).checkpoints_path) or read_step_notes(run.folder)
        )
    except Corrupt:
        return True


def _why(row: RunRow, best: dict[tuple[str, str], RunRow]) -> Words | None:
    run = row.record
    if run.kind in MODEL_KINDS and row.parameters is None:
        ended_early = run.status in _ENDED_EARLY
        return words("it ended without a model") if ended_early and not run.problems else None
    leader = best.get(_contest(row))
    if leader is None or leader is row or _figure(row) is None:
        return None
    return words(
        "'{name}' is better on the same text: {best:.4f} against {own:.4f}",
        name=leader.record.name,
        best=_figure(leader),
        own=_figure(row),
    )


def _best(rows: Sequence[RunRow]) -> dict[tuple[str, str], RunRow]:
    """The model with the least validation loss of each kind, corpus and tokenizer."""
    best: dict[tuple[str, str], RunRow] = {}
    for row in rows:
        figure = _figure(row)
        if figure is None or row.parameters is None:
            continue
        leader = best.get(_contest(row))
        known = None if leader is None else _figure(leader)
        if known is None or figure < known:
            best[_contest(row)] = row
    return best


def _contest(row: RunRow) -> tuple[str, str]:
    """What a model can be compared in: losses are of one text in the same tokens."""
    sources = row.record.asked.sources
    texts = [one.id for name, one in sources.items() if name.startswith("corpus")]
    tokenizer = sources["tokenizer"].id if "tokenizer" in sources else ""
    return row.record.kind, " ".join([*texts, tokenizer])


def _figure(row: RunRow) -> float | None:
    """The best validation loss of a run that has a corpus to be compared on, where it is known."""
    run = row.record
    return run.best.get(_LOSS) if "corpus" in run.asked.sources else None
