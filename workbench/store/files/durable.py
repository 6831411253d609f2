"""Every write inside a project: what was acknowledged survives a power cut.

The order is always the same: data to a temporary name, fsync, rename, fsync of the parent folder.
A folder is committed as a whole: files, then its manifest, then the folder, then its name. The
calls themselves are in `disk`.
"""

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from workbench.errors import BadInput
from workbench.store.files import disk, leftovers, lock, looking, manifest
from workbench.store.files.full import naming_a_full_disk
from workbench.store.files.leftovers import is_leftover as is_leftover
from workbench.store.files.leftovers import sweep as sweep
from workbench.store.files.refused import naming_failures, naming_what_is_refused

_BUFFER_BYTES = 1 << 20


# -- single files -----------------------------------------------------------------------------


def write_bytes(path: Path, data: bytes) -> None:
    """Replace a file's content at once: a reader sees the old or the new, never a part.

    Raises DiskFull or DiskError, with the old content intact.
    """
    temporary = leftovers.pending(path)
    try:
        with naming_failures(path, len(data)):
            descriptor = disk.create(temporary)
            with Stream(path, descriptor) as stream:
                stream.write(data)
                stream.sync()
            disk.rename(temporary, path)
            disk.sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
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
        self.hold(data)
        self.flush_when_large()

    def hold(self, data: bytes | bytearray | memoryview) -> None:
        """Add the same in memory only; whoever cannot wait for room here calls this.

        `flush_when_large` is then to follow at a point where waiting is possible.
        """
        with memoryview(data) as view:
            if view.nbytes:
                self._buffer += view.cast("B")

    def flush_when_large(self) -> None:
        """Hand on what is held once it is a megabyte; raises as `flush` does."""
        if len(self._buffer) >= _BUFFER_BYTES:
            self.flush()

    def flush(self) -> None:
        """Hand what was written to the operating system.

        Raises DiskFull or DiskError; the next call goes on with the first byte that was not taken.
        """
        data, taken = self._buffer, 0
        try:
            with naming_failures(self.path, len(data)):
                while taken < len(data):
                    taken += disk.write(self._descriptor, memoryview(data)[taken:])
        finally:
            self._buffer = data[taken:]

    def sync(self) -> None:
        """Return once everything written so far survives a power cut."""
        self.flush()
        with naming_failures(self.path):
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
        descriptor, self._descriptor = self._descriptor, -1
        with naming_failures(self.path):
            os.close(descriptor)

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
        with naming_failures(path):
            super().__init__(path, disk.open_to_append(path))
            if is_new:
                disk.sync_folder(path.parent)

    def append(self, data: bytes) -> None:
        """Add to the end, at the latest with the next `flush`."""
        self.write(data)

    def cut_back(self, size: int) -> None:
        """Drop all behind the first `size` bytes, so that appending goes on from there."""
        self.flush()
        with naming_failures(self.path):
            disk.cut(self._descriptor, size)


def open_stream(path: Path) -> Stream:
    """Start a new file, usually inside `staging`; whatever had that name is emptied."""
    with naming_failures(path):
        return Stream(path, disk.create(path))


# -- whole folders ----------------------------------------------------------------------------


@contextlib.contextmanager
def staging(final: Path, *, replace: bool = False, needed_bytes: int = 0) -> Iterator[Path]:
    """A temporary folder beside `final` that takes its place, complete, when the block succeeds.

    Any library may write into it; everything is fsynced and described in `manifest.json` first.
    When the block fails, nothing of it remains. The folder that `final` is in is made too, but
    none above it. An empty `final` is filled; one with content is refused with BadInput unless
    `replace`. Raises DiskFull (which names `needed_bytes`, if given) or DiskError.
    """
    with naming_what_is_refused(final):
        is_taken = not replace and _has_content(final)
    if is_taken:
        raise BadInput("{folder} is there already; nothing was overwritten", folder=final)
    temporary = leftovers.pending(final)
    try:
        with naming_a_full_disk(final, needed_bytes):
            make_folder(final.parent)
            with naming_failures(final):
                disk.make_folder(temporary)
            with lock.holding_folder(temporary):
                yield temporary
                with naming_failures(final):
                    _commit(temporary, final)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def seal(folder: Path) -> None:
    """Declare a folder complete whose files were each written durably: its manifest, last."""
    described = manifest.describe(folder)
    write_bytes(folder / manifest.MANIFEST_NAME, described.model_dump_json(indent=1).encode())


