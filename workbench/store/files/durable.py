"""Every write inside a project: what was acknowledged survives a power cut.

The order is always the same: data to a temporary name, fsync, rename, fsync of the parent folder.
A folder is committed as a whole: files, then its manifest, then the folder, then its name. The
calls themselves are in `disk`.
"""

import contextlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from workbench.errors import BadInput
from workbench.store.files import disk, manifest
from workbench.store.files.full import naming_a_full_disk
from workbench.store.files.refused import naming_what_is_refused

_PENDING = ".pending-"
_DOOMED = ".doomed-"
_STALE_AFTER_S = 24 * 3600.0
_BUFFER_BYTES = 1 << 20


# -- single files -----------------------------------------------------------------------------


def write_bytes(path: Path, data: bytes) -> None:
    """Replace a file's content at once: a reader sees the old or the new, never a part.

    Raises DiskFull, with the old content intact.
    """
    temporary = _pending(path)
    try:
        with naming_a_full_disk(path, len(data)):
            with open_stream(temporary) as stream:
                stream.write(data)
                stream.sync()
            disk.rename(temporary, path)
        disk.sync_folder(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Replace a file's content with text in UTF-8."""
    write_bytes(path, text.encode())


def write_json(path: Path, plain: Any) -> None:
    """Replace a file's content with plain values as JSON, one setting a line."""
    write_text(path, json.dumps(plain, indent=2, ensure_ascii=False) + "\n")


class Stream:
    """A big file written in pieces; durable once its folder is committed, or after `sync`."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor
        self._buffer = bytearray()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Add bytes, or whatever else is one contiguous buffer (such as an array)."""
        with memoryview(data) as view:
            if view.nbytes:
                self._buffer += view.cast("B")
        if len(self._buffer) >= _BUFFER_BYTES:
            self.flush()

    def flush(self) -> None:
        """Hand what was written to the operating system.

        Raises DiskFull; the next call then goes on with the first byte that was not taken.
        """
        data, taken = self._buffer, 0
        try:
            with naming_a_full_disk(self.path):
                while taken < len(data):
                    taken += disk.write(self._descriptor, memoryview(data)[taken:])
        finally:
            self._buffer = data[taken:]

    def sync(self) -> None:
        """Return once everything written so far survives a power cut."""
        self.flush()
        with naming_a_full_disk(self.path):
            disk.sync(self._descriptor)

    def close(self) -> None:
        if self._descriptor < 0:
            return
        try:
            self.flush()
        finally:
            self._abandon()

    def _abandon(self) -> None:
        """Close without writing what is still held."""
        os.close(self._descriptor)
        self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._abandon()


class AppendFile(Stream):
    """A file that only grows; a crash can cost what was not flushed, never what stood before."""

    def __init__(self, path: Path) -> None:
        is_new = not path.exists()
        with naming_a_full_disk(path):
            super().__init__(path, disk.open_to_append(path))
        if is_new:
            disk.sync_folder(path.parent)

    def append(self, data: bytes) -> None:
        """Add to the end, at the latest with the next `flush`."""
        self.write(data)

    def cut_back(self, size: int) -> None:
        """Drop all behind the first `size` bytes, so that appending goes on from there."""
        self.flush()
        disk.cut(self._descriptor, size)


def open_stream(path: Path) -> Stream:
    """Start a new file, usually inside `staging`; whatever had that name is emptied."""
    with naming_a_full_disk(path):
        return Stream(path, disk.create(path))


# -- whole folders ----------------------------------------------------------------------------


@contextlib.contextmanager
def staging(final: Path, *, replace: bool = False, needed_bytes: int = 0) -> Iterator[Path]:
    """A temporary folder beside `final` that takes its place, complete, when the block succeeds.

    Any library may write into it; everything is fsynced and described in `manifest.json` first.
    When the block fails, nothing of it remains. An empty `final` is filled; one with content is
    refused with BadInput unless `replace`, and so is one that cannot be made. Raises DiskFull
    (which names `needed_bytes`, if given).
    """
    with naming_what_is_refused(final):
        is_taken = not replace and _has_content(final)
    if is_taken:
        raise BadInput("{folder} is there already; nothing was overwritten", folder=final)
    temporary = _pending(final)
    try:
        with naming_a_full_disk(final, needed_bytes):
            with naming_what_is_refused(final):
                make_folder(final.parent)
                disk.make_folder(temporary)
            yield temporary
            _commit(temporary, final)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def seal(folder: Path) -> None:
    """Declare a folder complete whose files were each written durably: its manifest, last."""
    described = manifest.describe(folder)
    write_bytes(folder / manifest.MANIFEST_NAME, described.model_dump_json(indent=1).encode())


def _commit(temporary: Path, final: Path) -> None:
    """Make a staged folder durable, then give it its name; returns when that name is durable."""
    described = manifest.describe(temporary)
    for name in described.files:
        _sync_file(temporary / name)
    with open_stream(temporary / manifest.MANIFEST_NAME) as stream:
        stream.write(described.model_dump_json(indent=1).encode())
        stream.sync()
    for folder in sorted((p for p in temporary.rglob("*") if p.is_dir()), reverse=True):
        disk.sync_folder(folder)
    disk.sync_folder(temporary)
    doomed = _set_aside(final) if _has_content(final) else None
    disk.rename(temporary, final)
    disk.sync_folder(final.parent)
    if doomed:
        disk.remove_folder(doomed)


def _sync_file(path: Path) -> None:
    descriptor = disk.open_to_sync(path)
    try:
        disk.sync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder and its parents, durably; nothing happens when it is there."""
    if path.is_dir():
        return
    make_folder(path.parent)
    with contextlib.suppress(FileExistsError), naming_a_full_disk(path):
        disk.make_folder(path)
    disk.sync_folder(path.parent)


def make_numbered_folder(parent: Path, slug: str, taken: Iterator[str]) -> Path:
    """Make `0001-slug`, the number one above every name in `parent` and in `taken`.

    Two processes at once never get the same folder: the one that comes second takes the next.
    """
    make_folder(parent)
    number = 1 + max(map(_number_of, [*_names(parent), *taken]), default=0)
    while True:
        path = parent / f"{number:04d}-{slug}"
        try:
            with naming_a_full_disk(path):
                disk.make_folder(path)
        except FileExistsError:
            number += 1
            continue
        disk.sync_folder(parent)
        return path


def move(source: Path, target: Path) -> None:
    """Give a file or folder another place in the project, durably; raises BadInput when taken."""
    if target.exists():
        raise BadInput("{path} is there already; nothing was moved", path=target)
    make_folder(target.parent)
    disk.rename(source, target)
    disk.sync_folder(target.parent)
    disk.sync_folder(source.parent)


def remove_tree(path: Path) -> None:
    """Remove a folder: first its name, durably, so that half of it is never taken for all."""
    doomed = _set_aside(path)
    disk.sync_folder(path.parent)
    disk.remove_folder(doomed)


def remove_file(path: Path) -> None:
    """Remove a file, durably; nothing happens when it is not there."""
    with contextlib.suppress(FileNotFoundError):
        disk.remove_file(path)
        disk.sync_folder(path.parent)


def sweep(parent: Path, older_than_s: float = _STALE_AFTER_S) -> None:
    """Remove what interrupted writes left behind directly in a folder.

    Only what nobody can still be writing: left untouched for `older_than_s` seconds, or, with 0,
    anything (for a folder that the caller holds locked).
    """
    before = time.time() - older_than_s
    for path in _children(parent):
        if path.name.startswith((_PENDING, _DOOMED)) and _last_touched(path) <= before:
            if path.is_dir():
                disk.remove_folder(path)
            else:
                disk.remove_file(path)


def is_leftover(path: Path) -> bool:
    """Whether a name is one of an unfinished write."""
    return path.name.startswith((_PENDING, _DOOMED))


def _pending(final: Path) -> Path:
    return final.with_name(f"{_PENDING}{final.name}-{secrets.token_hex(4)}")


def _set_aside(path: Path) -> Path:
    doomed = path.with_name(f"{_DOOMED}{path.name}-{secrets.token_hex(4)}")
    disk.rename(path, doomed)
    return doomed


def _children(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _names(folder: Path) -> list[str]:
    return [path.name for path in _children(folder)]


def _number_of(name: str) -> int:
    digits = name.partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _has_content(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _last_touched(path: Path) -> float:
    inside = path.rglob("*") if path.is_dir() else ()
    times: Iterator[float] = (p.lstat().st_mtime for p in (path, *inside))
    return max(times)
