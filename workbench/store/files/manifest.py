"""`manifest.json`: what a stored folder must hold (name → size in bytes, SHA-256).

It is written last, so it is also the mark that the folder is complete. What was added to the
folder later is not in it and is left alone.
"""

import hashlib
import json
import os
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import Corrupt
from workbench.file_formats import json_text
from workbench.file_formats.plain_file import open_plain_file, read_plain_file
from workbench.store.files import looking
from workbench.store.files.leftovers import is_leftover
from workbench.store.files.summed import CHECKSUM

T = TypeVar("T")

MANIFEST_NAME = "manifest.json"
META_NAME = "meta.json"
"""Holds the display name, which a renaming rewrites: a checksum in it vouches for the name."""

_READ_AT_ONCE = 4 << 20


class ManifestEntry(BaseModel):
    """One file: its size in bytes and the SHA-256 (hex) of what it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int
    sha256: str


class Manifest(BaseModel):
    """The files of a folder, by their path relative to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: dict[str, ManifestEntry]
    sha256: str
    """Of the entries themselves, so that damage to the manifest is told from damage to a file."""

    def digest(self, *names: str) -> str:
        """A SHA-256 (hex) of what the folder holds, or its `names`: see `folder_digest`."""
        counted = [
            name for name in self.files if name in names or (not names and name != META_NAME)
        ]
        return _digest_of({name: self.files[name] for name in counted})


def describe(folder: Path) -> Manifest:
    """Read every file below a folder and describe it; leftovers of dead writes are none of it."""
    return drained(describing(folder))


def describing(
    folder: Path, then: Callable[[Path], None] | None = None
) -> Generator[int, None, Manifest]:
    """The same, giving how many bytes were read, as it goes; `then` is called with each file."""
    files = {}
    for path in files_of(folder):
        files[path.relative_to(folder).as_posix()] = yield from _entry_of(path)
        if then is not None:
            then(path)
    return Manifest(files=files, sha256=_digest_of(files))


def files_of(folder: Path) -> list[Path]:
    """The files below a folder that its manifest describes."""
    return [path for path in looking.files_below(folder) if _counts(path.relative_to(folder))]


def _counts(path: Path) -> bool:
    """Whether a file, by its path inside the folder, is a part of what is stored there."""
    return path.name != MANIFEST_NAME and not any(
        is_leftover(part) for part in (path, *path.parents)
    )


def is_complete(folder: Path) -> bool:
    """Whether the folder was committed; says nothing about damage since, to the mark itself too."""
    return os.path.lexists(folder / MANIFEST_NAME)


def read(folder: Path) -> Manifest:
    """The manifest of a folder; raises Corrupt when it is missing or damaged, or CannotBeRead."""
    path = folder / MANIFEST_NAME
    try:
        with looking.naming(path):
            manifest = Manifest.model_validate_json(read_plain_file(path))
    except FileNotFoundError:
        raise Corrupt("{folder} is not complete: it has no manifest.json", folder=folder) from None
    except ValidationError:
        raise Corrupt("{path} is damaged and cannot be read", path=path) from None
    if manifest.sha256 != _digest_of(manifest.files):
        raise Corrupt("{path} is damaged: it does not add up", path=path)
    return manifest


def verify(folder: Path) -> None:
    """Compare a folder with its manifest, byte for byte; raises Corrupt, naming the file.

    Reads all of it each time: for what was just written. See `checked` for what is read for work.
    """
    for name, expected in read(folder).files.items():
        require_entry(folder / name, expected)


def require_entry(path: Path, expected: ManifestEntry) -> None:
    """Raise Corrupt, naming the file, unless it holds what its entry says."""
    require_size(path, expected)
    if entry_of(path).sha256 != expected.sha256:
        raise other_content(path)


def require_size(path: Path, expected: ManifestEntry) -> None:
    """Raise Corrupt, naming the file, unless it has as many bytes as its entry says.

    That of a `meta.json` changes with the name in it.
    """
    if not path.is_file():
        raise Corrupt("{path} is missing", path=path)
    size = path.stat().st_size
    if size != expected.size and path.name != META_NAME:
        raise Corrupt(
            "{path} is damaged: it has {size} bytes instead of {expected}",
            path=path,
            size=size,
            expected=expected.size,
        )


def other_content(path: Path) -> Corrupt:
    """The error for a file that holds something else than its entry says."""
    return Corrupt("{path} is damaged: it is not what was written", path=path)


def folder_digest(folder: Path, *names: str) -> str:
    """A SHA-256 (hex) of what a complete folder holds, from its manifest alone.

    Of the files `names`, if any are given. `meta.json` has no part in it: equal contents under
    two names have equal digests.
    """
    return read(folder).digest(*names)


def entry_of(path: Path) -> ManifestEntry:
    """Describe one file as it is now."""
    return drained(_entry_of(path))


def _entry_of(path: Path) -> Generator[int, None, ManifestEntry]:
    if path.name == META_NAME:
        data = _without_name(path)
        yield len(data)
        return ManifestEntry(size=len(data), sha256=hashlib.sha256(data).hexdigest())
    seen, size = hashlib.sha256(), 0
    with looking.naming(path), open_plain_file(path) as file:
        while block := file.read(_READ_AT_ONCE):
            seen.update(block)
            size += len(block)
            yield len(block)
    return ManifestEntry(size=size, sha256=seen.hexdigest())


def drained(steps: Generator[object, None, T]) -> T:
    """What a generator returns at its end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def _without_name(path: Path) -> bytes:
    """The bytes of a `meta.json` in a fixed form, without its name; as they are if not JSON."""
    data = looking.read_bytes(path)
    try:
        plain: dict[str, Any] = json_text.loads(data)
    except ValueError:
        return data
    for key in ("name", CHECKSUM):
        plain.pop(key, None)
    return json.dumps(plain, sort_keys=True).encode()


def _digest_of(files: dict[str, ManifestEntry]) -> str:
    plain = {name: [entry.size, entry.sha256] for name, entry in files.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
