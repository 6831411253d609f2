"""Recognising a full disk in whatever a library raises when there is no room left; and saying
before work begins what it will take."""

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from workbench.errors import DiskFull, WorkbenchError
from workbench.events import Level, Note
from workbench.words import words

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_WINDOWS_FULL = (39, 112)  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
_SENTENCES = (
    "no space left on device",
    "disk quota exceeded",
    "not enough space on the disk",
    "database or disk is full",
)
_SIGNS_OF_A_FAILED_WRITE = ("writ", "unexpected pos", "i/o error", "flush", "save")
_NEXT_TO_NOTHING_BYTES = 1 << 20
_SAID_FROM_BYTES = 1_000_000_000


class naming_a_full_disk:  # noqa: N801  (reads as the `with` statement it is used in)
    """A `with` block in which every way of saying "no room" becomes one `DiskFull`.

    torch, safetensors, sentencepiece, pyarrow and SQLite each raise a type of their own. `path`
    and, where it is known, `needed_bytes` are named in the sentence; of nested blocks, those of
    the outermost, which is what a person knows. Other exceptions pass.
    """

    def __init__(self, path: Path, needed_bytes: int = 0) -> None:
        self._path = path
        self._needed_bytes = needed_bytes

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not isinstance(error, Exception) or (
            isinstance(error, WorkbenchError) and not isinstance(error, DiskFull)
        ):
            return
        free_bytes = free_disk_bytes(self._path)
        if isinstance(error, DiskFull) or says_disk_full(error, free_bytes):
            raise _disk_full(self._path, self._needed_bytes, free_bytes) from error


def says_disk_full(error: BaseException, free_bytes: int | None) -> bool:
    """Whether an exception, or one that led to it, means that there is no room.

    A vague complaint about a failed write counts when next to nothing is free.
    """
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _FULL or getattr(error, "winerror", None) in _WINDOWS_FULL
    text = str(error).lower()
    if any(sentence in text for sentence in _SENTENCES):
        return True
    tight = free_bytes is not None and free_bytes < _NEXT_TO_NOTHING_BYTES
    if tight and any(sign in text for sign in _SIGNS_OF_A_FAILED_WRITE):
        return True
    cause = error.__cause__ or error.__context__
    return cause is not None and says_disk_full(cause, free_bytes)


def _disk_full(path: Path, needed_bytes: int, free_bytes: int | None) -> DiskFull:
    if needed_bytes:
        return DiskFull(
            "there is no room to write {path}: {needed} bytes are needed, {free} are free; "
            "make room on that disk and go on, what was saved is safe",
            path=path,
            needed=needed_bytes,
            free=free_bytes or 0,
        )
    return DiskFull(
        "there is no room to write {path}: {free} bytes are free; "
        "make room on that disk and go on, what was saved is safe",
        path=path,
        free=free_bytes or 0,
    )


def free_disk_bytes(path: Path) -> int | None:
    """What is free where the nearest existing parent of `path` lies; None if it cannot be told."""
    existing = next((p for p in (path, *path.parents) if p.exists()), None)
    try:
        return shutil.disk_usage(existing).free if existing else None
    except OSError:
        return None


def needs_of_disk(path: Path, most_bytes: float, kept_bytes: float) -> Iterator[Note]:
    """What work will take of the disk of `path` at most, and keep, said before it begins.

    Of less than a gigabyte nothing is said where there is room for it.
    """
    free_bytes = free_disk_bytes(path)
    is_short = free_bytes is not None and free_bytes < most_bytes
    if most_bytes < _SAID_FROM_BYTES and not is_short:
        return
    yield Note(
        words=words(
            "this takes about {gigabytes:.1f} GB of disk while it lasts and keeps {kept:.1f} GB; "
            "{free:.1f} GB are free",
            gigabytes=most_bytes / 1e9,
            kept=kept_bytes / 1e9,
            free=(free_bytes or 0) / 1e9,
        ),
        level=Level.WARNING if is_short else Level.INFO,
    )
