"""`project.db`: an index of the project's folders that can be searched, and rebuilt from them.

Tables and curves are read from it; nothing is in here that the folders do not tell. What a
folder's marks show to be newer than its rows is read from the folder. Any thread may call.
"""

import itertools
import json
import math
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from operator import attrgetter
from pathlib import Path
from typing import Any, cast

import sqlite_utils

from workbench.errors import CannotBeRead, Corrupt, NotFound, ReadOnly
from workbench.events import (
    ArtifactReady,
    CheckpointRemoved,
    CheckpointSaved,
    Event,
    Metrics,
    RunEnded,
    RunResumed,
    SampleWritten,
)
from workbench.store.change import Change
from workbench.store.database import answers, closed_sum, connections
from workbench.store.database.answers import MetricPoint
from workbench.store.database.marks import FolderMarks, marks_of, marks_of_runs
from workbench.store.database.past import Past
from workbench.store.database.run_row import IndexedRun, row_of
from workbench.store.database.schema import RUN_TABLES, TABLES, migrations
from workbench.store.files import durable, looking, manifest
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.store.records import ModelRecord, RunRecord
from workbench.store.runs import asked
from workbench.store.runs.figures import COURSE_OF, course
from workbench.store.runs.journal import JournalEntry, count_unread, open_journal, read_lines
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.state import RunState
from workbench.store.scanning.model_record import model_record
from workbench.store.scanning.problems import problems_of
from workbench.store.scanning.run_scan import Known, is_readable
from workbench.words import Words, words

MOST_BYTES = 64 << 10
"""How much of one journal a single transaction takes in: the window must not wait for more."""

_BEAT_S = 0.03
_CATCHING_UP_EVERY_S = 0.05

INGEST_EVERY_S = 1.0
_SEAM_BYTES = 64
_CATALOGUE_EVENTS = (CheckpointSaved, CheckpointRemoved, ArtifactReady, RunEnded)
_ADD_POINT = (
    "insert into metrics (run, name, step, value, tokens, epoch, elapsed_s) "
    "values (?, ?, ?, ?, ?, ?, ?) "
    "on conflict (run, name, step) do update set value = excluded.value"
)
"""A point measured anew keeps its place, as in a `Series`."""
_KEEP_ROW = "insert or replace into runs ({names}) values ({values})".format(
    names=", ".join(f"[{one.name}]" for one in fields(IndexedRun)),
    values=", ".join(f":{one.name}" for one in fields(IndexedRun)),
)
_COLUMNS = attrgetter("step", "values", "tokens", "epoch", "elapsed_s")


