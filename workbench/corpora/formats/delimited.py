"""Reading documents from .csv and .tsv files: a document a row, quoted as spreadsheets do."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from workbench.corpora.formats.tables import (
    LONGEST_RECORD,
    ROWS,
    SAMPLED,
    Columns,
    Row,
    as_text,
    kept,
    skip_without_text,
)
from workbench.corpora.reading import DocumentBatch, ReadingLog
from workbench.corpora.sources import Format
from workbench.corpora.text import TextBlock
from workbench.words import words


def delimited_columns(text: str, format: Format, requested: str) -> Columns:
    """The columns of a table that begins with `text`, named by its first row.

    When a number is asked for that is no such name, the table counts as one without a heading,
    and its columns are named "1", "2", ...
    """
    rows = _first_rows(text, format)
    heading = rows.pop(0) if rows else []
    if _lacks_heading(heading, requested):
        rows.insert(0, heading)
        heading = [str(number) for number in range(1, len(heading) + 1)]
    indices = {name: heading.index(name) for name in heading}
    return {
        name: [row[index] for row in rows if index < len(row)] for name, index in indices.items()
    }


def delimited_documents(
    source: Iterator[TextBlock], file: str, field: str, format: Format, log: ReadingLog
) -> Iterator[DocumentBatch]:
    """The text of one column in each row; rows that are too short or unreadable are logged.

    `field` is one of `delimited_columns`.
    """
    first = next(source)
    heading = _first_rows(first.text, format)[0]
    lines = _Lines(chain([first], source))
    rows = _rows(lines, _delimiter(first.text, format), file, log)
    if _lacks_heading(heading, field):
        index = int(field) - 1
    else:
        index = heading.index(field)
        next(rows)
    documents: list[str] = []
    for number, row in rows:
        if index < len(row):
            documents += kept(row[index], file, number, log)
        elif row:
            skip_without_text(file, number, field, log)
        if len(documents) >= ROWS:
            yield DocumentBatch(documents, lines.position)
            documents = []
    yield DocumentBatch(documents, lines.position)


def delimited_rows(
    source: Iterator[TextBlock], file: str, fields: Sequence[str], format: Format, log: ReadingLog
) -> Iterator[Row]:
    """Some columns of each row, a missing one as an empty text; `fields` are of the heading."""
    first = next(source)
    heading = _first_rows(first.text, format)[0]
    indices = [heading.index(field) for field in fields]
    rows = _rows(_Lines(chain([first], source)), _delimiter(first.text, format), file, log)
    next(rows)
    for number, row in rows:
        if row:
            values = (as_text(row[index]) if index < len(row) else "" for index in indices)
            yield Row(number, tuple(values))


def _delimiter(text: str, format: Format) -> str:
    """What separates the columns: a tab in .tsv; in .csv what the first line has most of."""
    heading = text.partition("\n")[0]
    return "\t" if format is Format.TSV else max(",;\t|", key=heading.count)


def _lacks_heading(first_row: list[str], requested: str) -> bool:
    """Whether a column is requested by its number, and no column has that as its name."""
    return requested.isdecimal() and requested not in first_row


def _first_rows(text: str, format: Format) -> list[list[str]]:
    csv.field_size_limit(LONGEST_RECORD)  # of the whole process: Python knows no other
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=_delimiter(text, format))
    try:
        return list(islice(reader, SAMPLED))
    except csv.Error:
        return []


class _Lines:
    """The lines of a stream of blocks, and how many bytes of the file they took so far."""

    def __init__(self, source: Iterator[TextBlock]) -> None:
        self._source = source
        self.position = 0

    def __iter__(self) -> Iterator[str]:
        for block in self._source:
            self.position = block.position
            yield from io.StringIO(block.text, newline="\n")


def _rows(
    lines: _Lines, delimiter: str, file: str, log: ReadingLog
) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line; what is no row is logged."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            log.skip(
                file,
                number,
                words(
                    "{file}, line {line}: is not a row of a table ({reason})",
                    file=file,
                    line=number,
                    reason=error,
                ),
            )
        else:
            yield number, row
