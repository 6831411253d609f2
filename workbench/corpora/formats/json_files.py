"""Reading documents from JSON: an object or a string a line, or all of them in one list."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

from workbench.corpora.formats.json_columns import are_records, values_of
from workbench.corpora.formats.records import Field, RecordFields
from workbench.corpora.formats.tables import (
    LONGEST_RECORD,
    ROWS,
    Columns,
    Row,
    best_column,
    is_usual,
    kept,
    skip_without_text,
    stored,
)
from workbench.corpora.reading import DocumentBatch, ReadingLog
from workbench.corpora.text import TextBlock
from workbench.words import listed, words

SAMPLED = 10_000
"""At most so many records of a file's beginning are looked at to find its fields."""


_LONGEST_COLUMN = LONGEST_RECORD // 2
"""In characters: a longer list of texts is no column beside others, so that memory stays flat."""

_LOOKED_AT = 100
"""So many lines of a file tell whether each is a record of its own."""

_SPACE = re.compile(r"\s*")


class Record(NamedTuple):
    """A value of a file, the line where it begins (from 1), and the bytes read by then."""

    line: int
    value: Any
    position: int


class RecordStart(NamedTuple):
    """The beginning of a file, its first records, and the fields they have.

    `is_lines`: each record stands in a line of its own.
    """

    part: TextBlock
    is_lines: bool
    records: Sequence[Any]
    fields: RecordFields

    @property
    def columns(self) -> Columns:
        """The fields, each with its texts; numbers and the like are none."""
        return {
            name: [v for record in self.records if isinstance(v := self.fields[name](record), str)]
            for name in self.fields.names
        }

    @property
    def is_settings(self) -> bool:
        """Whether the file is one object without a text, as programs keep their settings."""
        if self.is_lines or self.records != [_parsed(self.part.text)]:
            return False
        best = best_column(self.columns)
        return isinstance(self.records[0], dict) and (best is None or not is_usual(best))


def record_start(parts: Iterator[TextBlock], is_lines: bool) -> RecordStart:
    """What a file begins with, as far as the first record at least (a part can end within it).

    A .json file can hold lines too, and one that is named for lines a list or an object over many
    lines; `is_lines` says how it is named.
    """
    part = next(parts)
    is_lines = _has_lines(part.text) or (is_lines and not _is_whole(part.text))
    sample = _first_records(part, is_lines)
    while not sample and not is_lines and len(part.text) < LONGEST_RECORD:
        longer = _as_much_again(part, parts)
        if longer is part:
            break
        part = longer
        sample = _first_records(part, is_lines)
    return RecordStart(part, is_lines, sample, RecordFields.of(sample))


def _as_much_again(part: TextBlock, rest: Iterator[TextBlock]) -> TextBlock:
    """A part with about as much again of what follows; itself where nothing does."""
    longer = part
    while len(longer.text) < 2 * len(part.text) and (more := next(rest, None)) is not None:
        longer = TextBlock(longer.text + more.text, part.line, more.position)
    return longer


def _first_records(part: TextBlock, is_lines: bool) -> list[Any]:
    log = ReadingLog()  # what is amiss is said when the file is read
    found = records(iter([part]), "", is_lines, log, is_whole=False)
    return [record.value for record in islice(found, SAMPLED)]


def _has_lines(text: str) -> bool:
    lines = [line for line in text.split("\n", 3)[:3] if line.strip()]
    return len(lines) > 1 and all(isinstance(_parsed(line), dict | str) for line in lines[:2])


def _is_whole(text: str) -> bool:
    """Whether a text that is named for records in lines is a list, or an object over many lines."""
    lines = list(islice((line for line in text.split("\n") if line.strip()), _LOOKED_AT))
    begin = text.lstrip()[:1]
    if len(lines) == 1:
        return begin == "["
    return begin in ("[", "{") and all(isinstance(_parsed(line), _NotJson) for line in lines)


def records(
    source: Iterator[TextBlock], file: str, is_lines: bool, log: ReadingLog, is_whole: bool = True
) -> Iterator[Record]:
    """The values in a file's lines or its list; what is no JSON is logged."""
    if is_lines:
        return _in_lines(source, file, log)
    return _Listed(source, file, log, is_whole).records()


def json_documents(
    found: Iterable[Record], file: str, field: Field, name: str, log: ReadingLog
) -> Iterator[DocumentBatch]:
    """The text of a field in each record; those without text are logged."""
    documents: list[str] = []
    position = 0
    for line, value, position in found:
        text = field(value)
        if not isinstance(text, str):
            skip_without_text(file, line, name, log)
        else:
            documents += kept(text, file, line, log)
        if len(documents) >= ROWS:
            yield DocumentBatch(documents, position)
            documents = []
    yield DocumentBatch(documents, position)


def json_rows(
    found: Iterable[Record], file: str, fields: Sequence[Field], log: ReadingLog
) -> Iterator[Row]:
    """Some fields of each object, a missing one as an empty text; what is no object is logged."""
    for record in found:
        if isinstance(record.value, dict):
            yield stored((field(record.value) for field in fields), file, record.line, log)
        else:
            _skip_invalid(file, record.line, log)


def _in_lines(source: Iterator[TextBlock], file: str, log: ReadingLog) -> Iterator[Record]:
    for block in source:
        for number, line in enumerate(block.text.split("\n"), block.line):
            if line and not line.isspace():
                value = _parsed(line)
                if isinstance(value, _NotJson):
                    _skip_invalid(file, number, log)
                else:
                    yield Record(number, value, block.position)


class _NotJson:
    """Stands for a line that could not be parsed."""


