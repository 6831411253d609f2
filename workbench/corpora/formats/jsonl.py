"""Reading documents from .jsonl files: one JSON object, or one JSON string, a line."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from workbench.corpora.formats.tables import SAMPLED, Columns, Row, as_text, kept, skip_without_text
from workbench.corpora.reading import DocumentBatch, ReadingLog
from workbench.corpora.text import TextBlock
from workbench.words import words


def jsonl_columns(text: str) -> Columns:
    """The fields of the first objects in `text`; of lines that are strings, a field ''."""
    columns: dict[str, list[str]] = {}
    for line in islice(filter(None, text.split("\n")), SAMPLED):
        record = _parsed(line)
        fields = record if isinstance(record, dict) else {"": record}
        for name, value in fields.items():
            texts = columns.setdefault(name, [])
            if isinstance(value, str):
                texts.append(value)
    return columns


def jsonl_documents(
    source: Iterator[TextBlock], file: str, field: str, log: ReadingLog
) -> Iterator[DocumentBatch]:
    """The text of `field` in each object; lines that are no JSON or hold no text are logged."""
    for block in source:
        documents: list[str] = []
        for number, line in enumerate(block.text.split("\n"), block.line):
            if line and not line.isspace():
                text = _text_of(line, file, number, field, log)
                documents += kept(text, file, number, log) if text else ()
        yield DocumentBatch(documents, block.position)


def jsonl_rows(
    source: Iterator[TextBlock], file: str, fields: Sequence[str], log: ReadingLog
) -> Iterator[Row]:
    """Some fields of each object, a missing one as an empty text; what is no object is logged."""
    for block in source:
        for number, line in enumerate(block.text.split("\n"), block.line):
            if line and not line.isspace():
                record = _parsed(line)
                if isinstance(record, dict):
                    yield Row(number, tuple(as_text(record.get(field)) for field in fields))
                else:
                    _skip_invalid(file, number, log)


def _text_of(line: str, file: str, number: int, field: str, log: ReadingLog) -> str:
    """The line's text, or an empty string when there is none (logged, unless it is empty)."""
    record = _parsed(line)
    value = record.get(field) if isinstance(record, dict) else record
    if isinstance(record, _NotJson):
        _skip_invalid(file, number, log)
    elif not isinstance(value, str):
        skip_without_text(file, number, field, log)
    elif "\\u" in line and not _is_whole(value):
        log.skip(
            file,
            number,
            words("{file}, line {line}: escapes half a character", file=file, line=number),
        )
    else:
        return value
    return ""


def _skip_invalid(file: str, number: int, log: ReadingLog) -> None:
    log.skip(file, number, words("{file}, line {line}: is not valid JSON", file=file, line=number))


class _NotJson:
    """Stands for a line that could not be parsed."""


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return _NotJson()


def _is_whole(value: str) -> bool:
    """Whether a string can be stored as UTF-8; JSON can escape one half of a surrogate pair."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
