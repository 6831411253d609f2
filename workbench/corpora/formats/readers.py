"""Reading one file of any format as batches of documents, and looking into one beforehand."""

import codecs
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import BinaryIO

from workbench.corpora.boilerplate import BoilerplateFilter, told
from workbench.corpora.contents import HEAD, is_parquet, what_else
from workbench.corpora.encodings.detection import CHUNK, as_requested, find_encoding
from workbench.corpora.encodings.guessing import Reading, TextEncoding
from workbench.corpora.formats.delimited import delimited_documents, table_start
from workbench.corpora.formats.dialect import AskedDialect, described
from workbench.corpora.formats.json_files import (
    Record,
    RecordStart,
    json_documents,
    record_start,
    records,
)
from workbench.corpora.formats.looks import told_of_look
from workbench.corpora.formats.parquet import (
    NotParquet,
    opened_parquet,
    parquet_columns,
    parquet_documents,
    parquet_fields,
)
from workbench.corpora.formats.tables import LONGEST_RECORD, pick_column
from workbench.corpora.reading import LONGEST_DOCUMENT, DocumentBatch, ReadingLog
from workbench.corpora.sources import Format, Source
from workbench.corpora.spec import DocumentRule, FormatChoice
from workbench.corpora.text import DAMAGED, TextBlock, blocks, documents, opened
from workbench.errors import reason_of
from workbench.events import Level
from workbench.words import Words, words

_GUESSED = AskedDialect()
_MUCH = 100
"""One replaced character in so many bytes says that the chosen encoding may be the wrong one."""


@dataclass(frozen=True)
class ReadAs:
    """What the user decided about reading; empty means: find it out for each file."""

    encoding: str = ""
    format: FormatChoice = "auto"
    field: str = ""
    documents: DocumentRule = "auto"
    remove_boilerplate: bool = False
    dialect: AskedDialect = _GUESSED


def read_documents(source: Source, read_as: ReadAs, log: ReadingLog) -> Iterator[DocumentBatch]:
    """The documents of a file; what cannot be read is logged, and what was read before stays."""
    source = as_chosen(source, read_as.format)
    file = source.name
    before = log.skipped_count
    documents = 0
    try:
        if (no_text := what_else_in(source)) is not None:
            log.skip(file, 0, no_text)
        elif source.format is Format.PARQUET:
            for batch in _from_parquet(source, read_as, log):
                documents += len(batch.documents)
                yield batch
        elif encoding := _encoding_of(source, read_as, log):
            for batch in _from_text(source, encoding, read_as, log):
                documents += len(batch.documents)
                yield batch
    except UNREADABLE as error:
        log.skip(file, 0, why_unreadable(source, error))
    if not documents and log.skipped_count == before:
        log.skip(file, 0, words("{file} holds nothing but spaces and empty lines", file=file))
    _tell_replaced(source, read_as, log)


def as_chosen(source: Source, format: FormatChoice) -> Source:
    """A file to be read in a format that was chosen; Parquet stays Parquet."""
    if format == "auto" or source.format is Format.PARQUET:
        return source
    return replace(source, format=Format(format))


UNREADABLE = (OSError, NotParquet, *DAMAGED)
"""What reading a file raises when it is not what it should be, or the system refuses it."""


def what_else_in(source: Source) -> Words | None:
    """Why there is nothing to read in a file: empty, or of a kind that is no text and no table.

    Raises what `UNREADABLE` lists.
    """
    with opened(source) as file:
        head = file.stream.read(HEAD)
        if not head:
            return words("{file} is empty", file=source.name)
        if source.format is Format.PARQUET and is_parquet(head):
            return None
        file.stream.seek(0)
        return what_else(source.name, file.stream)


def why_unreadable(source: Source, error: Exception) -> Words:
    """The sentence for what reading a file raised."""
    file = source.name
    match error:
        case NotParquet():
            return words(
                "{file} cannot be read: it is not a readable Parquet file ({reason})",
                file=file,
                reason=error,
            )
        case gzip.BadGzipFile():
            return words(
                "{file} cannot be read: it is not compressed, though its name ends in .{packing}; "
                "take that ending away",
                file=file,
                packing=source.packing,
            )
        case OSError() if error.errno is None:
            return _damaged(file)
        case OSError():
            return words("{file} cannot be read: {reason}", file=file, reason=reason_of(error))
        case _:
            return _damaged(file)


def _damaged(file: str) -> Words:
    return words(
        "{file} is damaged and cannot be read any further: its compressed content breaks off",
        file=file,
    )


