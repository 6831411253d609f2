"""Reading one file of any format as batches of documents, and looking into one beforehand."""

import codecs
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from workbench.corpora.encodings import CHUNK, TextEncoding, as_requested, find_encoding
from workbench.corpora.formats.delimited import delimited_documents, table_start
from workbench.corpora.formats.dialect import AskedDialect, described
from workbench.corpora.formats.json_files import (
    Record,
    json_documents,
    record_start,
    records,
)
from workbench.corpora.formats.parquet import (
    NotParquet,
    opened_parquet,
    parquet_columns,
    parquet_documents,
    parquet_fields,
)
from workbench.corpora.formats.tables import LONGEST_RECORD, pick_column
from workbench.corpora.reading import DocumentBatch, ReadingLog, skip_unopened
from workbench.corpora.sources import Format, Source
from workbench.corpora.spec import DocumentRule
from workbench.corpora.text import TextBlock, blocks, documents, opened, readable_lines
from workbench.words import Words, words

_GUESSED = AskedDialect()


@dataclass(frozen=True)
class ReadAs:
    """What the user decided about reading; empty means: find it out for each file."""

    encoding: str = ""
    field: str = ""
    documents: DocumentRule = "auto"
    dialect: AskedDialect = _GUESSED


def read_documents(source: Source, read_as: ReadAs, log: ReadingLog) -> Iterator[DocumentBatch]:
    """The documents of a file; what cannot be read is logged, and what was read before stays."""
    file = source.name
    try:
        if source.size == 0:
            log.skip(file, 0, words("{file} is empty", file=file))
        elif source.format is Format.PARQUET:
            yield from _from_parquet(source, read_as, log)
        elif encoding := _encoding_of(source, read_as, log):
            yield from _from_text(source, encoding, read_as, log)
    except (EOFError, zlib.error):
        log.skip(file, 0, words("{file} is damaged: its compressed content breaks off", file=file))
    except NotParquet as error:
        log.skip(
            file,
            0,
            words("{file} is not a readable Parquet file: {reason}", file=file, reason=error),
        )
    except OSError as error:  # also a .gz file that holds something else
        skip_unopened(log, source.path, error)


def _from_parquet(source: Source, read_as: ReadAs, log: ReadingLog) -> Iterator[DocumentBatch]:
    with opened_parquet(source) as table:
        fields = parquet_fields(table)
        field = pick_column(parquet_columns(table, fields), read_as.field, source.name, log)
        if field is not None:
            log.read_as("utf-8", source.size)
            yield from parquet_documents(table, source, fields, field, log)


def _encoding_of(source: Source, read_as: ReadAs, log: ReadingLog) -> str | None:
    """The encoding to read a file with, noted when it is a guess; None (logged) for no text."""
    encoding = detect(source, read_as.encoding)
    if encoding is None:
        log.skip(source.name, 0, no_text_in(source))
        return None
    if encoding.confidence < 1:
        log.note(
            words(
                "{file} is read as {encoding}, by a guess; if the preview looks wrong, "
                "choose the encoding",
                file=source.name,
                encoding=encoding.name,
            )
        )
    log.read_as(encoding.name, source.size)
    return encoding.name


def detect(source: Source, requested: str, most: int | None = None) -> TextEncoding | None:
    """The encoding asked for, or else the one found; None when the file can be no text.

    At most `most` bytes are looked at, and none after damage to the file. Raises OSError.
    """
    with opened(source) as file:
        stream = _UntilDamage(file.stream)
        if not requested:
            return find_encoding(stream, most)
        name = codecs.lookup(requested).name
        return as_requested(stream.read(CHUNK), name)


class _UntilDamage:
    """A stream that ends where it cannot be read on; whoever reads it in earnest says why."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        try:
            return self._stream.read(size)
        except (OSError, EOFError, zlib.error):
            return b""


def no_text_in(source: Source) -> Words:
    """The sentence for a file whose bytes are no text."""
    return words("{file} holds no text in a known encoding; it was skipped", file=source.name)


def _from_text(
    source: Source, encoding: str, read_as: ReadAs, log: ReadingLog
) -> Iterator[DocumentBatch]:
    with opened(source) as opened_file:
        match source.format:
            case Format.JSONL:
                lines = blocks(opened_file, encoding, LONGEST_RECORD)
                yield from _from_json(lines, source, read_as, log)
            case Format.JSON:
                parts = blocks(opened_file, encoding, CHUNK)
                yield from _from_json(parts, source, read_as, log)
            case Format.CSV | Format.TSV:
                rows = blocks(opened_file, encoding, LONGEST_RECORD)
                yield from _from_table(rows, source, read_as, log)
            case _:
                lines = readable_lines(blocks(opened_file, encoding), source.name, log)
                yield from documents(lines, read_as.documents, log)


def _from_json(
    parts: Iterator[TextBlock], source: Source, read_as: ReadAs, log: ReadingLog
) -> Iterator[DocumentBatch]:
    file = source.name
    start = record_start(parts, source.format is Format.JSONL)
    found = records(chain([start.part], parts), file, start.is_lines, log)
    if not start.records and not start.is_lines:
        yield from _nothing_in(found, file, log)
        return
    if start.is_settings and not read_as.field:
        log.skip(file, 0, words("{file} holds one object and no list of records", file=file))
        return
    field = pick_column(start.columns, read_as.field, file, log)
    if field is not None:
        yield from json_documents(found, file, start.fields[field], field, log)


def _nothing_in(found: Iterator[Record], file: str, log: ReadingLog) -> Iterator[DocumentBatch]:
    """Log why a file holds no records, unless reading it does so."""
    before = log.skipped_count
    for record in found:
        yield DocumentBatch([], record.position)
    if log.skipped_count == before:
        log.skip(file, 0, words("{file} holds no records", file=file))


def _from_table(
    rows: Iterator[TextBlock], source: Source, read_as: ReadAs, log: ReadingLog
) -> Iterator[DocumentBatch]:
    file, requested = source.name, read_as.field
    table = table_start(rows, source.format, read_as.dialect, [requested] * bool(requested))
    log.note(described(file, table.dialect))
    field = pick_column(table.columns, requested, file, log)
    if field is not None:
        yield from delimited_documents(chain([table.part], rows), file, table, field, log)
