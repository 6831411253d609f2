"""A checksum of `project.db` while nobody has it open: SQLite reads a flipped figure as another.

It stands in `project.db.sum` from a clean end to the next beginning. Where a process died there is
none, and the database is taken as it is.
"""

import contextlib
import zlib
from pathlib import Path

from workbench.errors import CannotBeRead, Corrupt, DiskError, DiskFull
from workbench.plain_file import open_plain_file
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum

SUFFIX = ".sum"
_READ_AT_ONCE = 1 << 20


def note(database: Path) -> None:
    """Keep what a database holds that was closed; where that is not possible it stays unknown."""
    if database.with_name(f"{database.name}-wal").exists():  # somebody still has it open
        return
    with contextlib.suppress(OSError, DiskError, DiskFull):
        durable.write_json(_path(database), with_checksum({"crc32": _crc_of(database)}))


def take(database: Path) -> bool:
    """Whether it holds what it held when it was closed; from now on that is no longer noted.

    Also True where nobody knows.
    """
    path = _path(database)
    try:
        is_as_noted = bool(read_summed(path).get("crc32") == _crc_of(database))
    except FileNotFoundError:
        return True
    except (OSError, CannotBeRead, Corrupt):
        is_as_noted = True
    durable.remove_file(path)
    return is_as_noted


def _path(database: Path) -> Path:
    return database.with_name(database.name + SUFFIX)


def _crc_of(path: Path) -> int:
    seen = 0
    with open_plain_file(path) as file:
        while block := file.read(_READ_AT_ONCE):
            seen = zlib.crc32(block, seen)
    return seen
