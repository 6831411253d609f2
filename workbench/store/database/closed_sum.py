"""A checksum of `project.db` while nobody has it open: SQLite reads a flipped figure as another.

It stands in `project.db.sum` from a clean end to the next beginning. Where a process died there is
none, and nobody can tell what the database holds. All of it is read: not for a window's thread.
"""

import contextlib
import zlib
from pathlib import Path

from workbench.errors import Corrupt, WorkbenchError
from workbench.file_formats.plain_file import open_plain_file
from workbench.store.files import durable, looking
from workbench.store.files.summed import read_summed, with_checksum

SUFFIX = ".sum"
_READ_AT_ONCE = 1 << 20


def note(database: Path) -> None:
    """Keep what a database holds that was closed; where that is not possible it stays unknown."""
    if database.with_name(f"{database.name}-wal").exists():  # somebody still has it open
        return
    with contextlib.suppress(OSError, WorkbenchError):
        durable.write_json(_path(database), with_checksum({"crc32": _crc_of(database)}))


def holds(database: Path) -> bool:
    """Whether a database holds what was noted when it was closed; raises CannotBeRead.

    False where nothing was noted. True of one that is still to be made.
    """
    if not looking.is_file(database):
        return True
    try:
        return bool(read_summed(_path(database)).get("crc32") == _crc_of(database))
    except (FileNotFoundError, Corrupt):
        return False


def forget(database: Path) -> None:
    """What a database held when it was closed no longer counts: it is about to be changed."""
    durable.remove_file(_path(database))


def _path(database: Path) -> Path:
    return database.with_name(database.name + SUFFIX)


def _crc_of(path: Path) -> int:
    seen = 0
    with looking.naming(path), open_plain_file(path) as file:
        while block := file.read(_READ_AT_ONCE):
            seen = zlib.crc32(block, seen)
    return seen
