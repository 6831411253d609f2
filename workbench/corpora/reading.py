"""What the readers of all formats share: batches of documents, and the log of what was skipped."""

import os
import re
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
"""How many of the skipped parts of files are remembered one by one; all are counted."""

_KEPT_FILES = 10_000
"""How many of the files that were skipped as a whole."""

_NOTED = 20
"""At most this many notes of a level about single files: there may be very many files."""

_SHOWN_LINES = 20
_SHOWN_CHARACTERS = 2000

REPLACEMENT = "\ufffd"
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
"""NUL, marks of bytes that were not decoded, and halves of characters, as JSON can escape them."""

_PLACES = 5
"""So many of a file's replaced characters are placed; all are counted."""


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


class BadPlace(BaseModel):
    """Where a character was replaced: its line or row, from 1, and its first byte, from 0.

    The byte is that of the unpacked file; None where the file's format has no such place.
    """

    model_config = ConfigDict(frozen=True)

    line: int
    byte: int | None = None


class Replaced(BaseModel):
    """How many characters of a file could not be read and were replaced; the first ones' places."""

    model_config = ConfigDict(frozen=True)

    file: str
    count: int
    places: tuple[BadPlace, ...]

    @property
    def words(self) -> Words:
        """The sentence that says so."""
        first = self.places[0]
        known = {"file": self.file, "count": self.count, "line": first.line}
        if first.byte is None:
            return words(
                "{file}: {count} characters that do not fit the encoding, or are NUL, were "
                "replaced by �, the first in line {line}",
                **known,
            )
        return words(
            "{file}: {count} characters that do not fit the encoding, or are NUL, were replaced "
            "by �, the first in line {line}, at byte {byte}",
            **known,
            byte=first.byte,
        )


class ReadingLog:
    """What the readers tell beside the documents; one log serves a whole import."""

    def __init__(self) -> None:
        self.skipped: list[Skipped] = []
        self.skipped_count = 0
        self._skipped_parts = 0
        self.continued_count = 0
        self.replaced_count = 0
        self.boilerplate = 0
        self._replaced: dict[str, Replaced] = {}
        self.encodings: dict[str, int] = {}
        self._notes: list[Note] = []
        self._taken = 0

    def skip(self, file: str, line: int, why: Words) -> None:
        self.skipped_count += 1
        self._skipped_parts += line > 0
        if self._skipped_parts <= KEPT if line else self._files_fit():
            self.skipped.append(Skipped(file=file, line=line, words=why))

    def _files_fit(self) -> bool:
        return self.skipped_count - self._skipped_parts <= _KEPT_FILES

    def replace(self, file: str, count: int, places: Sequence[BadPlace]) -> None:
        """Count characters of a file that were replaced; `places` has those of the first."""
        self.replaced_count += count
        known = self._replaced.get(file)
        if known is not None:
            count, places = known.count + count, [*known.places, *places]
        if known is not None or len(self._replaced) < KEPT:
            self._replaced[file] = Replaced(file=file, count=count, places=tuple(places[:_PLACES]))

    def replaced_in(self, file: str) -> Replaced | None:
        """What was replaced in a file, if anything was and it is among the first such files."""
        return self._replaced.get(file)

    @property
    def replaced(self) -> tuple[Replaced, ...]:
        """The first files in which something was replaced."""
        return tuple(self._replaced.values())

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
        ".tsv or .parquet files, each also .gz, .bz2 or .xz",
        places=named,
    )


def first_lines(text: str) -> str:
    """The beginning of a text, to show: at most 20 lines and 2,000 characters."""
    lines = text[:_SHOWN_CHARACTERS].split("\n")
    return "\n".join(lines[:_SHOWN_LINES]).rstrip()


def unreadable(text: str) -> Iterator[tuple[int, str]]:
    """Where in `text` characters stand that no corpus can hold, and which."""
    return ((found.start(), found[0]) for found in _UNREADABLE.finditer(text))


def readable(text: str) -> tuple[str, int]:
    """The text with every such character replaced, and how many there were."""
    return _UNREADABLE.subn(REPLACEMENT, text)


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
