"""Whether files are what was written, asked before they are read for work.

A process reads a file for this once, as long as nobody touches it. Listing and painting never ask.
"""

import hashlib
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from workbench.errors import CannotBeRead, Corrupt
from workbench.events import Event, Progress, StageStarted
from workbench.file_formats.plain_file import open_plain_file
from workbench.jobs import Control, Pace, wait_while_pausing
from workbench.store.files import looking, manifest
from workbench.store.files.manifest import META_NAME, ManifestEntry
from workbench.words import words

_READ_AT_ONCE = 4 << 20
_SILENT_S = 1.0
"""A check that takes longer says what it does."""

_SETTLED_NS = 2_000_000_000
"""A file that was written to less than this ago may be written to again within one clock tick."""

_ATTEMPTS = 3


class _Identity(NamedTuple):
    """By what a file is known again, while nobody touches it; times in ns since 1970."""

    path: str
    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int

    @property
    def is_settled(self) -> bool:
        return time.time_ns() - max(self.modified_ns, self.changed_ns) > _SETTLED_NS


@dataclass
class _Known:
    """The SHA-256 (hex) of a file, once it was read."""

    sha256: str = ""


@lru_cache(maxsize=4096)
def _known_of(identity: _Identity) -> _Known:
    """The same object for the same file, as long as it stays as it is."""
    return _Known()


def require_intact(folder: Path, *names: str) -> None:
    """Raise Corrupt, naming the file, unless files are what the folder's manifest says.

    Of the files `names`, each of which the manifest must know, or else of all.
    """
    for path, expected in _expected(folder, names):
        for _ in _compared(path, expected):
            pass


def is_intact(folder: Path, *names: str) -> bool:
    """Whether files are seen to be what the folder's manifest says."""
    try:
        require_intact(folder, *names)
    except (CannotBeRead, Corrupt):
        return False
    return True


def checking(
    name: str, folder: Path, control: Control, *names: str
) -> Generator[Event, None, None]:
    """The same as `require_intact`, telling of it once it has taken a second.

    Ends early, with nothing known, when the control says so; `name` is what a person calls it.
    """
    files = _expected(folder, names)
    begun, pace, said, done = time.monotonic(), Pace(), False, 0
    for path, expected in files:
        for read in _compared(path, expected):
            done += read
            if not said and time.monotonic() - begun > _SILENT_S:
                said = True
                yield StageStarted(
                    words=words("Checking the files of {name}", name=name),
                    total=sum(entry.size for _, entry in files),
                    unit="bytes",
                )
            if said and pace.is_due():
                yield Progress(done=done)
            yield from wait_while_pausing(control)
            if control.stopping:
                return


def _expected(folder: Path, names: tuple[str, ...]) -> list[tuple[Path, ManifestEntry]]:
    files = manifest.read(folder).files
    for name in names:
        if name not in files:
            raise Corrupt("{path} is missing from the manifest.json beside it", path=folder / name)
    return [(folder / name, files[name]) for name in names or files]


def _compared(path: Path, expected: ManifestEntry) -> Iterator[int]:
    """Read a file that was not read before; gives how many bytes, as it goes."""
    try:
        if path.name == META_NAME:
            manifest.require_entry(path, expected)
            return
        manifest.require_size(path, expected)
        sha256 = yield from _hashed(path)
    except OSError as error:
        raise looking.cannot_be_read(path, error) from error
    if sha256 != expected.sha256:
        raise manifest.other_content(path)


def _hashed(path: Path) -> Generator[int, None, str]:
    """The SHA-256 (hex) of a file that stays as it is meanwhile; raises Corrupt for another."""
    for _ in range(_ATTEMPTS):
        before = _identity(path)
        known = _known_of(before) if before.is_settled else _Known()
        if known.sha256:
            return known.sha256
        sha256 = yield from _read(path)
        if _identity(path) == before:
            known.sha256 = sha256
            return sha256
    raise Corrupt("{path} is being written to by another program; wait for it", path=path)


def _read(path: Path) -> Generator[int, None, str]:
    seen = hashlib.sha256()
    with open_plain_file(path) as file:
        while block := file.read(_READ_AT_ONCE):
            seen.update(block)
            yield len(block)
    return seen.hexdigest()


def _identity(path: Path) -> _Identity:
    found = path.stat()
    return _Identity(
        str(path),
        found.st_dev,
        found.st_ino,
        found.st_size,
        found.st_mtime_ns,
        found.st_ctime_ns,
    )
