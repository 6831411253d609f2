"""What the readers of tables share: choosing the column of the text, and naming what is amiss."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from workbench.corpora.reading import ReadingLog, is_unreadable, within_limit
from workbench.spec import closest
from workbench.words import Words, words

LONGEST_RECORD = 16 * 1024 * 1024
"""In characters: a longer line is not taken for one row, so that memory stays flat."""

SAMPLED = 100
"""How many rows are looked at to choose a column."""

ROWS = 1000
"""At most this many rows are handed on together."""

Columns = Mapping[str, Sequence[str]]
"""The names of a table's columns, in order, each with the texts in its first rows."""


class Row(NamedTuple):
    """Some of a row's values, as text, and the line where the row begins (from 1)."""

    line: int
    values: tuple[str, ...]


_USUAL = ("text", "content", "document", "body", "story", "article", "sentence", "message")


def pick_column(columns: Columns, requested: str, file: str, log: ReadingLog) -> str | None:
    """The column to read: the one asked for, or the best; None (logged) when there is none."""
    if requested and requested in columns:
        return requested
    chosen = None if requested else best_column(columns)
    if chosen is None:
        log.skip(file, 0, _no_column(columns, requested, file))
    elif chosen:
        log.note(words("{file}: the text is read from '{field}'", file=file, field=chosen))
    return chosen


def best_column(columns: Columns) -> str | None:
    """The column that most likely holds the text: a usual name, or else the longest values.

    None when no column holds any.
    """
    filled = {name.strip().lower(): name for name in reversed(list(columns)) if any(columns[name])}
    for usual in _USUAL:
        if usual in filled:
            return filled[usual]
    if not filled:
        return None
    return max(filled.values(), key=lambda name: sum(map(len, columns[name])))


def _no_column(columns: Columns, requested: str, file: str) -> Words:
    if not requested:
        return words("{file} has no column of text", file=file)
    guess = closest(requested, list(columns))
    known = ", ".join(list(columns)[:20])
    if guess:
        return words(
            "{file} has no field '{field}'; did you mean '{guess}'? It has: {known}",
            file=file,
            field=requested,
            guess=guess,
            known=known,
        )
    return words(
        "{file} has no field '{field}'; it has: {known}", file=file, field=requested, known=known
    )


def kept(text: str, file: str, row: int, log: ReadingLog) -> list[str]:
    """The document in a row's field: none when blank or unreadable (logged), rarely several."""
    if not text or text.isspace():
        return []
    if is_unreadable(text):
        log.skip(
            file,
            row,
            words(
                "{file}, line {line}: holds NUL characters or bytes that do not fit the encoding",
                file=file,
                line=row,
            ),
        )
        return []
    return list(within_limit(text, log))


def as_text(value: Any) -> str:
    """A table's value as text that can be stored: numbers as they are written, nothing for null.

    What cannot be stored as UTF-8, or holds bytes that were not decoded, is no text either.
    """
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if not isinstance(value, str) or is_unreadable(value):
        return ""
    return value if value.isascii() or not _has_half(value) else ""


def _has_half(text: str) -> bool:
    """Whether half a character stands in a text, as JSON can escape it."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def skip_without_text(file: str, row: int, field: str, log: ReadingLog) -> None:
    """Log a row that has no text in the field."""
    log.skip(
        file,
        row,
        words("{file}, line {line}: has no text in '{field}'", file=file, line=row, field=field),
    )
