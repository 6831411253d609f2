"""Looking into a file before it is imported: encoding, columns, first lines; always quick."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from workbench.corpora.boilerplate import BoilerplateFilter, told, told_of_file
from workbench.corpora.encodings.guessing import Reading
from workbench.corpora.formats.delimited import TableStart, table_start
from workbench.corpora.formats.dialect import AskedDialect, Dialect
from workbench.corpora.formats.json_files import record_start
from workbench.corpora.formats.looks import looks_like, told_of_look
from workbench.corpora.formats.parquet import (
    opened_parquet,
    parquet_columns,
    parquet_fields,
)
from workbench.corpora.formats.readers import (
    LONGEST,
    UNREADABLE,
    as_chosen,
    detect,
    no_text_in,
    what_else_in,
    why_no_records,
    why_unreadable,
)
from workbench.corpora.formats.tables import Columns, pick_column
from workbench.corpora.reading import LONGEST_DOCUMENT, ReadingLog, first_lines, no_text_in_any
from workbench.corpora.sources import Format, Source, find_sources
from workbench.corpora.spec import DocumentRule, FormatChoice, is_encoding
from workbench.corpora.text import TextBlock, blocks, opened, rule_for
from workbench.errors import BadInput
from workbench.file_formats.plain_file import given_path
from workbench.words import Words, words

_LOOKED_THROUGH = 16 * 1024 * 1024
_SHOWN_ROWS = 20
_MOST_FILES = 10_000
"""So many files of a folder are counted."""
_NAMED_FILES = 4


@dataclass(frozen=True)
class FilePreview:
    """What a file is, as far as its beginning tells; of a folder, what one file in it is.

    `confidence` (0 to 1) is that of the encoding, and `readings` has what it may be where the text
    does not tell: a line in each of some encodings, the one that is taken first. `fields` are a
    table's columns, and `field` is the one that is read; of a .csv or .tsv file `dialect` says how
    it is written, and `rows` are the first below the heading. `documents` is how a text is cut when
    that is left to us. `looks_like` is the format it seems to be written in, where that is another
    one than its name says. `notices` name that, boilerplate in the part that was looked at, and
    what a folder holds; `size_bytes` is all that is read of it. `problem` says why the file cannot
    be imported as it is.
    """

    file: str
    format: str = ""
    size_bytes: int = 0
    encoding: str = ""
    confidence: float = 0.0
    readings: tuple[Reading, ...] = ()
    preview: str = ""
    fields: tuple[str, ...] = ()
    field: str = ""
    dialect: Dialect | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    documents: DocumentRule = "auto"
    looks_like: str = ""
    notices: tuple[Words, ...] = ()
    problem: Words | None = None


def inspect_file(
    path: str,
    encoding: str = "",
    field: str = "",
    asked: AskedDialect | None = None,
    remove_boilerplate: bool = False,
    format: FormatChoice = "auto",
) -> FilePreview:
    """Look into a file (of a folder, into the first file that is read from it and is data).

    Raises NotFound when it is not there, BadInput for an unknown encoding.
    """
    if encoding and not is_encoding(encoding):
        raise BadInput("'{encoding}' is not an encoding of text", encoding=encoding)
    log = ReadingLog()
    found = list(islice(find_sources([path], log), _MOST_FILES))
    read = [one for one in found if not (one.beside and remove_boilerplate)]
    source = next((one for one in read if not one.beside), next(iter(read), None))
    is_folder = given_path(path).is_dir()
    if source is None:
        named = log.skipped and not is_folder
        why = log.skipped[0].words if named else no_text_in_any([path], log)
        return FilePreview(file=path, problem=why)
    source = as_chosen(source, format)
    preview = FilePreview(
        file=source.name,
        format=source.format.value,
        size_bytes=sum(one.size for one in read),
        notices=tuple(_of_folder(path, source, found, log, remove_boilerplate))
        if is_folder
        else (),
    )
    try:
        how = _How(encoding, format, field, asked or AskedDialect(), remove_boilerplate)
        return _inspected(preview, source, how)
    except UNREADABLE as error:
        return replace(preview, problem=why_unreadable(source, error))


def _of_folder(
    path: str, source: Source, found: Sequence[Source], log: ReadingLog, removed: bool
) -> Iterator[Words]:
    """What a folder holds: how many files, which of them is shown, and what is beside the data."""
    beside = [told_of_file(one.name, one.beside == "about", removed) for one in found if one.beside]
    count = len(found) - len(beside) * removed
    shown = source.path.name
    if len(found) < _MOST_FILES:
        yield words(
            "{folder}: {count} files are read; here is {file}", **_named(path, count, shown)
        )
    else:
        yield words(
            "{folder}: {count} files and more are read; here is {file}",
            **_named(path, count, shown),
        )
    yield from beside[:_NAMED_FILES]
    yield from (one.words for one in log.skipped[: _NAMED_FILES - len(beside[:_NAMED_FILES])])


def _named(folder: str, count: int, file: str) -> dict[str, str | int]:
    return {"folder": given_path(folder).name or folder, "count": count, "file": file}


@dataclass(frozen=True)
class _How:
    """What was chosen about reading; empty means: find it out."""

    encoding: str
    format: FormatChoice
    field: str
    dialect: AskedDialect
    remove_boilerplate: bool


def _inspected(preview: FilePreview, source: Source, how: _How) -> FilePreview:
    if (no_text := what_else_in(source)) is not None:
        return replace(preview, problem=no_text)
    if source.format is Format.PARQUET:
        with opened_parquet(source) as table:
            preview = replace(preview, encoding="utf-8", confidence=1.0)
            return _of_table(preview, parquet_columns(table, parquet_fields(table)), how.field)
    encoding = detect(source, how.encoding, _LOOKED_THROUGH)
    if encoding is None:
        return replace(preview, problem=no_text_in(source, how.encoding))
    preview = replace(
        preview,
        encoding=encoding.name,
        confidence=encoding.confidence,
        readings=encoding.readings,
    )
    with opened(source) as file:
        parts = blocks(file, encoding.name, LONGEST.get(source.format, LONGEST_DOCUMENT))
        if how.format == "auto":
            first = next(parts)
            parts = chain([first], parts)
            preview = _with_look(preview, source, first.text)
        return _of_text(preview, parts, source, how)


def _with_look(preview: FilePreview, source: Source, text: str) -> FilePreview:
    look = told_of_look(source.name, source.format, text)
    other = looks_like(source.format, text)
    return replace(
        preview,
        looks_like=other.value if other else "",
        notices=preview.notices if look is None else (*preview.notices, look),
    )


def _of_text(
    preview: FilePreview, parts: Iterator[TextBlock], source: Source, how: _How
) -> FilePreview:
    field, remove = how.field, how.remove_boilerplate
    match source.format:
        case Format.JSON | Format.JSONL:
            start = record_start(parts, source.format is Format.JSONL)
            problem = None if field else why_no_records(start, parts, source)
            if problem is not None:
                return replace(preview, fields=tuple(start.columns), problem=problem)
            return _of_table(preview, start.columns, field)
        case Format.CSV | Format.TSV:
            table = table_start(parts, source.format, how.dialect, [field] * bool(field))
            return _of_table(_with_rows(preview, table), table.columns, field, table.likely)
        case _:
            boilerplate = BoilerplateFilter(remove)
            text = next(boilerplate.blocks(parts)).text
            notices = tuple(
                told(source.name, kind, count, remove) for kind, count in boilerplate.found.items()
            )
            documents = rule_for(text)
            return replace(
                preview,
                preview=first_lines(text),
                documents=documents,
                notices=(*preview.notices, *notices),
            )


def _with_rows(preview: FilePreview, table: TableStart) -> FilePreview:
    last = len(table.names) - 1
    rows = []
    for cells in table.rows[:_SHOWN_ROWS]:
        beyond = table.dialect.delimiter.join(cells[last:])
        rows.append(tuple(map(first_lines, [*cells[:last], beyond])))
    return replace(preview, dialect=table.dialect, rows=tuple(rows))


def _of_table(
    preview: FilePreview, columns: Columns, requested: str, likely: str = ""
) -> FilePreview:
    log = ReadingLog()
    field = pick_column(columns, requested, preview.file, log, likely=likely)
    preview = replace(preview, fields=tuple(columns))
    if field is None:
        return replace(preview, problem=log.skipped[0].words)
    texts = columns[field]
    apart = "\n\n" if any("\n" in text for text in texts) else "\n"
    return replace(preview, field=field, preview=first_lines(apart.join(texts)))
