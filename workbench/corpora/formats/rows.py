"""Reading some columns of a table, row by row: what labelled examples are made of."""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

from workbench.corpora.formats.delimited import delimited_columns, delimited_rows
from workbench.corpora.formats.jsonl import jsonl_columns, jsonl_rows
from workbench.corpora.formats.parquet import (
    NotParquet,
    opened_parquet,
    parquet_fields,
    parquet_rows,
)
from workbench.corpora.formats.readers import detect, no_text_in
from workbench.corpora.formats.tables import LONGEST_RECORD, Row
from workbench.corpora.reading import ReadingLog
from workbench.corpora.sources import Format, Source, find_sources
from workbench.corpora.text import TextBlock, blocks, opened
from workbench.errors import BadInput, reason_of
from workbench.spec import closest

_TABLES = (Format.CSV, Format.TSV, Format.JSONL, Format.PARQUET)
_SHOWN_FIELDS = 20


def fields_of(path: str) -> tuple[str, ...]:
    """The names of a table's columns, by its first rows.

    Raises NotFound when the file is not there, BadInput when it is no table.
    """
    source = _table(path)
    with _readable(source):
        if source.format is Format.PARQUET:
            with opened_parquet(source) as table:
                return tuple(parquet_fields(table))
        with opened(source) as file:
            return tuple(_fields(next(blocks(file, _encoding(source), LONGEST_RECORD)), source))


def read_rows(path: str, fields: Sequence[str], log: ReadingLog) -> Iterator[Row]:
    """The values of some columns in every row of a .csv, .tsv, .jsonl or .parquet file.

    Raises NotFound or BadInput as `fields_of` does, and BadInput for a column that is not there;
    single rows that cannot be read are logged.
    """
    source = _table(path)
    with _readable(source):
        if source.format is Format.PARQUET:
            with opened_parquet(source) as table:
                check_fields(path, parquet_fields(table), fields)
                yield from parquet_rows(table, fields)
        else:
            with opened(source) as file:
                lines = blocks(file, _encoding(source), LONGEST_RECORD)
                yield from _of_text(lines, source, fields, log)


def check_fields(file: str, there: Sequence[str], requested: Sequence[str]) -> None:
    """Raise BadInput, with a suggestion, for a column that is asked for and not there."""
    for field in requested:
        if field in there:
            continue
        guess = closest(field, there)
        known = ", ".join(there[:_SHOWN_FIELDS])
        if guess:
            raise BadInput(
                "{file} has no field '{field}'; did you mean '{guess}'? It has: {known}",
                file=file,
                field=field,
                guess=guess,
                known=known,
            )
        raise BadInput(
            "{file} has no field '{field}'; it has: {known}", file=file, field=field, known=known
        )


def _of_text(
    lines: Iterator[TextBlock], source: Source, fields: Sequence[str], log: ReadingLog
) -> Iterator[Row]:
    first = next(lines)
    check_fields(source.name, _fields(first, source), fields)
    everything = chain([first], lines)
    if source.format is Format.JSONL:
        yield from jsonl_rows(everything, source.name, fields, log)
    else:
        yield from delimited_rows(everything, source.name, fields, source.format, log)


def _fields(first: TextBlock, source: Source) -> list[str]:
    if source.format is Format.JSONL:
        return list(jsonl_columns(first.text))
    return list(delimited_columns(first.text, source.format, ""))


def _table(path: str) -> Source:
    log = ReadingLog()
    source = next(find_sources([path], log), None)
    if source is None or source.format not in _TABLES:
        raise BadInput(
            "{path} is no table; examples are read from a .csv, .tsv, .jsonl or .parquet file "
            "(each also .gz) with one example a row",
            path=path,
        )
    if source.size == 0:
        raise BadInput("{file} is empty", file=source.name)
    return source


def _encoding(source: Source) -> str:
    encoding = detect(source, "")
    if encoding is None:
        why = no_text_in(source)
        raise BadInput(why.template, **why.values)
    return encoding.name


@contextmanager
def _readable(source: Source) -> Iterator[None]:
    """What goes wrong with the file itself becomes a sentence."""
    try:
        yield
    except (EOFError, zlib.error):
        raise BadInput(
            "{file} is damaged: its compressed content breaks off", file=source.name
        ) from None
    except NotParquet as error:
        raise BadInput(
            "{file} is not a readable Parquet file: {reason}", file=source.name, reason=error
        ) from None
    except OSError as error:
        raise BadInput(
            "{file} cannot be read: {reason}", file=source.name, reason=reason_of(error)
        ) from None
