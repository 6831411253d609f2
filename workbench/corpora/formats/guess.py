"""Guessing how a table is written: the way of reading in which there is least to complain about.

Every combination of signs that can be is tried on the first rows, cut as they will be cut in
earnest. A delimiter is believed when rows have as many cells as the first one; more cells speak
against it by half, since text that was not quoted has delimiters of its own; fewer by the whole.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from workbench.corpora.formats.cells import Counts, cut_rows
from workbench.corpora.formats.dialect import AskedDialect, Dialect
from workbench.corpora.formats.heading import columns_before_text, is_heading, names_columns
from workbench.corpora.sources import Format

_SAMPLE = 256 * 1024
"""So many characters are looked at."""
_ROWS = 2000

_DELIMITERS = "\t;|,"
"""The rarer one within text comes first: it wins where several fit alike."""
_RARE_DELIMITERS = "^~"
"""Believed in where the first row has a usual name and every other has as many cells."""
_PUNCTUATION = (",", ";")
"""Each has a space behind it in sentences."""
_MOSTLY = 0.9
_MANY_CELLS = 10
"""Sentences hardly have equally many commas so often."""
_APOSTROPHE = "'"
_ESCAPE = "\\"
_COMMENT = "#"

_MOST_SHORT = 0.2
_LEAST_FIT = 0.5


def guessed_dialect(text: str, format: Format, asked: AskedDialect) -> Dialect:
    """How the table is written that begins with `text`, keeping to what was asked."""
    sample = _sample(text)
    skipped, sep = _separator_line(sample)
    if sep and asked.delimiter is None:
        asked = replace(asked, delimiter=sep)
    rest = _without_lines(sample, skipped)
    dialect = _of_comments(rest, format, asked) or _of_table(rest, format, asked)
    return replace(dialect, first_lines=dialect.first_lines + skipped)


def first_cells(text: str, dialect: Dialect, most: int) -> list[list[str]]:
    """The cells of the first rows of a table, the heading among them."""
    rows = cut_rows(_lines(text), dialect, Counts())
    return [row.cells for row in islice(rows, most)]


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    return text[: text.rfind("\n", 0, _SAMPLE) + 1] or text[:_SAMPLE]


def _separator_line(sample: str) -> tuple[int, str]:
    """How many lines say which delimiter follows (as Excel writes it), and that delimiter."""
    match = re.match(r'"?sep=(.|\\t)"?\n', sample, re.IGNORECASE)
    return (1, match[1].replace("\\t", "\t")) if match else (0, "")


def _without_lines(sample: str, count: int) -> str:
    return sample.split("\n", count)[-1] if count else sample


def _of_comments(sample: str, format: Format, asked: AskedDialect) -> Dialect | None:
    """The dialect of a table that begins with comment lines; None when it does not."""
    lines = takewhile(lambda line: line == "\n" or line.startswith(_COMMENT), _lines(sample))
    count = len(list(lines))
    rest = _without_lines(sample, count)
    if not sample.lstrip("\n").startswith(_COMMENT) or not rest.strip():
        return None
    dialect = _of_table(rest, format, asked)
    if not dialect.delimiter:
        return None
    if not dialect.heading and asked.heading == "auto":
        named = first_cells(_without_lines(sample, count - 1), dialect, 1)[0]
        width = len(first_cells(rest, dialect, 1)[0])
        if len(named) == width:  # "#id,text" names the columns
            return replace(dialect, first_lines=count - 1, heading=True)
    return replace(dialect, first_lines=count, comment=_COMMENT)


def _of_table(sample: str, format: Format, asked: AskedDialect) -> Dialect:
    readings = [_best_quoting(sample, one) for one in _delimiters(sample, format, asked)]
    best = max(readings, key=lambda reading: reading.score, default=None)
    if asked.heading != "yes":
        for reading in readings:
            if columns := columns_before_text(reading.rows):
                return _with_text_behind(reading, columns, asked)
    readings = [_best_quoting(sample, one) for one in _rare_delimiters(sample, asked)]
    best = next((one for one in readings if one.is_named_table), best)
    is_asked = asked.delimiter is not None and best is not None and best.width > 1
    if best is None or not (is_asked or (best.is_table and not _is_prose(sample, best))):
        lines = _best_quoting(sample, replace(asked, delimiter=""))
        whole = None if asked.delimiter == "" else _whole_rows(sample, lines, format, asked)
        best = whole or (best if best and asked.delimiter is not None else lines)
    return replace(best.dialect, heading=_heading(best.rows, asked))


def _delimiters(sample: str, format: Format, asked: AskedDialect) -> Iterator[AskedDialect]:
    if asked.delimiter is not None:
        yield asked
        return
    for delimiter in _DELIMITERS:
        is_tabs = format is Format.TSV and "\t" in sample and delimiter != "\t"
        if delimiter in sample and not is_tabs:
            yield replace(asked, delimiter=delimiter)


def _with_text_behind(reading: "_Reading", columns: int, asked: AskedDialect) -> Dialect:
    """The dialect of a table whose last column holds delimiters of its own."""
    delimiter, before = reading.dialect.delimiter, columns - 1
    rows = [[*row[:before], delimiter.join(row[before:])] for row in reading.rows]
    heading = len(reading.rows[0]) == columns and _heading(rows, asked)
    return replace(reading.dialect, heading=heading, columns=columns)


def _rare_delimiters(sample: str, asked: AskedDialect) -> Iterator[AskedDialect]:
    if asked.delimiter is None:
        yield from (replace(asked, delimiter=one) for one in _RARE_DELIMITERS if one in sample)


def _is_prose(sample: str, reading: "_Reading") -> bool:
    """Whether what seems to part columns is the punctuation of sentences."""
    delimiter = reading.dialect.delimiter
    if delimiter not in _PUNCTUATION or names_columns(reading.rows[0]):
        return False
    if sample.count(f"{delimiter} ") < _MOSTLY * sample.count(delimiter):
        return False
    return not (reading.exact == 1 and len(reading.rows) * reading.width >= _MANY_CELLS)


def _heading(rows: Sequence[list[str]], asked: AskedDialect) -> bool:
    return is_heading(rows) if asked.heading == "auto" else asked.heading == "yes"


@dataclass(frozen=True)
class _Reading:
    """The first rows as one dialect cuts them.

    `broken` quotation marks open no cells after all; `odd` ones are these and those within cells.
    """

    dialect: Dialect
    rows: Sequence[list[str]]
    broken: int
    odd: int

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def _share(self, more: float, fewer: float) -> float:
        """The share of rows below the first with as many cells, or these weights."""
        below = self.rows[1:]
        sizes = (len(row) - self.width for row in below)
        counted = sum(1.0 if not size else more if size > 0 else fewer for size in sizes)
        return counted / len(below) if below else 1.0

    @property
    def score(self) -> float:
        if self.width < 2:
            return 0.0
        return self._share(0.5, 0.0) - self.broken / max(1, len(self.rows))

    @property
    def exact(self) -> float:
        return self._share(0.0, 0.0)

    @property
    def is_named_table(self) -> bool:
        """Whether there is no doubt of a delimiter: a usual name, and nothing amiss."""
        if self.width < 2 or len(self.rows) < 2 or not names_columns(self.rows[0]):
            return False
        return self.exact == 1 and not self.odd

    @property
    def is_table(self) -> bool:
        """Whether the first row's delimiters are believed to part columns."""
        if self.width < 2:
            return False
        if len(self.rows) == 1 or names_columns(self.rows[0]):
            return names_columns(self.rows[0])  # nothing else tells, or nothing needs to
        fits = self._share(0.5, 0.0) >= _LEAST_FIT
        return fits and 1 - self._share(1.0, 0.0) <= _MOST_SHORT


