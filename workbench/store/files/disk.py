"""The few calls that change the disk, one function each.

`durable` alone decides in which order they come. They stand here by themselves so that a test can
count them, record them, or stop the process at any of them.
"""

import os
import shutil
from pathlib import Path

_BINARY = getattr(os, "O_BINARY", 0)
_CAN_SYNC_FOLDERS = os.name == "posix"


def create(path: Path) -> int:
    """Open a new or emptied file for writing; gives its descriptor."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o666)


def open_to_append(path: Path) -> int:
    """Open a file, made when missing, whose writes always go to its end; readable too."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY, 0o666)


def open_to_lock(path: Path) -> int:
    """Open a file, made when missing, to lock it; what it holds stays."""
    return os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, 0o666)


def open_to_sync(path: Path) -> int:
    """Open a file that another library wrote, for `sync` alone; Windows asks for write access."""
    return os.open(path, os.O_RDWR | _BINARY if os.name == "nt" else os.O_RDONLY)


def write(descriptor: int, data: bytes | memoryview) -> int:
    """Write once; gives how many bytes were taken, which may be fewer."""
    return os.write(descriptor, data)


def cut(descriptor: int, size: int) -> None:
    """Drop what an open file holds behind its first `size` bytes."""
    os.ftruncate(descriptor, size)


def sync(descriptor: int) -> None:
    """Return once the open file's data survives a power cut."""
    os.fsync(descriptor)


def sync_folder(path: Path) -> None:
    """Return once the folder's names survive a power cut; Windows does that by itself."""
    if not _CAN_SYNC_FOLDERS:
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make one folder; raises FileExistsError when something of that name is there."""
    path.mkdir()


def rename(source: Path, target: Path) -> None:
    """Give a file or folder another name at once; a file (or empty folder) there is replaced."""
    if os.name == "nt" and source.is_dir() and target.is_dir():
        target.rmdir()
    source.replace(target)


def remove_file(path: Path) -> None:
    """Remove a file."""
    path.unlink()


def remove_folder(path: Path) -> None:
    """Remove a folder and all that is in it; a link in it is removed, not followed."""
    shutil.rmtree(path)
