"""Reading documents from .csv and .tsv files: a document a row, in whatever dialect it is."""

import io
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.corpora.formats.cells import Cells, Counts, cut_rows
from workbench.corpora.formats.dialect import AskedDialect, Dialect
from workbench.corpora.formats.guess import guessed_dialect
from workbench.corpora.formats.tables import (
    ROWS,
    Columns,
    Row,
    as_text,
    is_usual,
    kept,
    skip_without_text,
    unique_names,
)
from workbench.corpora.reading import DocumentBatch, ReadingLog
from workbench.corpora.sources import Format
from workbench.corpora.text import TextBlock
from workbench.events import Level
from workbench.words import Words, words


@dataclass(frozen=True)
class TableStart:
    """The beginning of a table: how it is written, its columns, and its first rows."""

    part: TextBlock
    dialect: Dialect
    names: tuple[str, ...]
    rows: Sequence[list[str]]

    @property
    def columns(self) -> Columns:
        width = range(len(self.names))
        values = ([row[i] for row in self.rows if i < len(row)] for i in width)
        return dict(zip(self.names, values, strict=True))

    @property
    def likely(self) -> str:
        """The column of the text, where how the table is written tells; or an empty string."""
        is_told = self.dialect.columns and not any(map(is_usual, self.names))
        return self.names[-1] if is_told else ""


def table_start(
    parts: Iterator[TextBlock],
    format: Format,
    asked: AskedDialect,
    requested: Collection[str] = (),
) -> TableStart:
    """How a table is read, by its first part; its columns are named by its first row.

    Without a heading, and when a number is requested that is no name, they are "1", "2", ...
    """
    part = next(parts)
    dialect = guessed_dialect(part.text, format, asked)
    lines = io.StringIO(part.text, newline="\n")
    rows = [row.cells for row in cut_rows(lines, dialect, Counts())]
    if dialect.heading and rows:
        names = unique_names([rows[0][0].lstrip("#"), *rows[0][1:]])
        if asked.heading == "yes" or all(_is_name(one, names) for one in requested):
            return TableStart(part, dialect, tuple(names), rows[1:])
    sizes = Counter(map(len, rows))
    width = dialect.columns or max(sizes, key=sizes.__getitem__, default=0)
    names = [str(number) for number in range(1, width + 1)]
    return TableStart(part, replace(dialect, heading=False), tuple(names), rows)


def _is_name(requested: str, names: Sequence[str]) -> bool:
    return not requested.isdecimal() or requested in names


def delimited_documents(
    source: Iterator[TextBlock], file: str, table: TableStart, field: str, log: ReadingLog
) -> Iterator[DocumentBatch]:
    """The text of one column in each row; rows that do not fit are logged."""
    lines = _Lines(source)
    index = table.names.index(field)
    documents: list[str] = []
    for number, cells in _fitting_rows(lines, file, table, {index}, log):
        if index < len(cells):
            documents += kept(cells[index], file, number, log)
        else:
            skip_without_text(file, number, field, log)
        if len(documents) >= ROWS:
            yield DocumentBatch(documents, lines.position)
            documents = []
    yield DocumentBatch(documents, lines.position)


def delimited_rows(
    source: Iterator[TextBlock],
    file: str,
    table: TableStart,
    fields: Sequence[str],
    texts: Collection[str],
    log: ReadingLog,
) -> Iterator[Row]:
    """Some columns of each row, a missing one as an empty text; `texts` of them are no labels."""
    indices = [table.names.index(field) for field in fields]
    of_texts = {table.names.index(field) for field in texts}
    for number, cells in _fitting_rows(_Lines(source), file, table, of_texts, log):
        values = (as_text(cells[index]) if index < len(cells) else "" for index in indices)
        yield Row(number, tuple(values))


class _Lines:
    """The lines of a stream of blocks, and how many bytes of the file they took so far."""

    def __init__(self, source: Iterator[TextBlock]) -> None:
        self._source = source
        self.position = 0

    def __iter__(self) -> Iterator[str]:
        for block in self._source:
            self.position = block.position
            yield from io.StringIO(block.text, newline="\n")


def _fitting_rows(
    lines: _Lines, file: str, table: TableStart, texts: Collection[int], log: ReadingLog
) -> Iterator[Cells]:
    """The rows below the heading that have no more cells than it.

    Further cells belong to the last column if that is one of texts: its delimiters were not
    quoted. Otherwise nobody knows where they belong, and the row is logged. Empty ones are no
    cells.
    """
    width, dialect = len(table.names), table.dialect
    counts, joined, shorter = Counts(), _Places(), _Places()
    delimiter = dialect.delimiter + " " * dialect.skip_space
    rows = cut_rows(lines, dialect, counts)
    if dialect.heading:
        next(rows, None)
    for row in rows:
        cells = row.cells
        if len(cells) != width:
            while len(cells) > width and not cells[-1]:
                cells.pop()
            if len(cells) < width:
                shorter.add(row.line)
            elif len(cells) > width and width - 1 in texts:
                cells[width - 1 :] = [delimiter.join(cells[width - 1 :])]
                joined.add(row.line)
            elif len(cells) > width:
                _skip_longer(file, row, width, log)
                continue
        yield row
    _tell(file, counts, joined, shorter, log)


class _Places:
    """How many rows are of a kind, and the line of the first."""

    def __init__(self) -> None:
        self.count = self.first = 0

    def add(self, line: int) -> None:
        self.count += 1
        self.first = self.first or line


def _skip_longer(file: str, row: Cells, width: int, log: ReadingLog) -> None:
    log.skip(
        file,
        row.line,
        words(
            "{file}, line {line}: has {cells} cells, and the table has {columns} columns",
            file=file,
            line=row.line,
            cells=len(row.cells),
            columns=width,
        ),
    )


def _tell(file: str, counts: Counts, joined: _Places, shorter: _Places, log: ReadingLog) -> None:
    """Say what was odd in a table that was read all the same."""

    def warn(why: Words) -> None:
        log.note(why, Level.WARNING)

    if counts.broken:
        warn(
            words(
                "{file}: {count} quotation marks are not closed or not doubled, the first in line "
                "{line}; they were read as ordinary characters",
                file=file,
                count=counts.broken,
                line=counts.first_broken,
            )
        )
    if joined.count:
        warn(
            words(
                "{file}: {count} rows have more cells than the table has columns, the first in "
                "line {line}; the last column, which is text, took them all",
                file=file,
                count=joined.count,
                line=joined.first,
            )
        )
    if shorter.count:
        warn(
            words(
                "{file}: {count} rows have fewer cells than the table has columns, the first in "
                "line {line}",
                file=file,
                count=shorter.count,
                line=shorter.first,
            )
        )
    if counts.comments:
        log.note(
            words(
                "{file}: {count} comment lines were left out",
                file=file,
                count=counts.comments,
            )
        )
