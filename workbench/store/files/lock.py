"""Locks that the operating system gives back when their holder dies, however it dies."""

import contextlib
import errno
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from workbench.errors import InUse, Locked, ReadOnly, reason_of
from workbench.file_formats import json_text
from workbench.file_formats.plain_file import read_plain_file
from workbench.store.files import disk
from workbench.store.files.full import naming_a_full_disk

if sys.platform == "win32":
    import msvcrt

    _FAR_AWAY = 1 << 30
    """The locked byte: far behind the text, because a locked byte cannot be read."""

    def _take(descriptor: int, *, shared: bool) -> bool:
        os.lseek(descriptor, _FAR_AWAY, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _take(descriptor: int, *, shared: bool) -> bool:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


_NO_FILE = (errno.EISDIR, errno.ENOTDIR, errno.ELOOP, errno.ENXIO)
_BETWEEN_ATTEMPTS_S = 0.05
MOMENT_S = 0.5
"""Long enough for whoever borrows a lock for an instant, as `is_held` does."""


class Lock:
    """A held lock; closing it, or the end of the process, gives it back. Its file stays."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> "Lock":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def acquire(path: Path, what: str, wait_s: float = MOMENT_S) -> Lock:
    """Take the lock of a file, made when missing; raises InUse, which names `what` and the holder.

    Waits `wait_s` seconds for whoever holds it. Raises Locked where something else has its place,
    ReadOnly where nothing can be locked.
    """
    with _naming_what_cannot_be_locked(path), naming_a_full_disk(path):
        descriptor = disk.open_to_lock(path)
    lock = Lock(descriptor)
    try:
        with _naming_what_cannot_be_locked(path):
            taken = _taken_within(descriptor, wait_s)
    except BaseException:
        lock.release()
        raise
    if not taken:
        lock.release()
        raise _in_use(path, what)
    _sign(descriptor)
    return lock


def _taken_within(descriptor: int, wait_s: float) -> bool:
    for _ in range(max(1, round(wait_s / _BETWEEN_ATTEMPTS_S))):
        if _take(descriptor, shared=False):
            return True
        time.sleep(_BETWEEN_ATTEMPTS_S)
    return False


@contextlib.contextmanager
def _naming_what_cannot_be_locked(path: Path) -> Iterator[None]:
    """Inside, an OSError means that the file cannot be made or locked where it stands."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_FILE:
            raise Locked(
                "{path} cannot be locked: {reason}; move it away",
                path=path,
                reason=reason_of(error),
            ) from None
        raise ReadOnly(
            "{path} cannot be locked: {reason}; move the project to a disk that can be written to "
            "and that can lock files",
            path=path,
            reason=reason_of(error),
        ) from None


def is_held(path: Path) -> bool:
    """Whether somebody, this process included, holds the lock of a file.

    Nobody does where files cannot be locked.
    """
    with _opened(path) as descriptor, contextlib.suppress(OSError):
        return descriptor is not None and not _take(descriptor, shared=True)
    return False


@contextlib.contextmanager
def holding_folder(path: Path) -> Iterator[None]:
    """Inside, a folder that is being written says so: see `is_folder_held`.

    Where the system locks no folders (Windows, some network disks), it does not.
    """
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):
            descriptor = held.enter_context(_opened(path))
            if descriptor is not None:
                _take(descriptor, shared=True)
        yield


def is_folder_held(path: Path) -> bool:
    """Whether a living process is writing into a folder, as far as can be told."""
    with contextlib.suppress(OSError), _opened(path) as descriptor:
        return descriptor is not None and not _take(descriptor, shared=False)
    return False


def _in_use(path: Path, what: str) -> InUse:
    """The error that names who signed the lock last."""
    try:
        signed = json_text.loads(read_plain_file(path))
        pid, host = signed["pid"], signed["host"]
    except (OSError, ValueError, KeyError, TypeError):
        return InUse("{what} is in use by another process; wait for it, or close it", what=what)
    return InUse(
        "{what} is in use by process {pid} on {host}; wait for it, or close it",
        what=what,
        pid=pid,
        host=host,
    )


def _sign(descriptor: int) -> None:
    """Leave a note for people; the lock itself is what counts, also on a full disk."""
    note = json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode()
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        disk.write(descriptor, note)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int | None]:
    """The file's descriptor for reading; None when it cannot be opened, and so not be locked."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)
