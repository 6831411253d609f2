"""Finding the files of a corpus: formats by name, folders recursively, nothing followed out."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Literal

from workbench.corpora.reading import ReadingLog, shown, skip_unopened
from workbench.errors import NotFound
from workbench.file_formats.plain_file import given_path
from workbench.words import words

_ABOUT = re.compile(
    r"(readme|licen[sc]e|copying|notice|changelog|changes|contributing|code_of_conduct|security|"
    r"citation|authors|requirements|dataset_infos?)([-_.].*)?$",
    re.IGNORECASE,
)
_TEST = re.compile(r"(^|[-_.])(tests?|valid|validation|val|dev|eval)([-_.]|\d|$)", re.IGNORECASE)
_TRAIN = re.compile(r"(^|[-_.])train(ing)?([-_.]|\d|$)", re.IGNORECASE)


class Format(StrEnum):
    """How a file holds its documents."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"


_FORMATS = {
    ".txt": Format.TEXT,
    ".md": Format.TEXT,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".parquet": Format.PARQUET,
}

Packing = Literal["", "gz", "bz2", "xz"]
"""How a file is compressed: the ending it has then."""

_PACKINGS: dict[str, Packing] = {".gz": "gz", ".bz2": "bz2", ".xz": "xz"}


Beside = Literal["", "about", "test"]
"""A file about the data, or the part of them to test on; empty for what is neither."""


@dataclass(frozen=True)
class Source:
    """A file to read; `size` is in bytes, as stored (compressed, with a `packing`).

    `beside`: what the name of a file that was found in a folder says it is beside the data. `given`
    is the path of the file, or of the folder that it was found in, as it was named. Two paths to
    one and the same file have the same `identity`.
    """

    path: Path
    format: Format
    packing: Packing
    size: int
    identity: tuple[int, int]
    beside: Beside = ""
    given: str = ""

    @property
    def name(self) -> str:
        return shown(self.path)


def find_sources(paths: Sequence[str], log: ReadingLog) -> Iterator[Source]:
    """The files that the named files and folders stand for, folders in order of name, each once.

    Raises NotFound for a path that does not exist, BadInput for what is none. What is no
    readable file is logged.
    """
    seen: set[tuple[int, int]] = set()
    for given in paths:
        path = given_path(given)
        try:
            state = path.stat()
        except FileNotFoundError:
            raise NotFound(
                "{path} is not there; check the path, or choose the file again", path=shown(path)
            ) from None
        except OSError as error:  # also a link that leads to itself
            skip_unopened(log, path, error)
            continue
        sources = _walk(path, log) if stat.S_ISDIR(state.st_mode) else _named(path, state, log)
        for source in sources:
            if source.identity not in seen:
                seen.add(source.identity)
                yield replace(source, given=given)


def _named(path: Path, state: os.stat_result, log: ReadingLog) -> Iterator[Source]:
    """A file the user named; one with an unknown ending is taken for text."""
    if stat.S_ISREG(state.st_mode):
        file_format, packing = _format(path) or (Format.TEXT, _packing(path))
        yield _source(path, state, file_format, packing)
    else:
        _skip_special(path, log)


def _walk(folder: Path, log: ReadingLog) -> Iterator[Source]:
    waiting = [folder]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            skip_unopened(log, folder, error)
            continue
        folders: list[Path] = []
        is_split = any(_is_training(entry.name) for entry in entries)
        for entry in entries:
            if not entry.name.startswith("."):
                for source in _entry(entry, folders, log):
                    yield replace(source, beside=_beside(entry.name, is_split))
        waiting.extend(reversed(folders))


def _beside(name: str, is_split: bool) -> Beside:
    if _is_about(name):
        return "about"
    return "test" if is_split and _is_test(name) else ""


def _entry(entry: os.DirEntry[str], folders: list[Path], log: ReadingLog) -> Iterator[Source]:
    path = Path(entry.path)
    file = shown(path)
    if entry.is_symlink():
        log.skip(
            file,
            0,
            words("{file} is a link; links inside folders are not followed", file=file),
        )
    elif entry.is_dir(follow_symlinks=False):
        folders.append(path)
    elif not entry.is_file(follow_symlinks=False):
        _skip_special(path, log)
    elif (file_format := _format(path)) is None:
        log.skip(file, 0, words("{file} is of a kind that is not read as text", file=file))
    else:
        try:
            yield _source(path, path.lstat(), *file_format)
        except OSError as error:  # gone since the folder was listed
            skip_unopened(log, path, error)


def _format(path: Path) -> tuple[Format, Packing] | None:
    """A file's format by the ending of its name, and how it is compressed."""
    packing = _packing(path)
    file_format = _FORMATS.get((path.with_suffix("") if packing else path).suffix.lower())
    return (file_format, packing) if file_format else None


def _packing(path: Path) -> Packing:
    return _PACKINGS.get(path.suffix.lower(), "")


def _source(path: Path, state: os.stat_result, file_format: Format, packing: Packing) -> Source:
    identity = state.st_dev, state.st_ino
    return Source(path, file_format, packing, state.st_size, identity)


def _skip_special(path: Path, log: ReadingLog) -> None:
    file = shown(path)
    log.skip(file, 0, words("{file} is not a file but a pipe, socket or device", file=file))


def _is_about(name: str) -> bool:
    """Whether a file of a folder, by its name, tells about the others."""
    return _ABOUT.match(name) is not None


def _is_test(name: str) -> bool:
    """Whether a file, by its name, is the part of a data set to test on."""
    return _TEST.search(name) is not None and not _is_training(name)


def _is_training(name: str) -> bool:
    """Whether a file, by its name, is the part of a data set to train on."""
    return _TRAIN.search(name) is not None
