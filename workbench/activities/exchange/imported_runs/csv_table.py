"""Curves of a CSV file: wide, a column for each metric, or long, a row for each point.

As Weights & Biases, trackio, Lightning, Keras, MLflow, TensorBoard and this project export them.
"""

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TextIO

from workbench.activities.exchange.event_files.reader import Points
from workbench.activities.exchange.imported_runs.columns import Columns, TableLayout
from workbench.errors import BadInput
from workbench.words import Words, listed, words

_MILLISECONDS_FROM = 1e11
"""A larger wall time is in milliseconds: in seconds it would be the year 5138."""
_IN_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")


@dataclass
class CsvRuns:
    """The points of each run of a CSV by metric; a file that names none has one, called \"\"."""

    path: Path
    columns: Columns
    is_comma_separated: bool = True
    """Then a comma inside a cell stands between thousands as often as before a fraction."""
    runs: dict[str, dict[str, Points]] = field(default_factory=dict)
    rows: int = 0
    stepless: list[int] = field(default_factory=list)
    """The lines, from 1, whose step cannot be read."""
    unread: Counter[str] = field(default_factory=Counter)
    """By column, how many cells hold no number."""

    def add(self, run: str, metric: str, step: int, value: float, time: float) -> None:
        of_run = self.runs.setdefault(run, {})
        points = of_run.get(metric)
        if points is None:
            points = of_run[metric] = Points()
        points.append(step, value, time)

    @property
    def notes(self) -> Iterator[Words]:
        """What was guessed or left out, counted."""
        yield from self.columns.notes
        if self.stepless:
            yield words(
                "{count} rows of {path} are left out, as their step cannot be read: the first is "
                "line {line}",
                count=len(self.stepless),
                path=self.path,
                line=self.stepless[0],
            )
        if self.unread:
            yield words(
                "cells of {path} that hold no number are left out: {columns}",
                path=self.path,
                columns=listed(f"{name} {count:,}" for name, count in self.unread.items()),
            )


def read_csv(path: Path, stream: TextIO) -> Iterator[CsvRuns]:
    """The runs of a CSV file, yielded now and then while they grow in place; raises BadInput."""
    try:
        sample = stream.read(1 << 16)
        stream.seek(0)
        delimiter = _delimiter(sample)
        rows = csv.reader(stream, delimiter=delimiter, strict=True)  # no quote swallows the rest
        told = CsvRuns(path, Columns.of(path, next(rows, [])), delimiter == ",")
        for line in rows:
            _take(told, line, rows.line_num)
            if told.rows % 10_000 == 0:
                yield told
    except csv.Error as error:
        raise BadInput("{path} is no CSV: {reason}", path=path, reason=error) from None
    yield told


def _delimiter(sample: str) -> str:
    """Of the sign that stands most often in the heading."""
    heading = sample.partition("\n")[0]
    return max(",;\t", key=heading.count)


def _take(told: CsvRuns, line: Sequence[str], number: int) -> None:
    """A row; a short one has no values in the columns that it lacks."""
    columns = told.columns
    if not any(map(str.strip, line)):
        return
    told.rows += 1
    cells = [*line, *[""] * (columns.count - len(line))]
    step = _whole(cells[columns.step])
    if step is None:
        told.stepless.append(number)
        return
    time = math.nan if columns.time is None else _seconds(cells[columns.time])
    run = "" if columns.run is None else cells[columns.run].strip()
    if columns.layout is TableLayout.LONG:
        metric = cells[columns.metric].strip() or columns.name
        _take_cell(told, run, metric, step, cells[columns.value], time)
    for index, (of_run, metric) in columns.metrics.items():
        _take_cell(told, of_run or run, metric, step, cells[index], time)


def _take_cell(told: CsvRuns, run: str, metric: str, step: int, cell: str, time: float) -> None:
    if not (text := cell.strip()):
        return
    value = _number(text, may_group=told.is_comma_separated)
    if value is None:
        told.unread[metric] += 1
    else:
        told.add(run, metric, step, value, time)


def _number(text: str, *, may_group: bool = True) -> float | None:
    """A number, also with a decimal comma.

    None where the comma may as well stand between thousands, if it `may_group`: 1,000 is 1 or 1000.
    """
    try:
        return float(text)
    except ValueError:
        pass
    if may_group and _IN_THOUSANDS.fullmatch(text):
        return None
    try:
        return float(text.replace(",", ".")) if text.count(",") == 1 and "." not in text else None
    except ValueError:
        return None


def _whole(text: str) -> int | None:
    """A step; in a table with gaps programs write it as 12.0."""
    value = _number(text.strip())
    if value is None or not math.isfinite(value) or value != int(value) or abs(value) >= 2**63:
        return None
    return int(value)


def _seconds(text: str) -> float:
    """A wall time, or a time since the beginning; NaN where it cannot be read."""
    value = _number(text.strip())
    if value is not None:
        return value / 1000 if value > _MILLISECONDS_FROM else value
    try:
        return datetime.fromisoformat(text.strip()).timestamp()
    except (ValueError, OverflowError):
        return math.nan
