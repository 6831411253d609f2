"""Everything that this process asks of the disk below one folder, call by call.

A `Watch` stands below every library that is written in Python: at `os`, at `open`, at SQLite's
statements and at the one function by which safetensors writes. Its hook is called before each
call, and may end the process there, fill the disk, or raise what the system would raise.
"""

import builtins
import contextlib
import errno
import io
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import safetensors.torch
from safetensors import SafetensorError

_WORKBENCH = f"{os.sep}workbench{os.sep}"
_FILES = f"store{os.sep}files{os.sep}"


class Kind(StrEnum):
    """What is asked of the disk, as far as it decides how that can fail."""

    READ = "read"
    LIST = "list"
    CREATE = "create"
    WRITE = "write"
    SYNC = "sync"
    NAME = "name"
    REMOVE = "remove"
    STATEMENT = "statement"
    COMMIT = "commit"


CHANGES = frozenset({Kind.CREATE, Kind.WRITE, Kind.SYNC, Kind.NAME, Kind.REMOVE, Kind.COMMIT})
"""Where a death can leave the disk in another state."""

FAILS_WITH: dict[int, frozenset[Kind]] = {
    errno.EIO: frozenset(Kind) - {Kind.COMMIT},
    errno.EROFS: CHANGES - {Kind.COMMIT} | {Kind.STATEMENT},
    errno.ENOSPC: CHANGES - {Kind.COMMIT, Kind.REMOVE} | {Kind.STATEMENT},
    errno.EACCES: frozenset(
        {Kind.READ, Kind.LIST, Kind.CREATE, Kind.NAME, Kind.REMOVE, Kind.STATEMENT}
    ),
    errno.EMFILE: frozenset({Kind.READ, Kind.LIST, Kind.CREATE, Kind.STATEMENT}),
}
"""Which calls the system can refuse for each reason."""

_OF_SQLITE = {
    errno.EIO: "disk I/O error",
    errno.EROFS: "attempt to write a readonly database",
    errno.ENOSPC: "database or disk is full",
    errno.EACCES: "unable to open database file",
    errno.EMFILE: "unable to open database file",
}
_SAVES = "serialize_file"
"""What writes for safetensors, in the module that everybody imports from."""

_STATEMENTS = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "COMMIT")


@dataclass(frozen=True)
class Call:
    """One call that is about to be made; `half` does a part of it, where that is possible."""

    kind: Kind
    name: str
    path: str
    half: Callable[[], object] | None = None

    def error(self, number: int) -> Exception:
        """What the library that makes the call would raise for an error of the system."""
        reason = os.strerror(number)
        if self.kind is Kind.STATEMENT:
            return sqlite3.OperationalError(_OF_SQLITE[number])
        if self.name == "save_file":
            return SafetensorError(
                f"Error while serializing: I/O error: {reason} (os error {number})"
            )
        return OSError(number, reason, self.path)

    def __str__(self) -> str:
        return f"{self.name} {Path(self.path).name}"


Hook = Callable[[Call], None]