def is_object(line: str) -> bool:
    """Whether a line is an object of JSON."""
    return isinstance(_parsed(line), dict)


def _parsed(line: str) -> Any:
    try:
        return json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return _NotJson()


def _skip_invalid(file: str, number: int, log: ReadingLog) -> None:
    log.skip(file, number, words("{file}, line {line}: is not valid JSON", file=file, line=number))


class _Broken(Exception):
    """The JSON cannot be read any further."""


class _Listed:
    """Reads a list of values, an object with one in it, or values one behind the other, some of the
    file at a time.

    Python's parser wants a whole value, so a value that breaks off where the text that was read
    so far ends is tried again with more of it.
    """

    def __init__(
        self, source: Iterator[TextBlock], file: str, log: ReadingLog, is_whole: bool
    ) -> None:
        self._source = source
        self._file, self._log, self._is_whole = file, log, is_whole
        self._decoder = json.JSONDecoder(strict=False)
        self._text, self._at = "", 0
        self._passed = 0  # characters that are no longer in the text
        self._line, self._position = 1, 0
        self._is_over = False

    def records(self) -> Iterator[Record]:
        try:
            yield from self._next_records()
            while self._goes_on():
                yield from self._next_records()
        except _Broken:
            if self._is_whole:
                self._log.skip(
                    self._file,
                    self._line,
                    words(
                        "{file}, line {line}: is no valid JSON from here on",
                        file=self._file,
                        line=self._line,
                    ),
                )

    def _next_records(self) -> Iterator[Record]:
        match self._sign():
            case "[":
                yield from self._members()
            case "{":
                yield from self._object()
            case _:
                yield Record(self._line, self._value(), self._position)

    def _goes_on(self) -> bool:
        """Whether something follows that is no space, nor a comma between values."""
        with suppress(_Broken):
            if self._sign() == ",":
                self._at += 1
            return bool(self._sign())
        return False

    def _object(self) -> Iterator[Record]:
        """The members of the first list of objects, or rows of columns, or else of a list of texts,
        or the object's own.

        Lists of texts wait for what else there is, unless they are very long.
        """
        line = self._line
        whole: dict[str, Any] = {}
        lines: list[int] = []
        found = ""
        self._skip("{")
        while self._sign() == '"':
            lines.append(self._line)
            key = self._value()
            self._skip(":")
            within = self._sign_within() if self._sign() == "[" and not found else ""
            if within == "{":
                found = key
                yield from self._members()
            elif within == '"':
                held: list[Any] = []
                whole[key] = held
                if (rest := self._held(held)) is not None:
                    found = key
                    yield from (Record(line, value, self._position) for value in whole.pop(key))
                    yield from rest
            else:
                whole[key] = self._value()
            if self._sign() == ",":
                self._skip(",")
        self._skip("}")
        if not found and are_records(whole):
            for line, value in zip(lines, whole.values(), strict=False):
                yield Record(line, value, self._position)
        elif not found:
            found, values = values_of(whole)
            for value in values:
                yield Record(line, value, self._position)
        self._name_others(found, whole)

    def _held(self, values: list[Any]) -> Iterator[Record] | None:
        """Take the members of a list into `values`; of one that is too long, the rest are given."""
        members = self._members()
        begin = self._passed + self._at
        for record in members:
            values.append(record.value)
            if self._passed + self._at - begin > _LONGEST_COLUMN:
                return members
        return None

    def _name_others(self, found: str, whole: dict[str, Any]) -> None:
        others = [
            key
            for key, value in whole.items()
            if isinstance(value, list) and value and key != found
        ]
        if found and others:
            self._log.skip(
                self._file,
                0,
                words(
                    "{file} has several lists; '{read}' was read, and not {others}",
                    file=self._file,
                    read=found,
                    others=listed(others[:20]),
                ),
            )

    def _members(self) -> Iterator[Record]:
        self._skip("[")
        while self._sign() != "]":
            line = self._line
            yield Record(line, self._value(), self._position)
            sign = self._sign()
            if sign == ",":
                self._at += 1
            elif sign != "]":
                raise _Broken
        self._skip("]")

    # -- the text -----------------------------------------------------------------------------

    def _sign(self) -> str:
        """The next character that is no space."""
        if self._text[self._at : self._at + 1] > " ":
            return self._text[self._at]
        while True:
            space = _SPACE.match(self._text, self._at)
            assert space is not None  # it may be empty
            self._advance(space.end())
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                raise _Broken

    def _sign_within(self) -> str:
        """The first character within the list that begins here, empty for an empty list."""
        while True:
            inner = self._text[self._at + 1 : self._at + 65].lstrip()
            if inner or not self._more():
                return inner[:1]

    def _skip(self, sign: str) -> None:
        if self._sign() != sign:
            raise _Broken
        self._at += 1

    def _value(self) -> Any:
        """The value that begins at the next character that is no space."""
        self._sign()
        tried = 0
        while True:
            waiting = len(self._text) - self._at
            if waiting >= 2 * tried or self._is_over:
                with suppress(ValueError, RecursionError):
                    value, end = self._decoder.raw_decode(self._text, self._at)
                    if end < len(self._text) or self._is_over:
                        self._advance(end)
                        return value
                tried = waiting
            if self._is_over or waiting > LONGEST_RECORD:
                raise _Broken
            self._more()

    def _advance(self, end: int) -> None:
        self._line += self._text.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        """Read some more of the file; whether there was any."""
        block = next(self._source, None)
        if block is None:
            self._is_over = True
            return False
        self._passed += self._at
        self._text, self._at = self._text[self._at :] + block.text, 0
        self._position = block.position
        return True
