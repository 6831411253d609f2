"""What the readers of all formats share: batches of documents, and the log of what was skipped."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from workbench.errors import reason_of
from workbench.events import Level, Note
from workbench.words import Words, words

LONGEST_DOCUMENT = 4 * 1024 * 1024
"""In characters; a longer one goes on as a further document, so that memory stays flat."""

KEPT = 100
"""How many of the skipped parts are remembered one by one; all are counted."""

_NOTED = 20
"""At most this many notes of a level about single files: there may be very many files."""

_SHOWN_LINES = 20
_SHOWN_CHARACTERS = 2000

MARK = "\udcff"
"""Stands for bytes that could not be decoded: a lone surrogate, which no valid text holds."""


class DocumentBatch(NamedTuple):
    """Some documents of a file, in order; `position` is how many of its bytes were read so far."""

    documents: list[str]
    position: int


class Skipped(BaseModel):
    """A file, or a part of one, that could not be read; `line` counts from 1 (0: all of it)."""

    model_config = ConfigDict(frozen=True)

    file: str
    line: int
    words: Words


class ReadingLog:
    """What the readers tell beside the documents; one log serves a whole import."""

    def __init__(self) -> None:
        self.skipped: list[Skipped] = []
        self.skipped_count = 0
        self.continued_count = 0
        self.encodings: dict[str, int] = {}
        self._notes: list[Note] = []
        self._taken = 0

    def skip(self, file: str, line: int, why: Words) -> None:
        self.skipped_count += 1
        if len(self.skipped) < KEPT:
            self.skipped.append(Skipped(file=file, line=line, words=why))

    def note(self, text: Words, level: Level = Level.INFO) -> None:
        if sum(note.level is level for note in self._notes) < _NOTED:
            self._notes.append(Note(words=text, level=level))

    def read_as(self, encoding: str, size_bytes: int) -> None:
        """Count a file's bytes under the encoding it is read with."""
        self.encodings[encoding] = self.encodings.get(encoding, 0) + size_bytes

    def by_size(self) -> list[str]:
        """The encodings that were met, the one with the most bytes first."""
        return sorted(self.encodings, key=self.encodings.__getitem__, reverse=True)

    def take_notes(self) -> Iterator[Note]:
        """The notes since the last call."""
        begin, self._taken = self._taken, len(self._notes)
        yield from self._notes[begin:]

    @property
    def told(self) -> tuple[Words, ...]:
        """What all notes say."""
        return tuple(note.words for note in self._notes)


def shown(path: Path) -> str:
    """A path as text that can be stored and shown even when its bytes are not valid text."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def skip_unopened(log: ReadingLog, path: Path, error: OSError) -> None:
    """Log a file or folder that the system does not let us read."""
    log.skip(
        shown(path),
        0,
        words("{file} cannot be read: {reason}", file=shown(path), reason=reason_of(error)),
    )


def no_text_in_any(paths: Sequence[str], log: ReadingLog) -> Words:
    """The sentence for files and folders in which there is no text, with the first reason."""
    named = ", ".join(paths[:3]) + (", …" if len(paths) > 3 else "")
    if log.skipped and [log.skipped[0].file] == list(paths):
        named = Path(paths[0]).name  # the reason has the whole path
    if log.skipped:
        return words(
            "no text found in {places}: {reason}", places=named, reason=log.skipped[0].words
        )
    return words(
        "no text found in {places}; a corpus is made of .txt, .md, .json, .jsonl, .ndjson, .csv, "
        ".tsv or .parquet files, each also .gz",
        places=named,
    )


def first_lines(text: str) -> str:
    """The beginning of a text, to show: at most 20 lines and 2,000 characters."""
    lines = text[:_SHOWN_CHARACTERS].replace(MARK, "\ufffd").split("\n")
    return "\n".join(lines[:_SHOWN_LINES]).rstrip()


def is_unreadable(text: str) -> bool:
    """Whether `text` holds bytes that were not decoded, or NUL characters."""
    return MARK in text or "\0" in text


def within_limit(text: str, log: ReadingLog) -> Iterator[str]:
    """`text` whole, or when longer than a document may be, in parts that end at line ends."""
    start = 0
    while len(text) - start > LONGEST_DOCUMENT:
        end = text.rfind("\n", start, start + LONGEST_DOCUMENT) + 1
        end = end if end > start else start + LONGEST_DOCUMENT
        log.continued_count += 1
        yield text[start:end]
        start = end
    yield text[start:] if start else text