def _tell_replaced(source: Source, read_as: ReadAs, log: ReadingLog) -> None:
    """Say what was replaced in a file, and whether the encoding that was chosen may be wrong."""
    replaced = log.replaced_in(source.name)
    if replaced is None:
        return
    log.note(replaced.words, Level.WARNING)
    if read_as.encoding and _MUCH * replaced.count > source.size:
        found = detect(source, "")
        chosen = codecs.lookup(read_as.encoding).name
        offered = [codecs.lookup(one.encoding).name for one in found.readings] if found else []
        if found is not None and chosen not in (found.name, *offered):
            log.note(
                words(
                    "{file} does not look like {chosen}, which was chosen, but like {encoding}",
                    file=source.name,
                    chosen=read_as.encoding,
                    encoding=found.name,
                ),
                Level.WARNING,
            )


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
        log.skip(source.name, 0, no_text_in(source, read_as.encoding))
        return None
    if encoding.readings:
        log.note(doubt(source.name, encoding), Level.WARNING)
    elif encoding.confidence < 1:
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


def doubt(file: str, encoding: TextEncoding) -> Words:
    """The sentence that says what else the encoding of a file may be, with a line of each."""
    return words(
        "{file} is read as {encoding}, and it is not sure that it is; choose the encoding in which "
        "it reads well: {readings}",
        file=file,
        encoding=encoding.name,
        readings=listed(encoding.readings),
    )


def listed(readings: Sequence[Reading]) -> str:
    """What a line reads as in each of some encodings."""
    return "  |  ".join(f"{reading.encoding} “{reading.line}”" for reading in readings)


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
        except (OSError, *DAMAGED):
            return b""


def no_text_in(source: Source, requested: str = "") -> Words:
    """The sentence for a file whose bytes are no text, at least not in the encoding asked for."""
    file = source.name
    found = detect(source, "") if requested else None
    if found is not None:
        return words(
            "{file} is no text in {chosen}, which was chosen; it looks like {encoding}",
            file=file,
            chosen=requested,
            encoding=found.name,
        )
    return words("{file} holds no text in a known encoding; it was skipped", file=file)


def _from_text(
    source: Source, encoding: str, read_as: ReadAs, log: ReadingLog
) -> Iterator[DocumentBatch]:
    on_replaced = partial(log.replace, source.name)
    longest = LONGEST.get(source.format, LONGEST_DOCUMENT)
    with opened(source) as file:
        parts = blocks(file, encoding, longest, on_replaced=on_replaced)
        if read_as.format == "auto":
            first = next(parts)
            parts = chain([first], parts)
            if (look := told_of_look(source.name, source.format, first.text)) is not None:
                log.note(look, Level.WARNING)
        match source.format:
            case Format.JSON | Format.JSONL:
                yield from _from_json(parts, source, read_as, log)
            case Format.CSV | Format.TSV:
                yield from _from_table(parts, source, read_as, log)
            case _:
                boilerplate = BoilerplateFilter(read_as.remove_boilerplate)
                yield from documents(boilerplate.blocks(parts), read_as.documents, log)
                for kind, count in boilerplate.found.items():
                    removed = read_as.remove_boilerplate
                    log.boilerplate += count
                    log.note(told(source.name, kind, count, removed), Level.WARNING)


LONGEST = {
    Format.JSON: CHUNK,
    Format.JSONL: LONGEST_RECORD,
    Format.CSV: LONGEST_RECORD,
    Format.TSV: LONGEST_RECORD,
}
"""Up to how many characters of a line, in a table of a format, are read in one."""


def _from_json(
    parts: Iterator[TextBlock], source: Source, read_as: ReadAs, log: ReadingLog
) -> Iterator[DocumentBatch]:
    file = source.name
    start = record_start(parts, source.format is Format.JSONL)
    found = records(chain([start.part], parts), file, start.is_lines, log)
    if not start.records:
        yield from _nothing_in(found, file, log)
        return
    if start.is_settings and not read_as.field:
        log.skip(file, 0, _settings(file))
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
        log.skip(file, 0, _no_records(file))


def why_no_records(start: RecordStart, rest: Iterator[TextBlock], source: Source) -> Words | None:
    """Why there are no records to read in a file of JSON, by its beginning; None where some are."""
    if start.is_settings:
        return _settings(source.name)
    if start.records:
        return None
    log = ReadingLog()
    next(records(chain([start.part], rest), source.name, start.is_lines, log), None)
    return log.skipped[0].words if log.skipped else _no_records(source.name)


def _settings(file: str) -> Words:
    return words("{file} holds one object and no list of records", file=file)


def _no_records(file: str) -> Words:
    return words("{file} holds no records", file=file)


def _from_table(
    rows: Iterator[TextBlock], source: Source, read_as: ReadAs, log: ReadingLog
) -> Iterator[DocumentBatch]:
    file, requested = source.name, read_as.field
    table = table_start(rows, source.format, read_as.dialect, [requested] * bool(requested))
    log.note(described(file, table.dialect))
    are_numbered = not table.dialect.heading
    field = pick_column(
        table.columns, requested, file, log, likely=table.likely, are_numbered=are_numbered
    )
    if field is not None:
        yield from delimited_documents(chain([table.part], rows), file, table, field, log)
