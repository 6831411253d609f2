"""What interrupted writes leave behind: temporary names, which never count as what was stored."""

import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from workbench.store.files import disk, lock, looking

PENDING = ".pending-"
"""Begins the name of what is being written, and of what a crash has left of it."""

DOOMED = ".doomed-"
"""Begins the name of what is being removed."""

STALE_AFTER_S = 24 * 3600.0


def is_leftover(path: Path) -> bool:
    """Whether a name is one of an unfinished write."""
    return path.name.startswith((PENDING, DOOMED))


def sweep(parent: Path, older_than_s: float = STALE_AFTER_S, *, only: str = "") -> None:
    """Remove what interrupted writes left behind directly in a folder, or of `only` one name.

    Only what nobody can still be writing: left untouched for `older_than_s` seconds and held by
    nobody, or, with 0, anything (for a folder that the caller holds locked).
    """
    before = time.time() - older_than_s
    for path in looking.children(parent):
        if only and not _is_of(path, only):
            continue
        if is_leftover(path) and _last_touched(path) <= before:
            if older_than_s and lock.is_folder_held(path):
                continue
            _remove(path)


def clear_of(final: Path) -> None:
    """Remove what attempts that died left of `final`, which the caller alone may be writing."""
    for path in looking.children(final.parent):
        if _is_of(path, final.name):
            _remove(path)


def pending(final: Path) -> Path:
    """A new temporary name for what is to become `final`."""
    return _temporary(PENDING, final)


def doomed(path: Path) -> Path:
    """A new temporary name for what is to be removed."""
    return _temporary(DOOMED, path)


def _temporary(prefix: str, path: Path) -> Path:
    return path.with_name(f"{prefix}{path.name}-{secrets.token_hex(4)}")


def _is_of(path: Path, name: str) -> bool:
    """Whether a leftover is of what was to have a name, or had it."""
    prefixes = f"({re.escape(PENDING)}|{re.escape(DOOMED)})"
    return re.fullmatch(f"{prefixes}{re.escape(name)}-[0-9a-f]{{8}}", path.name) is not None


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        disk.remove_folder(path)
    else:
        disk.remove_file(path)


def _last_touched(path: Path) -> float:
    inside = path.rglob("*") if path.is_dir() else ()
    times: Iterator[float] = (p.lstat().st_mtime for p in (path, *inside))
    return max(times)
