"""Which runs a folder or a file of another tool holds."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.activities.exchange.event_files.reader import read_event_file
from workbench.activities.exchange.event_files.writer import NAME as EVENT_FILE
from workbench.activities.exchange.imported_runs.csv_table import read_csv
from workbench.activities.exchange.imported_runs.said_of_files import naming
from workbench.activities.exchange.imported_runs.text_file import opened_text
from workbench.errors import BadInput, reason_of
from workbench.file_formats.plain_file import open_plain_file, require_plain_file
from workbench.words import Words, words

CSV_SUFFIXES = (".csv", ".tsv")
_PACKED = (".gz", ".zip", ".bz2", ".xz", ".zst")
_GZIP = b"\x1f\x8b\x08"
MOST_FOLDERS = 10_000
_MOST_CHARACTERS = 60


@dataclass(frozen=True)
class OtherRun:
    """A run of another tool: a folder with event files, one such file, or what a CSV holds.

    `run` is what a CSV with several runs calls it; empty for the only one.
    """

    name: str
    path: Path
    run: str = ""


@dataclass(frozen=True)
class OtherRuns:
    """The runs below a path in the order of their names, and what is passed over."""

    runs: tuple[OtherRun, ...]
    notes: tuple[Words, ...] = ()


def is_event_file(name: str) -> bool:
    """Whether a file is called as TensorBoard's event files are; a packed one too."""
    return EVENT_FILE in name


def found_runs(path: Path) -> OtherRuns:
    """What there is to take over; raises BadInput where there is nothing, and says why."""
    with naming(path):
        is_folder = path.is_dir()
        if not is_folder:
            require_plain_file(path)
    if not is_folder:
        _require_known(path)
        return OtherRuns(tuple(_in_file(path)))
    notes: list[Words] = []
    runs = [run for folder in _folders(path, notes) for run in _in_folder(folder, path, notes)]
    if not runs:
        if notes:
            raise BadInput("{path} holds no run that can be read: {why}", path=path, why=notes[0])
        raise BadInput(
            "{path} holds neither event files of TensorBoard (with {mark} in their names) nor .csv",
            path=path,
            mark=EVENT_FILE,
        )
    return OtherRuns(tuple(runs), tuple(notes))


def event_files_in(folder: Path, notes: list[Words]) -> list[Path]:
    """The event files right in a folder that can be read, in the order of their names."""
    names = sorted(path for path in folder.iterdir() if is_event_file(path.name))
    return [path for path in names if _is_usable(path, notes)]


def _is_usable(path: Path, notes: list[Words]) -> bool:
    """Notes why a file is passed over."""
    try:
        require_plain_file(path)
        empty = path.stat().st_size == 0
    except OSError as error:
        notes.append(words("{path} is passed over: {reason}", path=path, reason=reason_of(error)))
        return False
    if _is_packed(path):
        notes.append(words("{path} is passed over: it is packed; unpack it first", path=path))
    elif empty:
        notes.append(words("{path} is passed over: it is empty", path=path))
    else:
        return True
    return False


def _is_packed(path: Path) -> bool:
    """By its name; some lose their ending on the way, so that a table is also looked into."""
    if path.suffix.lower() not in CSV_SUFFIXES:
        return path.suffix.lower() in _PACKED
    with open_plain_file(path) as stream:
        return stream.read(len(_GZIP)) == _GZIP


def _require_known(path: Path) -> None:
    with naming(path):
        is_packed = _is_packed(path)
    if is_packed:
        raise BadInput("{path} is packed; unpack it first", path=path)
    if path.stat().st_size == 0:
        raise BadInput("{path} is empty", path=path)
    if not is_event_file(path.name) and path.suffix.lower() not in CSV_SUFFIXES:
        raise BadInput(
            "{path} is neither an event file of TensorBoard (with {mark} in its name) nor a .csv",
            path=path,
            mark=EVENT_FILE,
        )


def _folders(path: Path, notes: list[Words]) -> Iterator[Path]:
    """A folder and those below it; links to folders are not followed, they may lead in a circle."""
    links = 0
    for number, (parent, below, _) in enumerate(os.walk(path)):
        if number == MOST_FOLDERS:
            raise BadInput(
                "{path} has more than {most:,} folders below it; choose the one with the runs",
                path=path,
                most=MOST_FOLDERS,
            )
        below.sort()
        links += sum(Path(parent, name).is_symlink() for name in below)
        yield Path(parent)
    if links:
        notes.append(
            words("{count} links to folders in {path} are not followed", count=links, path=path)
        )


def _in_folder(folder: Path, above: Path, notes: list[Words]) -> Iterator[OtherRun]:
    """The run that event files of a folder tell, or else those of its CSV files."""
    with naming(folder):
        tables = sorted(path for path in folder.iterdir() if path.suffix.lower() in CSV_SUFFIXES)
        events = event_files_in(folder, notes)
        has_scalars = any(map(_has_scalars, events))
    if events and not has_scalars:
        notes.append(
            words("{path} is passed over: no scalar can be read from its event files", path=folder)
        )
    elif events:
        inside = "" if folder == above else folder.relative_to(above).as_posix()
        yield OtherRun(_name(inside or folder.name), folder)
        if tables:
            notes.append(
                words(
                    "{count} CSV files in {path} are left out: the event files beside them tell "
                    "its run",
                    count=len(tables),
                    path=folder,
                )
            )
    if events:
        return
    for path in tables:
        if not _is_usable(path, notes):
            continue
        try:
            yield from _in_file(path, above)
        except BadInput as refusal:
            notes.append(words("{path} is passed over: {reason}", path=path, reason=refusal.words))


def _has_scalars(path: Path) -> bool:
    """Read no further than to the first one."""
    with open_plain_file(path) as stream:
        states = read_event_file(path, stream, path.stat().st_size)
        return any(stretch.points for told in states for stretch in told.stretches)


def _in_file(path: Path, above: Path | None = None) -> Iterator[OtherRun]:
    """The runs of one file; a CSV is read for what it calls them."""
    own = _own_name(path, above or path.parent)
    if is_event_file(path.name):
        yield OtherRun(_name(path.resolve().parent.name), path)
        return
    with naming(path), opened_text(path) as (stream, _):
        *_, told = read_csv(path, stream)
    if not told.runs:
        raise BadInput("{path} holds no number that stands at a step", path=path)
    several = len(told.runs) > 1 or "" not in told.runs
    for run in told.runs:
        yield OtherRun(_name(run or own), path, run if several else "")


def _own_name(path: Path, above: Path) -> str:
    """Of a table by its place; Lightning calls the table of each run metrics.csv."""
    inside = path.relative_to(above).with_suffix("")
    told_by_folder = inside.name == "metrics" and inside.parent.name
    return (inside.parent if told_by_folder else inside).as_posix()


def _name(text: str) -> str:
    """What a run is called after its folder or file; an @ would name a checkpoint."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text.replace("@", " "))
    return " ".join(seen.split())[:_MOST_CHARACTERS].rstrip() or "imported"
