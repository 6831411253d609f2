"""What the readers of tables share: choosing the column of the text, and naming what is amiss."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from workbench.corpora.formats.heading import USUAL
from workbench.corpora.reading import BadPlace, ReadingLog, readable, within_limit
from workbench.events import Level
from workbench.spec import closest
from workbench.words import Words, words

LONGEST_RECORD = 16 * 1024 * 1024
"""In characters: a longer line is not taken for one row, so that memory stays flat."""

ROWS = 1000
"""At most this many rows are handed on together."""

Columns = Mapping[str, Sequence[str]]
"""The names of a table's columns, in order, each with the texts in its first rows."""


class Row(NamedTuple):
    """Some of a row's values, as text, and the line where the row begins (from 1)."""

    line: int
    values: tuple[str, ...]


_CHATS = ("messages[].value", "conversations[].value", "conversation[].value")
"""What is said in a chat, where it is not called content."""

WHOLE_ALPACA = "instruction + input + output"
"""The three columns of instruction data as one text."""

_SHORT = 12
"""Values of fewer bytes on average are hardly texts."""


def unique_names(names: Iterable[str]) -> list[str]:
    """The names of columns, the second of a name as "name (2)"; one without name by its number."""
    unique: dict[str, None] = {}
    for number, given in enumerate(names, 1):
        name = given.strip() or str(number)
        spellings = (name if count < 2 else f"{name} ({count})" for count in itertools.count(1))
        unique[next(spelling for spelling in spellings if spelling not in unique)] = None
    return list(unique)


def pick_column(
    columns: Columns,
    requested: str,
    file: str,
    log: ReadingLog,
    *,
    likely: str = "",
    are_numbered: bool = False,
) -> str | None:
    """The column to read: the one asked for, or the best; None (logged) when there is none.

    `likely` is the best if it is known. `are_numbered`: the columns have no names but numbers.
    """
    chosen = requested or likely or best_column(columns)
    if chosen is None or chosen not in columns:
        log.skip(file, 0, _no_column(columns, requested, file))
        return None
    if f"{chosen} (2)" in columns:
        log.note(_of_one_name(chosen, file), Level.WARNING)
    if chosen and not requested:
        called = _called(chosen, are_numbered)
        log.note(words("{file}: the text is read from {column}", file=file, column=called))
        if not is_usual(chosen):
            _doubt(columns[chosen], called, file, log)
    return chosen


def _called(column: str, is_numbered: bool) -> Words:
    return (
        words("column {number}", number=column) if is_numbered else words("'{name}'", name=column)
    )


def _of_one_name(name: str, file: str) -> Words:
    return words(
        "{file} has several columns called '{name}'; the first of them is read, and '{name} (2)' "
        "is the name of the second",
        file=file,
        name=name,
    )


def best_column(columns: Columns) -> str | None:
    """The column that most likely holds the text: a usual name, or else the longest values.

    None when no column holds any.
    """
    filled = [name for name in columns if any(columns[name])]
    named = {name.lower(): name for name in reversed(filled)}
    ends = {_last_part(name): name for name in reversed(filled)}
    for usual in (*USUAL, *_CHATS, WHOLE_ALPACA):
        if usual in named:
            return named[usual]
    for usual in USUAL:
        if usual in ends:
            return ends[usual]
    return max(filled, key=lambda name: sum(map(len, columns[name])), default=None)


def is_usual(name: str) -> bool:
    """Whether a column of this name is one of texts."""
    return _last_part(name) in USUAL or name.lower() in (*_CHATS, WHOLE_ALPACA)


def _last_part(name: str) -> str:
    return name.lower().rpartition(".")[2]


def _doubt(values: Sequence[str], column: Words, file: str, log: ReadingLog) -> None:
    filled = [value for value in values if value]
    if len("".join(filled).encode(errors="replace")) < _SHORT * len(filled):
        mean = sum(map(len, filled)) / len(filled)
        log.note(
            words(
                "{file}: the values of {column} are {characters} characters long on average; if "
                "they are not the text, name the column with --field, or choose it in the window",
                file=file,
                column=column,
                characters=max(1, round(mean)),
            ),
            Level.WARNING,
        )


def _no_column(columns: Columns, requested: str, file: str) -> Words:
    known = ", ".join(list(columns)[:20])
    if not requested and known:
        return words("{file} has no text in any column; it has: {known}", file=file, known=known)
    if not requested:
        return words("{file} has no column of text", file=file)
    guess = closest(requested, list(columns))
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
    """The document in a row's field: none when blank, rarely several.

    Escapes can spell NUL and halves of characters, which are replaced.
    """
    if not text or text.isspace():
        return []
    text, replaced = readable(text)
    if replaced:
        log.replace(file, replaced, [BadPlace(line=row)])
    return list(within_limit(text, log))


def as_text(value: Any) -> str:
    """A table's value as text: numbers as they are written, nothing for null."""
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value if isinstance(value, str) else ""


def stored(values: Iterable[Any], file: str, line: int, log: ReadingLog) -> Row:
    """A row of values as text; what no text can hold is replaced and counted."""
    read = [readable(as_text(value)) for value in values]
    replaced = sum(count for _, count in read)
    if replaced:
        log.replace(file, replaced, [BadPlace(line=line)])
    return Row(line, tuple(text for text, _ in read))


def skip_without_text(file: str, row: int, field: str, log: ReadingLog) -> None:
    """Log a row that has no text in the field."""
    log.skip(
        file,
        row,
        words("{file}, line {line}: has no text in '{field}'", file=file, line=row, field=field),
    )