def _reading(sample: str, dialect: Dialect) -> _Reading:
    counts = Counts()
    rows = [row.cells for row in islice(cut_rows(_lines(sample), dialect, counts), _ROWS)]
    if len(sample) >= _SAMPLE and len(rows) > 2:
        rows.pop()  # it may go on behind the sample
    return _Reading(dialect, rows, counts.opening, counts.broken)


def _best_quoting(sample: str, asked: AskedDialect) -> _Reading:
    """The most fitting signs beside the delimiter."""
    delimiter = asked.delimiter or ""
    spaced = _looks_spaced(sample, delimiter)
    usual = "" if delimiter == '"' else '"'
    plain = Dialect(delimiter, _first(asked.quote, usual), _first(asked.escape, ""), spaced)
    best = _reading(sample, plain)
    for dialect in _others(sample, plain, asked):
        other = _reading(sample, dialect)
        if (other.exact, -other.odd) > (best.exact, -best.odd):
            best = other
    if asked.quote is None:
        best = _other_quote(sample, best, asked)
    return best


def _first(asked: str | None, usual: str) -> str:
    return usual if asked is None else asked


def _others(sample: str, plain: Dialect, asked: AskedDialect) -> Iterator[Dialect]:
    """What else is worth a try: an escape sign, spaces behind the delimiter."""
    is_free = asked.escape is None and _ESCAPE not in (plain.delimiter, plain.quote)
    escaped = [_ESCAPE + sign for sign in (plain.quote, plain.delimiter) if sign]
    escapes = is_free and any(pair in sample for pair in escaped)
    if escapes:
        yield replace(plain, escape=_ESCAPE)
    can_space = plain.delimiter not in ("", " ") and not plain.skip_space
    if can_space and f"{plain.delimiter} {plain.quote}" in sample:
        yield replace(plain, skip_space=True)
        if escapes:
            yield replace(plain, skip_space=True, escape=_ESCAPE)


