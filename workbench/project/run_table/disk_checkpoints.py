"""Which single checkpoints could go without a loss.

Never proposed is the best, the last or the only one of a run, one that is pinned by a person or has
a note at its step, one that another run reads or was made from, and those of a run that is pinned,
at work or could go as a whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import Corrupt
from workbench.project.run_table.disk_use import reasons_to_go
from workbench.store.files import looking
from workbench.store.filtering.fields import RunRow
from workbench.store.membership import parent_of
from workbench.store.records import CheckpointRecord, RunRecord, RunStatus
from workbench.store.runs.notes.pins import pinned_in
from workbench.store.runs.notes.step_notes import read_step_notes
from workbench.store.runs.run_folder import RunFolder
from workbench.words import Words, words

_ENDED = (RunStatus.FAILED, RunStatus.STOPPED, RunStatus.INTERRUPTED, RunStatus.FINISHED)
_MIDDLE = words(
    "neither the best checkpoint of its run nor the last, not pinned, and nothing was made of it"
)


@dataclass(frozen=True)
class CheckpointDiskUse:
    """A checkpoint that could go, the bytes of its folder, and why."""

    run: RunRecord
    record: CheckpointRecord
    bytes: int
    why: Words = _MIDDLE

    @property
    def reference(self) -> str:
        """`NAME@STEP`."""
        return f"{self.run.name}@{self.record.step}"


def checkpoints_to_go(rows: Sequence[RunRow]) -> Iterator[CheckpointDiskUse]:
    """Those of every run, oldest first; none where a run does not tell what it was made from.

    Raises CannotBeRead.
    """
    runs = [row.record for row in rows]
    needed = _needed(runs)
    if needed is None:
        return
    leaving = reasons_to_go(rows)
    for run in runs:
        if run.status not in _ENDED or run.remarks.is_pinned or run.id in leaving:
            continue
        for one in _without_use(RunFolder(run.folder)):
            if (run.id, one.step) not in needed:
                files = looking.files_below(one.folder)
                yield CheckpointDiskUse(run, one, sum(path.lstat().st_size for path in files))


def _without_use(run: RunFolder) -> Iterator[CheckpointRecord]:
    """The checkpoints of a run that no mark and no note keeps."""
    try:
        pinned = pinned_in(run.checkpoints_path)
        noted = {note.step for note in read_step_notes(run.path)}
    except Corrupt:
        return  # nobody knows which ones a person wants to keep
    for one in run.checkpoints():
        if not (one.is_best or one.is_last or one.is_damaged or one.step in pinned | noted):
            yield one


def _needed(runs: Sequence[RunRecord]) -> frozenset[tuple[str, int]] | None:
    """By run and step, what other runs read or were made from; None where one does not tell."""
    needed: set[tuple[str, int]] = set()
    for run in runs:
        if (parent := parent_of(run.belongs_to)) is not None:
            needed.add(parent)
        try:
            inputs = RunFolder(run.folder).inputs()
        except Corrupt:
            return None
        for located in inputs.everything:
            folder = Path(located.folder) if located is not None else Path()
            step = folder.name.removeprefix("step-")
            if folder.parent.name == "checkpoints" and step.isascii() and step.isdigit():
                needed.add((folder.parent.parent.name, int(step)))
    return frozenset(needed)