def place() -> str:
    """Where the product is at the moment: its lines that led here, but for those of `files/`."""
    lines = []
    frame = sys._getframe(1)
    while frame.f_back is not None:
        file = frame.f_code.co_filename
        if _WORKBENCH in file and _FILES not in file:
            lines.append(f"{file.rpartition(_WORKBENCH)[2]}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(list(dict.fromkeys(lines))[:2])


class Watch:
    """Calls the hook before each call below the folder, from `begin` on; never ends."""

    def __init__(self, folder: Path, hook: Hook) -> None:
        self._folder = os.path.join(os.path.abspath(folder), "")  # noqa: PTH100, PTH118
        self._hook = hook
        self._paths: dict[int, str] = {}
        self._is_silent = False

    def begin(self) -> None:
        """Take the place of the system's calls; meant for a process of its own."""
        self._stand_before_opening()
        for name in ("write", "fsync", "ftruncate"):
            setattr(os, name, self._of_descriptor(name, getattr(os, name)))
        for name in ("mkdir", "rename", "replace", "unlink", "remove", "rmdir", "link"):
            setattr(os, name, self._of_path(name, getattr(os, name)))
        for name in ("scandir", "listdir"):
            setattr(os, name, self._of_listing(name, getattr(os, name)))
        self._stand_before_safetensors()
        self._stand_before_sqlite()

    @contextlib.contextmanager
    def silence(self) -> Iterator[None]:
        """Nothing is told to the hook inside."""
        before, self._is_silent = self._is_silent, True
        try:
            yield
        finally:
            self._is_silent = before

    def _tell(
        self, kind: Kind, name: str, path: str | None, half: Callable[[], object] | None = None
    ) -> None:
        if path is None or self._is_silent or not f"{path}/".startswith(self._folder):
            return
        with self.silence():
            self._hook(Call(kind, name, path, half))

    def _path_of(self, path: Any, dir_fd: int | None = None) -> str | None:
        if isinstance(path, int):
            return self._paths.get(path)
        name = os.fsdecode(path)
        if dir_fd is not None:
            folder = self._paths.get(dir_fd)
            return None if folder is None else os.path.join(folder, name)  # noqa: PTH118
        return os.path.abspath(name)  # noqa: PTH100

    def _stand_before_opening(self) -> None:
        real_open, real_close, real_io_open = os.open, os.close, io.open

        def opened(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            where = self._path_of(path, dir_fd)
            changes = flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR)
            self._tell(Kind.CREATE if changes else Kind.READ, "open", where)
            descriptor = real_open(path, flags, mode, dir_fd=dir_fd)
            if where is not None:
                self._paths[descriptor] = where
            return descriptor

        def closed(fd: int) -> None:
            self._paths.pop(fd, None)
            real_close(fd)

        def io_opened(file: Any, mode: str = "r", *arguments: Any, **settings: Any) -> Any:
            changes = any(letter in mode for letter in "wax+")
            if not isinstance(file, int):
                self._tell(
                    Kind.CREATE if changes else Kind.READ,
                    "open",
                    self._path_of(file),
                    lambda: real_io_open(file, mode, *arguments, **settings).close(),
                )
            return real_io_open(file, mode, *arguments, **settings)

        os.open, os.close = opened, closed
        builtins.open = io.open = io_opened

    def _of_descriptor(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        kind = Kind.SYNC if name == "fsync" else Kind.WRITE

        def call(descriptor: int, *arguments: Any) -> Any:
            half = None
            if name == "write":
                data = memoryview(arguments[0])

                def half() -> object:
                    return real(descriptor, data[: len(data) // 2])

            self._tell(kind, name, self._paths.get(descriptor), half)
            return real(descriptor, *arguments)

        return call

    def _of_path(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        removes = name in ("unlink", "remove", "rmdir")

        def call(path: Any, *arguments: Any, **settings: Any) -> Any:
            where = self._path_of(path, settings.get("dir_fd", settings.get("src_dir_fd")))
            self._tell(Kind.REMOVE if removes else Kind.NAME, name, where)
            return real(path, *arguments, **settings)

        return call

    def _of_listing(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any = ".") -> Any:
            self._tell(Kind.LIST, name, self._path_of(path))
            return real(path)

        return call

    def _stand_before_safetensors(self) -> None:
        real = getattr(safetensors.torch, _SAVES)

        def call(tensors: Any, filename: Any, *arguments: Any, **settings: Any) -> Any:
            def half() -> None:
                real(tensors, filename, *arguments, **settings)
                os.truncate(filename, os.stat(filename).st_size // 2)  # noqa: PTH116

            self._tell(Kind.WRITE, "save_file", self._path_of(filename), half)
            return real(tensors, filename, *arguments, **settings)

        setattr(safetensors.torch, _SAVES, call)

    def _stand_before_sqlite(self) -> None:
        real = sqlite3.connect

        def connect(database: Any, *arguments: Any, **settings: Any) -> Any:
            where = _without_uri(os.fsdecode(database))
            self._tell(Kind.STATEMENT, "connect", where)
            settings["factory"] = _connection_told_to(
                lambda text: self._tell(Kind.STATEMENT, text, where)
            )
            with self.silence():
                connection = real(database, *arguments, **settings)
            connection.set_trace_callback(lambda text: self._trace(text, where))
            return connection

        sqlite3.connect = connect

    def _trace(self, text: str, path: str) -> None:
        if text.startswith(("COMMIT", "RELEASE")):
            self._tell(Kind.COMMIT, "commit", path)


def _without_uri(database: str) -> str:
    return database.removeprefix("file://").partition("?")[0]


def _connection_told_to(tell: Callable[[str], None]) -> type[sqlite3.Connection]:
    """A connection that tells of each statement that changes something, before it is done."""

    class Told(sqlite3.Connection):
        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            _tell_of(sql)
            return super().execute(sql, *arguments)

        def executemany(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            _tell_of(sql)
            return super().executemany(sql, *arguments)

        def __exit__(self, *arguments: Any) -> Any:
            if arguments[0] is None and self.in_transaction:
                try:
                    tell("commit")
                except sqlite3.Error:
                    self.rollback()
                    raise
            return super().__exit__(*arguments)

    def _tell_of(sql: str) -> None:
        word = sql.split(maxsplit=1)[0].upper() if sql.strip() else ""
        if word in _STATEMENTS:
            tell(word.lower())

    return Told
