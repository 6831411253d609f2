"""Taking over a run of another tool: its curves become those of a run of the project."""

import os
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, TypeVar

from workbench.activities.exchange.event_files.reader import EventFile, read_event_file
from workbench.activities.exchange.imported_runs.attempts import (
    WrittenAttempt,
    attempts_of,
    begun_at,
    metrics_of,
    said_of,
)
from workbench.activities.exchange.imported_runs.csv_table import read_csv
from workbench.activities.exchange.imported_runs.found import CSV_SUFFIXES, event_files_in
from workbench.activities.exchange.imported_runs.metric_names import names_of
from workbench.activities.exchange.imported_runs.said_of_files import naming
from workbench.activities.exchange.imported_runs.text_file import opened_text
from workbench.activities.spec import ImportRunSpec
from workbench.errors import BadInput
from workbench.events import Event, Level, Note, Outcome, Progress, RunResumed, StageStarted
from workbench.file_formats.plain_file import open_plain_file
from workbench.jobs import Control
from workbench.words import Words, listed, words

_BYTES = "bytes"
T = TypeVar("T")

_KINDS = {
    "text": words("texts"),
    "histogram": words("histograms"),
    "image": words("images"),
    "audio": words("sounds"),
    "graph": words("graphs"),
    "tensor": words("tensors of several numbers"),
    "log": words("lines of a log"),
}
_EVERY = 1000
_MOST_PLACES = 5


class _Stopped(Exception):
    """Whoever controls the run wants it to end."""


def import_run(spec: ImportRunSpec, control: Control) -> Generator[Event, None, Outcome]:
    """Read event files or a CSV, and tell their points as a run of our own tells its own.

    Raises BadInput where there is no point to tell.
    """
    path = Path(spec.path)
    try:
        if path.suffix.lower() in CSV_SUFFIXES and not path.is_dir():
            attempts = yield from _of_csv(path, spec.run, control)
        else:
            attempts = yield from _of_event_files(path, control)
        yield from _told(attempts, path, control)
    except _Stopped:
        return control.outcome
    return Outcome.FINISHED


def _of_csv(
    path: Path, run: str, control: Control
) -> Generator[Event, None, Sequence[WrittenAttempt]]:
    with naming(path), opened_text(path) as (stream, below):
        yield _stage(path)
        told = yield from _with_progress(read_csv(path, stream), below, control)
    for note in told.notes:
        yield Note(words=note, level=Level.WARNING)
    if run and run not in told.runs:
        raise BadInput(
            "{path} holds no run '{run}'; it holds: {runs}",
            path=path,
            run=run,
            runs=listed(told.runs) or "-",
        )
    points = told.runs.get(run) or next(iter(told.runs.values()), {})
    return [WrittenAttempt(points=points)]


def _of_event_files(
    path: Path, control: Control
) -> Generator[Event, None, Sequence[WrittenAttempt]]:
    passed_over: list[Words] = []
    with naming(path):
        paths = event_files_in(path, passed_over) if path.is_dir() else [path]
    for note in passed_over:
        yield Note(words=note, level=Level.WARNING)
    files: list[EventFile] = []
    for one in paths:
        yield _stage(one)
        files.append((yield from _read(one, control)))
        for note in _said_of(files[-1]):
            yield Note(words=note, level=Level.WARNING)
    others = sum((file.others for file in files), Counter[str]())
    for kind, count in sorted(others.items()):
        told = _KINDS.get(kind, words("others"))
        yield Note(
            words=words("left out, as it is no curve: {kind} ({count:,})", kind=told, count=count)
        )
    return attempts_of(files)


def _read(path: Path, control: Control) -> Generator[Event, None, EventFile]:
    with naming(path), open_plain_file(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        return (yield from _with_progress(read_event_file(path, stream, size), stream, control))


def _with_progress(
    states: Iterator[T], stream: BinaryIO, control: Control
) -> Generator[Event, None, T]:
    """The last of the states in which a file is read; there is at least one."""
    told = next(states)
    for state in states:
        told = state
        yield Progress(done=stream.tell())
        _require_wanted(control)
    return told


def _said_of(file: EventFile) -> Iterator[Words]:
    """What of a file is damaged, with its places."""
    if file.damaged:
        yield words(
            "{count} records of {path} are damaged and passed over; they begin at the bytes: "
            "{places}",
            count=len(file.damaged),
            path=file.path,
            places=listed(f"{place:,}" for place in file.damaged[:_MOST_PLACES]),
        )
    if file.ends_at is None:
        return
    if file.is_torn:
        yield words(
            "the last record of {path} is cut short, at byte {place:,} of {size:,}: its writer "
            "died, still writes, or the copy is not whole; what stands before was read",
            path=file.path,
            place=file.ends_at,
            size=file.size,
        )
    else:
        yield words(
            "{path} is damaged at byte {place:,}, where a length stands: the {left:,} bytes from "
            "there on cannot be read",
            path=file.path,
            place=file.ends_at,
            left=file.size - file.ends_at,
        )


def _told(attempts: Sequence[WrittenAttempt], path: Path, control: Control) -> Iterator[Event]:
    """The points, and what became of their names and of those that do not count."""
    ranges: dict[str, tuple[float, float]] = {}
    for attempt in attempts:
        for tag, points in attempt.points.items():
            least, most = ranges.get(tag, (points.values[0], points.values[0]))
            ranges[tag] = min(least, *points.values), max(most, *points.values)
    if not ranges:
        raise BadInput("{path} holds no scalars, so there is no curve to take over", path=path)
    names = names_of(ranges)
    begun = begun_at(attempts)
    yield StageStarted(words=words("Taking over the curves"))
    for attempt in attempts:
        if attempt.from_step is not None:
            yield RunResumed(from_step=attempt.from_step)
        for number, metrics in enumerate(metrics_of(attempt, names.names, begun)):
            yield metrics
            if number % _EVERY == 0:
                _require_wanted(control)
    for note in (*names.words, *said_of(attempts)):
        yield Note(words=note)


def _stage(path: Path) -> StageStarted:
    with naming(path):
        size = path.stat().st_size
    return StageStarted(words=words("Reading {name}", name=path.name), total=size, unit=_BYTES)


def _require_wanted(control: Control) -> None:
    if control.stopping:
        raise _Stopped
