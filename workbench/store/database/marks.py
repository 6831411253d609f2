"""What tells that a run's folder has changed since it was read, at the price of five `stat`s."""

import os
from dataclasses import dataclass
from pathlib import Path

from workbench.store.files import looking, manifest


@dataclass(frozen=True)
class FolderMarks:
    """How long a run's journal is, and which `meta.json`, checkpoints and inputs stand beside it.

    A file that is written anew has another inode and another time, however quickly it follows.
    """

    journal_bytes: int
    meta: str
    checkpoints: str
    asked: str = ""
    """Of `spec.toml` and `inputs.json`."""


def marks_of(run: Path) -> FolderMarks | None:
    """The marks of a run's folder, `meta` is empty if that does not tell its name; None if none."""
    return _marks(str(run))


def marks_of_runs(runs: Path) -> dict[str, FolderMarks]:
    """The marks of every run in a folder by their ids, oldest first; raises CannotBeRead."""
    names = [path.name for path in looking.children(runs)]
    marks = {name: _marks(f"{runs}/{name}") for name in names if not name.startswith(".")}
    return {name: mark for name, mark in marks.items() if mark is not None}


def _marks(run: str) -> FolderMarks | None:
    """With plain text for paths: a window asks this of a thousand runs at once."""
    meta = _mark(f"{run}/{manifest.META_NAME}")
    if not meta and not os.path.isdir(run):  # noqa: PTH112  (quick)
        return None
    return FolderMarks(
        _size(f"{run}/journal.jsonl"),
        meta,
        _mark(f"{run}/checkpoints"),
        f"{_mark(f'{run}/spec.toml')} {_mark(f'{run}/inputs.json')}",
    )


def _mark(path: str) -> str:
    """Empty for what is not there, or is being moved away just now."""
    try:
        stat = os.stat(path)  # noqa: PTH116  (quick)
    except OSError:
        return ""
    return f"{stat.st_mtime_ns}-{stat.st_ino}"


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116  (quick)
    except OSError:
        return 0