def _looks_spaced(sample: str, delimiter: str) -> bool:
    """Whether a space follows each delimiter of the first line."""
    first = sample.lstrip("\n").split("\n", 1)[0]
    return delimiter not in ("", " ") and 0 < first.count(delimiter) == first.count(delimiter + " ")


def _other_quote(sample: str, best: _Reading, asked: AskedDialect) -> _Reading:
    """Apostrophes as quotation marks, or none at all, where that is how the table is written."""
    delimiter = best.dialect.delimiter
    if _APOSTROPHE in sample and _APOSTROPHE not in (delimiter, asked.escape):
        is_escaped = _ESCAPE + _APOSTROPHE in sample and delimiter != _ESCAPE
        escape = _first(asked.escape, _ESCAPE if is_escaped else "")
        single = _reading(sample, replace(best.dialect, quote=_APOSTROPHE, escape=escape))
        if not single.broken and _quoted(sample, single) > max(1, len(single.rows) // 2):
            return max(best, single, key=lambda one: (one.exact, _quoted(sample, one)))
    bare = _reading(sample, replace(best.dialect, quote="", escape=asked.escape or ""))
    if bare.rows == best.rows or bare.exact < best.exact:
        return best
    is_row_a_line = bare.exact == 1 and len(bare.rows) > len(best.rows)
    are_words = best.broken > _needing_quotes(best) or (best.broken and is_row_a_line)
    return bare if are_words and 10 * best.broken > _quoted(sample, best) else best


def _quoted(sample: str, reading: _Reading) -> int:
    """How many cells seem to be quoted, by what stands around them."""
    mark, delimiter = re.escape(reading.dialect.quote), re.escape(reading.dialect.delimiter)
    if not mark:
        return 0
    part = f"^|{delimiter}" if delimiter else "^"
    behind = f"$|{delimiter}" if delimiter else "$"
    pattern = rf"(?:{part}) *{mark}(?:[^{mark}\n]|{mark}{mark})*{mark} *(?={behind})"
    return len(re.findall(pattern, sample, re.MULTILINE))


def _needing_quotes(reading: _Reading) -> int:
    """How many cells hold what can stand in quoted cells alone."""
    dialect = reading.dialect
    return sum(
        "\n" in cell or (bool(dialect.delimiter) and dialect.delimiter in cell)
        for row in reading.rows
        for cell in row
    )


def _whole_rows(
    sample: str, lines: _Reading, format: Format, asked: AskedDialect
) -> _Reading | None:
    """The table within rows that are quoted as a whole, when that is how the lines are written."""
    if not lines.dialect.quote or _quoted(sample, lines) < max(2, len(lines.rows)):
        return None
    inner = "\n".join(row[0] for row in lines.rows)
    for one in _delimiters(inner, format, asked):
        table = _best_quoting(inner, one)
        convinces = '"' in inner or names_columns(table.rows[0])
        if table.is_table and table.exact == 1 and not table.broken and convinces:
            return replace(table, dialect=replace(table.dialect, whole_rows=True))
    return None


def _lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline="\n")