def complete(staged: Path, described: manifest.Manifest) -> None:
    """Write the manifest of a staged folder, all of whose files were made durable."""
    with open_stream(staged / manifest.MANIFEST_NAME) as stream:
        stream.write(described.model_dump_json(indent=1).encode())
        stream.sync()


def _commit(temporary: Path, final: Path) -> None:
    """Make a staged folder durable, then give it its name; returns when that name is durable."""
    if not manifest.is_complete(temporary):
        complete(temporary, manifest.drained(manifest.describing(temporary, sync_file)))
    for folder in sorted((p for p in temporary.rglob("*") if p.is_dir()), reverse=True):
        disk.sync_folder(folder)
    disk.sync_folder(temporary)
    doomed = _set_aside(final) if _has_content(final) else None
    disk.rename(temporary, final)
    disk.sync_folder(final.parent)
    if doomed:
        disk.remove_folder(doomed)


def sync_file(path: Path) -> None:
    """Make durable what another library, or a closed stream, wrote into a file."""
    descriptor = disk.open_to_sync(path)
    try:
        disk.sync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder, durably; nothing happens when it is there.

    Never its parents: where a project was moved away or removed, nothing is made anew. Raises
    DiskFull or DiskError.
    """
    if path.is_dir():
        return
    with naming_failures(path):
        with contextlib.suppress(FileExistsError):
            disk.make_folder(path)
        disk.sync_folder(path.parent)


def make_folder_and_parents(path: Path) -> None:
    """Make a folder that a person named, and whatever is missing above it, durably."""
    if path.is_dir():
        return
    make_folder_and_parents(path.parent)
    make_folder(path)


def make_numbered_folder(parent: Path, slug: str, taken: Iterator[str]) -> Path:
    """Make `0001-slug`, the number one above every name in `parent` and in `taken`.

    Two processes at once never get the same folder: the one that comes second takes the next.
    """
    make_folder(parent)
    number = looking.next_number(parent, taken)
    while True:
        path = parent / f"{number:04d}-{slug}"
        try:
            with naming_failures(path):
                disk.make_folder(path)
                disk.sync_folder(parent)
        except FileExistsError:
            number += 1
            continue
        return path


def fill_numbered_folder(
    parent: Path, slug: str, taken: Iterable[str], fill: Callable[[Path], None]
) -> Path:
    """As `make_numbered_folder`; it appears once `fill`, given its path until then, has filled it.

    What `fill` writes is durable. A process that dies meanwhile leaves no half of it.
    """
    make_folder(parent)
    number = looking.next_number(parent, taken)
    temporary = leftovers.pending(parent / f"{number:04d}-{slug}")
    try:
        with naming_failures(temporary):
            disk.make_folder(temporary)
        with lock.holding_folder(temporary):
            fill(temporary)
            return _given_number(temporary, slug, number)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _given_number(temporary: Path, slug: str, number: int) -> Path:
    """Give a folder with content the first name, from a number on, that nothing has."""
    path = temporary.with_name(f"{number:04d}-{slug}")
    if os.path.lexists(path):
        return _given_number(temporary, slug, number + 1)
    with naming_failures(path):
        try:
            disk.rename(temporary, path)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            return _given_number(temporary, slug, number + 1)
        disk.sync_folder(path.parent)
    return path


def move(source: Path, target: Path) -> None:
    """Give a file or folder another place in the project, durably; raises BadInput when taken."""
    if target.exists():
        raise BadInput("{path} is there already; nothing was moved", path=target)
    make_folder(target.parent)
    with naming_failures(source):
        disk.rename(source, target)
        disk.sync_folder(target.parent)
        disk.sync_folder(source.parent)


def remove_tree(path: Path) -> None:
    """Remove a folder: first its name, durably, so that half of it is never taken for all."""
    with naming_failures(path):
        doomed = _set_aside(path)
        disk.sync_folder(path.parent)
        disk.remove_folder(doomed)


def remove_file(path: Path) -> None:
    """Remove a file, durably; nothing happens when it is not there."""
    with naming_failures(path), contextlib.suppress(FileNotFoundError):
        disk.remove_file(path)
        disk.sync_folder(path.parent)


def _set_aside(path: Path) -> Path:
    doomed = leftovers.doomed(path)
    disk.rename(path, doomed)
    return doomed


def _has_content(folder: Path) -> bool:
    return bool(looking.children(folder))