class Database:
    """The catalogue of one project; `left_out` says of runs why they could not be taken in."""

    def __init__(self, project: ProjectFolder, db: sqlite_utils.Database) -> None:
        self._project = project
        self._path = project.database_path
        self._runs_path = project.folder_of(Sort.RUN)
        self._db = db
        self._lock = threading.RLock()
        self._due_at = 0.0
        self._told_at = -math.inf
        self._untold = Change.NOTHING
        self._seen: tuple[tuple[str, int], ...] = ()
        self._refused: CannotBeRead | None = None
        self.left_out: dict[str, Words] = {}
        self.progress: tuple[int, int] | None = (0, 0)
        """How many runs were taken in by now, and of how many; None once all were."""

    @classmethod
    def open(cls, project: ProjectFolder, *, as_closed: bool = False) -> "Database":
        """Open or make the database, and bring an older one up to date; no journal is read.

        With `as_closed`, which takes reading all of it, one that does not hold what it held when it
        was closed, or that a process died with, is damaged. It is for who keeps the catalogue: no
        other has it open. Raises ReadOnly when it cannot be written or is of a newer version,
        Corrupt when it is damaged (then `discard` it), Locked when another process writes,
        CannotBeRead, DiskFull.
        """
        path = project.database_path
        project.require_writable()
        is_as_it_was = not as_closed or closed_sum.holds(path)
        with connections.plain_errors(path):
            db = _connect(path)
            try:
                _bring_up_to_date(path, db)
                if not is_as_it_was:
                    raise Corrupt("{path} is damaged: it is not what was written", path=path)
                closed_sum.forget(path)
            except BaseException:
                db.close()
                raise
        return cls(project, db)

    @staticmethod
    def discard(project: ProjectFolder) -> None:
        """Remove a damaged database; `open` then makes an empty one, which ingestion fills."""
        path = project.database_path
        for suffix in ("", "-wal", "-shm", closed_sum.SUFFIX):
            durable.remove_file(path.with_name(path.name + suffix))

    def close(self) -> None:
        with self._lock:
            self._db.close()
        closed_sum.note(self._path)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """All of it or nothing; one thread at a time."""
        with self._lock, connections.plain_errors(self._path), self._db.atomic():
            yield

    # -- taking in ----------------------------------------------------------------------------

    def ingest(self, run: RunFolder) -> Change:
        """Take in what a run's folder tells since the last time, at most about 64 KiB of journal.

        Rows and the journal's offset change in one transaction; a run with a number that no table
        can keep is `left_out`, and for now one of which the system refuses to read something.
        Raises ReadOnly, Locked, DiskFull.
        """
        try:
            change = self._take_in(run)
        except OverflowError:
            self.left_out[run.id] = _too_large(run)
            return Change.NOTHING
        except CannotBeRead as refusal:
            self._refused = refusal
            self.left_out[run.id] = refusal.words
            return Change.NOTHING
        except (FileNotFoundError, NotFound):
            if run.path.is_dir():
                raise
            # It went to the bin while it was read.
            change = self._forget_gone([run.id])
        self.left_out.pop(run.id, None)
        return change

    def _take_in(self, run: RunFolder) -> Change:
        marks = marks_of(run.path)
        if marks is None or not is_readable(run):
            return self._forget_gone([run.id])
        with self._writing():
            row = self._row(run.id)
            if row.offset and not _continues(run.journal_path, row):
                self._forget([run.id])
                row = IndexedRun(run.id)
            return self._ingest(run, row, marks)

    def _ingest(self, run: RunFolder, row: IndexedRun, marks: FolderMarks) -> Change:
        lines, offset = read_lines(run.journal_path, row.offset, MOST_BYTES)
        entries = [entry for entry in lines if entry is not None]
        row.unread_lines += count_unread(lines)
        went_on = offset != row.offset
        caught_up = not went_on or offset == marks.journal_bytes
        marks = replace(marks, journal_bytes=marks.journal_bytes if caught_up else offset)
        if marks == row.marks and not went_on:
            return Change.NOTHING
        touched = replace(row.marks, journal_bytes=0) != replace(marks, journal_bytes=0)
        self._take(row, [entry.event for entry in entries])
        if caught_up:
            problems = problems_of(
                run, step=row.step, unread_lines=row.unread_lines, must_read=True
            )
            row.problems = answers.as_text(problems)
        self._keep(row, run, entries, offset, marks)
        kinds = {type(entry.event) for entry in entries}
        if touched or not kinds.isdisjoint(_CATALOGUE_EVENTS):
            self._refresh_model(run)
            return Change.CATALOGUE
        return Change.NUMBERS if went_on else Change.NOTHING

    def ingest_due(self) -> Change:
        """`ingest_all`, once a second at most.

        Takes some hundredths of a second; of more than fits into that, the rest follows soon, and
        what is new is still said once a second.
        """
        now = time.monotonic()
        if now < self._due_at:
            return Change.NOTHING
        self._due_at = now + INGEST_EVERY_S
        self._untold = max(self._untold, self.ingest_all(_BEAT_S))
        catching_up = self._due_at < now + INGEST_EVERY_S
        if catching_up and now - self._told_at < INGEST_EVERY_S:
            return Change.NOTHING
        self._told_at = now
        change, self._untold = self._untold, Change.NOTHING
        return change

    def hurry(self) -> None:
        """Something was changed: `ingest_due` is due at once."""
        self._due_at = 0.0

    def ingest_all(self, most_s: float = math.inf) -> Change:
        """`ingest` every run whose folder changed, and what else the project holds.

        Leaves what remains after `most_s` seconds to the next call.
        """
        begun = time.monotonic()
        marks, known = marks_of_runs(self._runs_path), self._known_marks()
        change = max(self._forget_gone(known.keys() - marks.keys()), self._refresh_sources())
        due = [run_id for run_id, mark in marks.items() if mark.meta and known.get(run_id) != mark]
        for number, run_id in enumerate(due):
            self.progress = (len(marks) - len(due) + number, len(marks))
            run = RunFolder(self._runs_path / run_id)
            while new := self.ingest(run):
                change = max(change, new)
                if time.monotonic() - begun > most_s:
                    self._due_at = begun + _CATCHING_UP_EVERY_S
                    return change
        self.progress = None
        return change

    def reindex(self) -> int:
        """Forget everything and take it in again from the folders; gives the number of runs.

        Raises CannotBeRead where the system refused something; the rest is taken in.
        """
        with self._writing():
            for table in TABLES:
                self._db.table(table).delete_where()
        self._seen = ()
        self._refused = None
        self.ingest_all()
        if self._refused is not None:
            raise self._refused
        return len(self._known_marks())

    def _known_marks(self) -> dict[str, FolderMarks]:
        with connections.to_read(self._path) as connection:
            return answers.marks(connection)

    def _refresh_sources(self) -> Change:
        """Make corpora and tokenizers what their folders tell, if anything was changed there.

        Where the system refuses to read one, they stay as they are until the next time.
        """
        project = self._project
        try:
            seen = marks_of_sources(project)
            if seen == self._seen:
                return Change.NOTHING
            corpora, tokenizers = project.corpora(), project.tokenizers()
        except CannotBeRead as refusal:
            self._refused = refusal
            return Change.NOTHING
        with self._writing():
            self._replace("corpora", [_plain(record) for record in corpora])
            self._replace("tokenizers", [_plain(record) for record in tokenizers])
        self._seen = seen
        return Change.CATALOGUE

    # -- looking up ---------------------------------------------------------------------------

    def runs(self) -> tuple[RunRecord, ...]:
        """Every run, oldest first, with the newest value of each metric."""
        return self._project.runs(self.known_runs())

    def known_runs(self) -> Known[RunRecord]:
        """The runs that were taken in, each with the marks of what was."""
        with connections.to_read(self._path) as connection:
            return answers.runs(connection, self._runs_path)

    def models(self) -> tuple[ModelRecord, ...]:
        """Every model with its checkpoints, in the order of the runs."""
        return self._project.models(self.known_models())

    def known_models(self) -> Known[ModelRecord | None]:
        """The models of the runs that were taken in, as `known_runs`."""
        with connections.to_read(self._path) as connection:
            return answers.models(connection, self._runs_path)

    def past(self, run_id: str) -> Past:
        """What was taken in of a run's journal, its points from their table; empty if nothing."""
        run = self._project.run_folder(run_id)
        with connections.to_read(self._path) as connection:
            row = row_of(answers.run_row(connection, run_id), run_id)
            series = answers.series(connection, run_id)
        if not row.offset or not _continues(run.journal_path, row):
            return Past()
        past = Past.of(run.journal_path, row.offset)
        state = replace(
            past.state,
            series=series,
            step=row.step,
            tokens=row.tokens,
            epoch=row.epoch,
            elapsed_s=row.elapsed_s,
        )
        return replace(past, state=state)

    def last_metrics(self, run_id: str) -> dict[str, float]:
        """The newest value of every metric of a run."""
        with connections.to_read(self._path) as connection:
            return row_of(answers.run_row(connection, run_id), run_id).metrics

    def points(self, run_id: str, metric: str) -> list[MetricPoint]:
        """A metric's values in the order of their steps; NaN where the value was not a number."""
        with connections.to_read(self._path) as connection:
            return answers.points(connection, run_id, metric)

    def texts(self, containing: str) -> list[tuple[str, int, str, str]]:
        """Every sample, with its run's id, its step and its prompt, that holds a piece of text."""
        with connections.to_read(self._path) as connection:
            return answers.texts(connection, containing)

    # -- rows ---------------------------------------------------------------------------------

    def _row(self, run_id: str) -> IndexedRun:
        with connections.reading_rows(self._path):
            return row_of(next(self._db.table("runs").rows_where("id = ?", [run_id]), {}), run_id)

    def _take(self, row: IndexedRun, events: list[Event]) -> None:
        """Write what the events tell, in their order, and bring the run's row up to them."""
        state, is_measured = row.state(), False
        for kind, alike in itertools.groupby(events, type):
            if kind is Metrics:
                measured = cast("list[Metrics]", list(alike))
                is_measured |= self._write_points(row.id, measured)
                row.measure(measured)
                state = state.without_points(measured[-1])
                continue
            for event in alike:
                state = self._take_one(row, state, event)
        if is_measured:
            row.course = course(answers.values(self._db.conn, row.id, COURSE_OF))
        row.take(state)

    def _take_one(self, row: IndexedRun, state: RunState, event: Event) -> RunState:
        """Write what an event tells that is no figure; gives the state after it."""
        match event:
            case RunResumed():
                known = replace(state, series=answers.series(self._db.conn, row.id))
                self._forget_after(row.id, event.from_step)
                state = known.apply(event)
                row.measure_anew(state.series)
            case SampleWritten():
                state = state.apply(event)
                self._write_sample(row.id, event)
            case _:
                state = state.apply(event)
        return state

    def _keep(
        self,
        row: IndexedRun,
        run: RunFolder,
        entries: list[JournalEntry],
        offset: int,
        marks: FolderMarks,
    ) -> None:
        if row.meta_mark != marks.meta:
            row.take_meta(run.meta)
        if row.asked_mark != marks.asked:
            row.asked = asked.as_json(asked.read_asked(run))
        row.started_at = row.started_at or (entries[0].at if entries else 0.0)
        row.offset = offset
        row.seam = _seam(run.journal_path, offset)
        row.journal_bytes = marks.journal_bytes
        row.meta_mark, row.checkpoints_mark = marks.meta, marks.checkpoints
        row.asked_mark = marks.asked
        self._db.conn.execute(_KEEP_ROW, row.plain())

    def _write_points(self, run_id: str, measured: Sequence[Metrics]) -> bool:
        """Says whether the metric whose course is kept is among them."""
        points = (
            (run_id, name, step, value, tokens, epoch, elapsed_s)
            for step, values, tokens, epoch, elapsed_s in map(_COLUMNS, measured)
            for name, value in values.items()
        )
        self._db.conn.executemany(_ADD_POINT, points)
        return any(COURSE_OF in event.values for event in measured)

    def _write_sample(self, run_id: str, sample: SampleWritten) -> None:
        row = {"run": run_id, **sample.model_dump(exclude={"type"})}
        self._db.table("generations").insert(row, pk=("run", "step", "prompt"), replace=True)

    def _forget_after(self, run_id: str, step: int) -> None:
        """Drop what a resumed run will do again."""
        for table in ("metrics", "generations"):
            self._db.table(table).delete_where("run = ? and step > ?", [run_id, step])

    def _forget_gone(self, run_ids: Iterable[str]) -> Change:
        """Drop the rows of runs that are no longer there; says whether there were any."""
        known = self._known_marks()
        gone = [run_id for run_id in run_ids if run_id in known]
        if not gone:
            return Change.NOTHING
        with self._writing():
            self._forget(gone)
        return Change.CATALOGUE

    def _forget(self, run_ids: Iterable[str]) -> None:
        for run_id in run_ids:
            self._db.table("runs").delete_where("id = ?", [run_id])
            for table in RUN_TABLES:
                self._db.table(table).delete_where("run = ?", [run_id])

    def _refresh_model(self, run: RunFolder) -> None:
        model = model_record(run)
        rows, checkpoints = [], []
        if model is not None:
            plain = {k: v for k, v in _plain(model).items() if k not in _NOT_IN_MODELS}
            rows = [{**plain, "labels": json.dumps(model.labels, ensure_ascii=False)}]
            checkpoints = [{"run": run.id, **_plain(c)} for c in model.checkpoints]
        self._replace("models", rows, run=run.id)
        self._replace("checkpoints", checkpoints, run=run.id)

    def _replace(self, table: str, rows: list[dict[str, Any]], run: str = "") -> None:
        """Make these a table's rows, or those of a run, if one is named."""
        where, values = ("run = ?", [run]) if run else ("1", [])
        self._db.table(table).delete_where(where, values)
        self._db.table(table).insert_all(rows)


