"""What tells that a run's folder has changed since it was read, at the price of three `stat`s."""

from dataclasses import dataclass
from pathlib import Path

from workbench.store.files import durable, manifest


@dataclass(frozen=True)
class FolderMarks:
    """How long a run's journal is, and which `meta.json` and checkpoints stand beside it.

    A file that is written anew has another inode and another time, however quickly it follows.
    """

    journal_bytes: int
    meta: str
    checkpoints: str


def marks_of(run: Path) -> FolderMarks | None:
    """The marks of a run's folder; None if it is none, or not made completely."""
    meta = _mark(run / manifest.META_NAME)
    if not meta:
        return None
    return FolderMarks(_size(run / "journal.jsonl"), meta, _mark(run / "checkpoints"))


def marks_of_runs(runs: Path) -> dict[str, FolderMarks]:
    """The marks of every run in a folder by their ids, oldest first."""
    try:
        folders = sorted(folder for folder in runs.iterdir() if not durable.is_leftover(folder))
    except OSError:
        return {}
    marks = {folder.name: marks_of(folder) for folder in folders}
    return {run_id: mark for run_id, mark in marks.items() if mark is not None}


def _mark(path: Path) -> str:
    """Empty for what is not there, or is being moved away just now."""
    try:
        stat = path.stat()
    except OSError:
        return ""
    return f"{stat.st_mtime_ns}-{stat.st_ino}"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
