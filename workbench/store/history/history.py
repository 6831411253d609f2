"""`history.db`: what models wrote for a person, with the person's own words about it.

Nothing can make it anew, unlike `project.db`: a damaged one is never removed, and each text has a
checksum of its own. Any thread and any process may call.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import Corrupt, ReadOnly
from workbench.file_formats.plain_file import require_plain_file
from workbench.store.database import connections
from workbench.store.files import looking
from workbench.store.history.searching import as_indexed, as_sought

FILE_NAME = "history.db"
FORMAT = 1
MOST_KEPT = 20_000
"""Of more, the oldest are let go that have neither a note nor a star."""
MOST_FOUND = 500

_TABLES = """
create table texts (
    id integer primary key autoincrement,
    at real not null,
    plain text not null,
    digest text not null,
    note text not null default '',
    is_starred integer not null default 0
);
create table let_go (count integer not null);
insert into let_go values (0);
create virtual table words using fts5(body, tokenize = 'unicode61 remove_diacritics 0');
"""


@dataclass(frozen=True)
class HistoryEntry:
    """A text: when it was written (seconds since 1970), all that is known of it, and what a person
    says about it."""

    id: int
    at: float
    plain: dict[str, Any]
    note: str = ""
    is_starred: bool = False


@dataclass(frozen=True)
class Found:
    """The newest texts of a search; `total` fit it, `damaged` of those looked at are unreadable.

    `let_go` older ones were removed for their number, ever since.
    """

    entries: tuple[HistoryEntry, ...]
    total: int = 0
    damaged: int = 0
    let_go: int = 0


class History:
    """The texts of one project; its file is made with the first one.

    Every call raises Locked where another process writes for longer than `busy_s`, ReadOnly,
    DiskFull, and Corrupt for a damaged file.
    """

    def __init__(self, folder: Path, busy_s: float = connections.BUSY_TIMEOUT_S) -> None:
        self.path = folder / FILE_NAME
        self._busy_s = busy_s

    def add(self, plain: Mapping[str, Any], searched: Sequence[str], at: float = 0.0) -> int:
        """Keep a text, to be found by what is `searched`; gives its id. `at` is now by default."""
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True)
        text = text.encode(errors="replace").decode()
        with self._writing() as connection:
            row = connection.execute(
                "insert into texts (at, plain, digest) values (?, ?, ?)",
                [at or time.time(), text, _digest(text)],
            )
            entry = int(row.lastrowid or 0)
            _index(connection, entry, searched)
            _let_go(connection)
        return entry

    def find(self, text: str = "", *, starred: bool = False, most: int = MOST_FOUND) -> Found:
        """The texts that hold all of these parts, the newest first; all of them for no part."""
        if not os.path.lexists(self.path):
            return Found(())
        where, values = _condition(text)
        where += " and is_starred" if starred else ""
        with self._reading() as connection:
            (total,) = connection.execute(f"select count(*) from texts {where}", values).fetchone()
            rows = connection.execute(
                f"select id, at, plain, digest, note, is_starred from texts {where} "
                "order by id desc limit ?",
                [*values, most],
            ).fetchall()
            (let_go,) = connection.execute("select count from let_go").fetchone()
        entries = tuple(_entry(row) for row in rows if _digest(row["plain"]) == row["digest"])
        return Found(entries, total, len(rows) - len(entries), let_go)

    def annotate(
        self, entry: HistoryEntry, searched: Sequence[str], *, note: str, is_starred: bool
    ) -> None:
        """Keep what a person says about a text, which it is then found by as well."""
        with self._writing() as connection:
            note = note.encode(errors="replace").decode()
            connection.execute(
                "update texts set note = ?, is_starred = ? where id = ?",
                [note, int(is_starred), entry.id],
            )
            connection.execute("delete from words where rowid = ?", [entry.id])
            _index(connection, entry.id, [*searched, note])

    def delete(self, ids: Sequence[int]) -> int:
        """Remove texts for good, from the file as well; gives how many there were."""
        if not os.path.lexists(self.path):
            return 0
        with self._writing() as connection:
            removed = sum(_remove(connection, entry) for entry in ids)
        with self._open() as connection:
            connection.execute("vacuum")
        return removed

    # -- the file

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing."""
        with self._open() as connection:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            connection.execute("begin immediate")
            with connection:
                if not connection.execute("pragma user_version").fetchone()[0]:
                    for statement in filter(str.strip, _TABLES.split(";")):
                        connection.execute(statement)
                    connection.execute(f"pragma user_version = {FORMAT}")
                yield connection

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        self._require_a_file()
        with self._named(), connections.to_read(self.path) as connection:
            self._require_known(connection)
            yield connection

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._require_a_file()
        with (
            self._named(),
            connections.plain_errors(self.path),
            contextlib.closing(
                sqlite3.connect(self.path, timeout=self._busy_s, isolation_level=None)
            ) as connection,
        ):
            self._require_known(connection)
            connection.execute("pragma secure_delete = on")
            yield connection

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """Damage is said in words of its own: this file is made from no other."""
        try:
            yield
        except Corrupt as error:
            raise Corrupt(
                "{path} is damaged ({reason}), so that no text is kept or found; move it away, and "
                "a new history begins",
                path=self.path,
                reason=error.words.values.get("reason", ""),
            ) from None

    def _require_a_file(self) -> None:
        """SQLite waits for ever at a pipe."""
        if os.path.lexists(self.path):
            with looking.naming(self.path):
                require_plain_file(self.path)

    def _require_known(self, connection: sqlite3.Connection) -> None:
        if connection.execute("pragma user_version").fetchone()[0] > FORMAT:
            raise ReadOnly("{path} was made by a newer version", path=self.path)


def _condition(text: str) -> tuple[str, list[str]]:
    """What a text must fulfil to be found; signs that are no words are looked for as they stand."""
    if sought := as_sought(text):
        each = " and ".join(["instr(body, ?)"] * len(sought))
        return f"where id in (select rowid from words where {each})", sought
    signs = text.strip().encode(errors="replace").decode()
    return ("where instr(plain, ?)", [signs]) if signs else ("where 1", [])


def _index(connection: sqlite3.Connection, entry: int, searched: Sequence[str]) -> None:
    words = as_indexed("\n".join(searched))
    connection.execute("insert into words (rowid, body) values (?, ?)", [entry, words])


def _remove(connection: sqlite3.Connection, entry: int) -> int:
    connection.execute("delete from words where rowid = ?", [entry])
    return connection.execute("delete from texts where id = ?", [entry]).rowcount


def _let_go(connection: sqlite3.Connection) -> None:
    """Remove the oldest of too many."""
    (count,) = connection.execute("select count(*) from texts").fetchone()
    if count <= MOST_KEPT:
        return
    surplus = connection.execute(
        "select id from texts where note = '' and not is_starred order by id limit ?",
        [count - MOST_KEPT],
    ).fetchall()
    for (entry,) in surplus:
        _remove(connection, entry)
    connection.execute("update let_go set count = count + ?", [len(surplus)])


def _entry(row: sqlite3.Row) -> HistoryEntry:
    return HistoryEntry(
        row["id"], row["at"], json.loads(row["plain"]), row["note"], bool(row["is_starred"])
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
