"""Connections to `project.db`, and what SQLite's errors mean to a person.

A sqlite object serves whoever holds it: each look-up opens a connection of its own, in its own
thread, and never waits for a writer (WAL); all writing goes through one connection and a lock.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import sqlite_utils

from workbench.errors import Corrupt, Locked, ReadOnly
from workbench.store.files.full import naming_a_full_disk

BUSY_TIMEOUT_S = 2.0
_UNUSABLE = ("unable to open", "readonly", "disk i/o error")


def to_write(path: Path) -> sqlite_utils.Database:
    """A connection that may be used from any thread, by one at a time; made when missing."""
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, check_same_thread=False)
    return sqlite_utils.Database(connection)


@contextlib.contextmanager
def to_read(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection for one look-up; all that is read in it is of one moment."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with (
        plain_errors(path),
        contextlib.closing(sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S)) as connection,
    ):
        connection.row_factory = sqlite3.Row
        connection.execute("begin")
        with reading_rows(path):
            yield connection


@contextlib.contextmanager
def reading_rows(path: Path) -> Iterator[None]:
    """Inside, a row that cannot be what was written means that the database is damaged."""
    try:
        yield
    except (ValueError, TypeError, KeyError) as error:
        raise _damaged(path, error) from None


@contextlib.contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Say what SQLite's errors mean to a person: Locked, ReadOnly, DiskFull or Corrupt."""
    try:
        with naming_a_full_disk(path):
            yield
    except sqlite3.OperationalError as error:
        raise _plain(path, error) from None
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from None


def _plain(path: Path, error: sqlite3.OperationalError) -> Exception:
    text = str(error).lower()
    if "locked" in text:
        return Locked("{path} is in use by another process; try again", path=path)
    if any(sign in text for sign in _UNUSABLE):
        return ReadOnly("{path} cannot be used: {reason}", path=path, reason=error)
    if "no such table" in text:
        return _damaged(path, error)
    return error


def _damaged(path: Path, error: Exception) -> Corrupt:
    return Corrupt(
        "{path} is damaged ({reason}); rebuild it with reindex, nothing else is lost",
        path=path,
        reason=error,
    )
