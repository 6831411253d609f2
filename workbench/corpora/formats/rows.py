"""Reading some columns of a table, row by row: what labelled examples are made of."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain

from workbench.corpora.formats.delimited import TableStart, delimited_rows, table_start
from workbench.corpora.formats.dialect import AskedDialect, described
from workbench.corpora.formats.json_files import (
    RecordStart,
    json_rows,
    record_start,
    records,
)
from workbench.corpora.formats.parquet import (
    opened_parquet,
    parquet_fields,
    parquet_rows,
)
from workbench.corpora.formats.readers import (
    LONGEST,
    UNREADABLE,
    detect,
    listed,
    no_text_in,
    what_else_in,
    why_unreadable,
)
from workbench.corpora.formats.tables import Row
from workbench.corpora.reading import ReadingLog
from workbench.corpora.sources import Format, Source, find_sources
from workbench.corpora.text import Opened, TextBlock, blocks, opened
from workbench.errors import BadInput
from workbench.events import Level
from workbench.spec import closest
from workbench.words import words

_TABLES = (Format.CSV, Format.TSV, Format.JSON, Format.JSONL, Format.PARQUET)
_SHOWN_FIELDS = 20


def fields_of(path: str, requested: Collection[str] = ()) -> tuple[str, ...]:
    """The names of a table's columns, by its first rows.

    Those of a table without a heading, or of which a number is requested, are "1", "2", ...

    Raises NotFound when the file is not there, BadInput when it is no table.
    """
    source = _table(path)
    with _readable(source):
        if source.format is Format.PARQUET:
            with opened_parquet(source) as table:
                return parquet_fields(table).columns
        with opened(source) as file:
            return _names(_start(_blocks(file, source, ReadingLog()), source, requested))


def read_rows(
    path: str, fields: Sequence[str], log: ReadingLog, texts: Collection[str] = ()
) -> Iterator[Row]:
    """The values of some columns in every row of a .csv, .tsv, .json, .jsonl or .parquet file.

    `texts` names the columns that hold free text: cells beyond the last column can belong to it.

    Raises NotFound or BadInput as `fields_of` does, and BadInput for a column that is not there;
    single rows that cannot be read are logged.
    """
    source = _table(path)
    with _readable(source):
        if source.format is Format.PARQUET:
            with opened_parquet(source) as table:
                there = parquet_fields(table)
                check_fields(path, there.columns, fields)
                yield from parquet_rows(table, source.name, there, fields, texts, log)
        else:
            with opened(source) as file:
                yield from _of_text(_blocks(file, source, log), source, fields, texts, log)
    if (replaced := log.replaced_in(source.name)) is not None:
        log.note(replaced.words, Level.WARNING)


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
    parts: Iterator[TextBlock],
    source: Source,
    fields: Sequence[str],
    texts: Collection[str],
    log: ReadingLog,
) -> Iterator[Row]:
    start = _start(parts, source, fields)
    check_fields(source.name, _names(start), fields)
    everything = chain([start.part], parts)
    if isinstance(start, TableStart):
        log.note(described(source.name, start.dialect))
        yield from delimited_rows(everything, source.name, start, fields, texts, log)
    else:
        found = records(everything, source.name, start.is_lines, log)
        yield from json_rows(found, source.name, start.fields.of_rows(fields, texts), log)


def _blocks(file: Opened, source: Source, log: ReadingLog) -> Iterator[TextBlock]:
    on_replaced = partial(log.replace, source.name)
    return blocks(file, _encoding(source, log), LONGEST[source.format], on_replaced=on_replaced)


def _start(
    parts: Iterator[TextBlock], source: Source, requested: Collection[str]
) -> TableStart | RecordStart:
    if source.format in (Format.JSON, Format.JSONL):
        return record_start(parts, source.format is Format.JSONL)
    return table_start(parts, source.format, AskedDialect(), requested)


def _names(start: TableStart | RecordStart) -> tuple[str, ...]:
    return start.names if isinstance(start, TableStart) else start.fields.columns


def is_table(path: str) -> bool:
    """Whether a file, which is there, is of a kind that rows are read from."""
    return _found(path) is not None


def _found(path: str) -> Source | None:
    source = next(find_sources([path], ReadingLog()), None)
    return source if source is not None and source.format in _TABLES else None


def _table(path: str) -> Source:
    source = _found(path)
    if source is None:
        raise BadInput(
            "{path} is no table; examples are read from a .csv, .tsv, .json, .jsonl or .parquet "
            "file (each also .gz, .bz2 or .xz) with one example a row",
            path=path,
        )
    return source


def _encoding(source: Source, log: ReadingLog) -> str:
    """The encoding of a table, noted when it is a guess."""
    encoding = detect(source, "")
    if encoding is None:
        why = no_text_in(source)
        raise BadInput(why.template, **why.values)
    if encoding.readings:
        log.note(
            words(
                "{file} is read as {encoding}, and it is not sure that it is; if it reads well in "
                "another one, save it as UTF-8: {readings}",
                file=source.name,
                encoding=encoding.name,
                readings=listed(encoding.readings),
            ),
            Level.WARNING,
        )
    elif encoding.confidence < 1 and encoding.name != "utf-8":
        log.note(
            words(
                "{file} is read as {encoding}, by a guess; if the examples look wrong, save it as "
                "UTF-8",
                file=source.name,
                encoding=encoding.name,
            )
        )
    return encoding.name


@contextmanager
def _readable(source: Source) -> Iterator[None]:
    """What goes wrong with the file itself becomes a sentence; also what it is instead."""
    try:
        no_table = what_else_in(source)
        if no_table is not None:
            raise BadInput(no_table.template, **no_table.values)
        yield
    except UNREADABLE as error:
        why = why_unreadable(source, error)
        raise BadInput(why.template, **why.values) from None