_NOT_IN_MODELS = ("id", "checkpoints")
"""What a model's record tells beside the columns of its table."""


def _too_large(run: RunFolder) -> Words:
    return words(
        "{folder} holds a number too large for project.db, so this run is always read from its "
        "folder; delete the run if it is of no use",
        folder=run.path,
    )


def _connect(path: Path) -> sqlite_utils.Database:
    return connections.to_write(path)


def _bring_up_to_date(path: Path, db: sqlite_utils.Database) -> None:
    known = _known_migrations()
    if {migration.name for migration in migrations.applied(db)} - known:
        raise ReadOnly("{path} was made by a newer version", path=path)
    db.enable_wal()
    # The index can be rebuilt: losing its last moments in a power cut is no loss,
    # waiting for the disk once a second in the window's thread would be one.
    db.execute("PRAGMA synchronous = NORMAL")
    migrations.apply(db)


def marks_of_sources(project: ProjectFolder) -> tuple[tuple[str, int], ...]:
    """Changes when a corpus, tokenizer or cache is made, renamed, deleted or restored."""
    sorts = (Sort.CORPUS, Sort.TOKENIZER, Sort.CACHE)
    folders = (folder for sort in sorts for folder in looking.children(project.folder_of(sort)))
    metas = (folder / manifest.META_NAME for folder in folders)
    return ((str(project.path), 0), *sorted((str(path), _changed_at(path)) for path in metas))


def _changed_at(path: Path) -> int:
    """In nanoseconds; 0 for a file that is not there, or is being moved away just now."""
    try:
        return path.stat().st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _plain(record: Any) -> dict[str, Any]:
    """A record as SQLite gives it back: without its folder, which follows from its id."""
    plain = {key: getattr(record, key) for key in record.__dataclass_fields__ if key != "folder"}
    return {key: _stored(value) for key, value in plain.items()}


def _stored(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return None if isinstance(value, float) and math.isnan(value) else value


def _known_migrations() -> set[str]:
    db = sqlite_utils.Database(memory=True)
    try:
        return {migration.name for migration in migrations.pending(db)}
    finally:
        db.close()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _seam(path: Path, offset: int) -> bytes:
    """The bytes just before an offset."""
    if not offset:
        return b""
    with open_journal(path) as file, looking.naming(path):
        file.seek(max(0, offset - _SEAM_BYTES))
        return file.read(min(offset, _SEAM_BYTES))


def _continues(path: Path, row: IndexedRun) -> bool:
    """Whether the journal still holds what was taken in: a power cut can shorten it."""
    return _size(path) >= row.offset and _seam(path, row.offset) == row.seam
