"""Cutting lines into rows of cells, for tables as they are found.

A quoted cell may go over lines. A quotation mark that opens a cell and is not closed (its partner
is missing, is too far away, or is followed by something else than a delimiter or a line's end) is
an ordinary character, and the cell ends with its line: one bad row never swallows those below.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from workbench.corpora.formats.dialect import Dialect
from workbench.corpora.formats.tables import LONGEST_RECORD

_NOT_IN_TEXT = "\x1f"
"""Stands for the delimiter of a table of one column: the control character made for that."""


_MOST_MARKS = 64
"""So many quotation marks of a cell are looked at in pairs."""


class Cells(NamedTuple):
    """The cells of a row, and the line where it begins (from 1)."""

    line: int
    cells: list[str]


class Counts:
    """What was met while cutting rows; the first line counts from 1 (0: none).

    `broken` are quotation marks that had to be taken as ordinary characters: those that open
    cells (`opening` of them), and those within cells.
    """

    def __init__(self) -> None:
        self.broken = self.first_broken = 0
        self.opening = 0
        self.comments = 0


def cut_rows(lines: Iterable[str], dialect: Dialect, counts: Counts) -> Iterator[Cells]:
    """The rows in `lines`, each of which ends in a line break; empty lines are none."""
    waiting = iter(lines)
    for _ in islice(waiting, dialect.first_lines):
        pass
    if dialect.whole_rows:
        waiting = _unwrapped(waiting)
    for row in _Cutter(waiting, dialect, counts).rows():
        if dialect.comment and row.cells[0].startswith(dialect.comment):
            counts.comments += 1
        elif dialect.delimiter or len(row.cells) == 1:
            yield row
        else:
            yield row._replace(cells=[_NOT_IN_TEXT.join(row.cells)])


def _unwrapped(lines: Iterator[str]) -> Iterator[str]:
    """The lines within rows that were quoted as a whole; as many as there were."""
    for row in _Cutter(lines, Dialect(delimiter=""), Counts()).rows():
        for line in row.cells[0].split("\n"):
            yield line + "\n"


class _Cutter:
    """Cuts with the csv module, which is fast, and by hand where that finds fault."""

    def __init__(self, lines: Iterator[str], dialect: Dialect, counts: Counts) -> None:
        self._lines = lines
        self._put_back: list[str] = []  # the next one last
        self._pulled: deque[str] = deque()
        self._no_end_in = 0
        self._line = dialect.first_lines
        self._dialect = dialect
        self._delimiter = dialect.delimiter or _NOT_IN_TEXT
        self._counts = counts
        if dialect.quote:
            self._prepare(re.escape(self._delimiter), dialect.quote, dialect.escape)
        if dialect.escape:
            signs = map(re.escape, (dialect.quote, dialect.escape, self._delimiter, "\n"))
            self._escaped = re.compile(f"{re.escape(dialect.escape)}([{''.join(signs)}])")

    def _prepare(self, delimiter: str, quote: str, escape: str) -> None:
        mark, sign = re.escape(quote), re.escape(escape)
        pairs = f"{mark}{mark}|{sign}." if escape else f"{mark}{mark}"
        plain = f"[^{mark}{sign}]*"
        self._inside = re.compile(f"{plain}(?:(?:{pairs}){plain})*")
        self._end = re.compile(f"{mark} *(?={delimiter}|$)")
        self._after = re.compile(f" *(?={delimiter}|$)")
        self._mark = re.compile(f"{mark}({mark})?")
        self._pair = re.compile(f"{mark}({mark})")

    def rows(self) -> Iterator[Cells]:
        dialect = self._dialect
        if not (dialect.quote or dialect.escape or dialect.skip_space):
            yield from self._plain()
            return
        if not dialect.quote:
            while self._peek(0) is not None:
                yield from self._careful()
            return
        csv.field_size_limit(LONGEST_RECORD)  # of the whole process: Python knows no other
        while self._peek(0) is not None:
            yield from self._as_long_as_sound()
            if self._peek(0) is not None:
                yield from self._careful()

    def _plain(self) -> Iterator[Cells]:
        for number, line in enumerate(self._lines, self._line + 1):
            if line != "\n":
                yield Cells(number, line.removesuffix("\n").split(self._delimiter))

    def _as_long_as_sound(self) -> Iterator[Cells]:
        """The rows up to the first in which there is fault to find; its lines wait again."""
        taken: list[str] = []
        reader = csv.reader(
            self._taken(taken),
            delimiter=self._delimiter,
            quotechar=self._dialect.quote,
            skipinitialspace=self._dialect.skip_space,
            strict=True,
        )
        before, done = self._line, 0
        try:
            for cells in reader:
                if cells:
                    yield Cells(before + done + 1, cells)
                done = reader.line_num
                self._line = before + done
                taken.clear()
        except csv.Error:
            self._put_back += reversed(taken)

    def _taken(self, taken: list[str]) -> Iterator[str]:
        """The lines to come, each put into `taken`; the csv module shall see no escape sign.

        It takes every one away, and in "C:\\texts" it stands for itself.
        """
        escape = self._dialect.escape
        for line in chain(self._waiting(), self._lines):
            taken.append(line)
            if escape and escape in line:
                raise csv.Error
            yield line

    def _waiting(self) -> Iterator[str]:
        while self._put_back:
            yield self._put_back.pop()
        while self._pulled:
            yield self._pulled.popleft()

    # -- by hand ------------------------------------------------------------------------------

    def _careful(self) -> Iterator[Cells]:
        """The next row, unless its line is empty."""
        number = self._line + 1
        line = self._next()
        signs = self._dialect.quote, self._dialect.escape
        if not line:
            return
        if not any(sign and sign in line for sign in signs) and not self._dialect.skip_space:
            yield Cells(number, line.split(self._delimiter))
            return
        cells: list[str] = []
        at = -1
        while at < len(line):
            cell, at, line = self._cell(line, at + 1)
            cells.append(cell)
        yield Cells(number, cells)

    def _cell(self, line: str, at: int) -> tuple[str, int, str]:
        """A cell that begins at a place, where it ends, and the line in which it does."""
        if self._dialect.skip_space:
            at += len(line) - at - len(line[at:].lstrip(" "))
        if self._dialect.quote and line.startswith(self._dialect.quote, at):
            quoted = self._quoted(line, at + 1)
            if quoted:
                return quoted
        end = self._next_delimiter(line, at)
        return self._without_escapes(line[at:end]), end, line

    def _next_delimiter(self, line: str, at: int) -> int:
        end = line.find(self._delimiter, at)
        while end > at and self._dialect.escape and self._is_escaped(line, at, end):
            end = line.find(self._delimiter, end + 1)
        return len(line) if end < 0 else end

    def _is_escaped(self, line: str, begin: int, at: int) -> bool:
        signs = 0
        while at - signs > begin and line[at - signs - 1] == self._dialect.escape:
            signs += 1
        return signs % 2 == 1

    def _quoted(self, line: str, begin: int) -> tuple[str, int, str] | None:
        """A cell behind its opening quotation mark; None when that is an ordinary character."""
        parts: list[str] = []
        current, at, further, size = line, begin, 0, 0
        while True:
            end = self._end_of_inside(current, at)
            parts.append(current[at:end])
            size += end - at
            if current.startswith(self._dialect.quote, end):
                break
            next_line = self._peek(further) if size < LONGEST_RECORD else None
            if next_line is None:
                self._note_not_quoted()
                return None
            current, at, further = next_line, 0, further + 1
        closed = self._after.match(current, end + 1)
        if closed is None:
            within = None if further else self._quoted_within(line, begin)
            if within is None:
                self._note_not_quoted()
            return within
        for _ in range(further):
            self._next()
        return self._without_pairs("\n".join(parts)), closed.end(), current

    def _end_of_inside(self, text: str, at: int) -> int:
        """Where the text of a quoted cell ends: at a quotation mark, or with the line."""
        inside = self._inside.match(text, at)
        assert inside is not None  # it may be empty
        end = inside.end()
        # An escape sign that ends the line escapes the line's end.
        return end if text.startswith(self._dialect.quote, end) else len(text)

    def _quoted_within(self, line: str, begin: int) -> tuple[str, int, str] | None:
        """A cell with quotation marks inside that were not doubled, if it ends within its line.

        It most likely ends behind marks that come in pairs, as in `"No, "never", she said",1`.
        """
        if self._no_end_in == self._line:
            return None
        marks = (mark.start() for mark in self._mark.finditer(line, begin) if not mark[1])
        found = (self._end.match(line, mark) for mark in islice(marks, 0, _MOST_MARKS, 2))
        end = next((end for end in found if end), None) or self._end.search(line, begin)
        if end is None:
            self._no_end_in = self._line
            return None
        self._count_broken()
        return self._without_pairs(line[begin : end.start()]), end.end(), line

    def _note_not_quoted(self) -> None:
        self._counts.opening += 1
        self._count_broken()

    def _count_broken(self) -> None:
        self._counts.broken += 1
        self._counts.first_broken = self._counts.first_broken or self._line

    def _without_pairs(self, text: str) -> str:
        return self._without_escapes(self._pair.sub(r"\1", text))

    def _without_escapes(self, text: str) -> str:
        return self._escaped.sub(r"\1", text) if self._dialect.escape else text

    # -- lines --------------------------------------------------------------------------------

    def _peek(self, index: int) -> str | None:
        """A line that is to come, without its line break; None behind the last one."""
        if index < len(self._put_back):
            return self._put_back[-1 - index].removesuffix("\n")
        index -= len(self._put_back)
        while len(self._pulled) <= index:
            line = next(self._lines, None)
            if line is None:
                return None
            self._pulled.append(line)
        return self._pulled[index].removesuffix("\n")

    def _next(self) -> str:
        self._line += 1
        line = self._put_back.pop() if self._put_back else self._pulled.popleft()
        return line.removesuffix("\n")
