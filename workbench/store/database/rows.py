"""The rows of `project.db`, written inside a transaction of who holds its connection."""

import dataclasses
import itertools
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any, cast

import sqlite_utils

from workbench.events import Event, Metrics, RunResumed, SampleWritten
from workbench.store.database import answers, connections
from workbench.store.database.marks import FolderMarks
from workbench.store.database.run_row import IndexedRun, row_of
from workbench.store.database.schema import RUN_TABLES
from workbench.store.files import looking
from workbench.store.runs import asked
from workbench.store.runs.figures import COURSE_OF, course
from workbench.store.runs.journal import JournalEntry, open_journal
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.state import RunState
from workbench.store.scanning.model_record import model_record

_SEAM_BYTES = 64
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


class DatabaseRows:
    """Writes what folders and journals tell into the tables; one thread at a time."""

    def __init__(self, path: Path, db: sqlite_utils.Database) -> None:
        self._path = path
        self._db = db

    def row(self, run_id: str) -> IndexedRun:
        """A run's row; that of a run of which nothing is known yet if there is none."""
        with connections.reading_rows(self._path):
            return row_of(next(self._db.table("runs").rows_where("id = ?", [run_id]), {}), run_id)

    def take(self, row: IndexedRun, events: list[Event]) -> None:
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
                known = dataclasses.replace(state, series=answers.series(self._db.conn, row.id))
                self._forget_after(row.id, event.from_step)
                state = known.apply(event)
                row.measure_anew(state.series)
            case SampleWritten():
                state = state.apply(event)
                self._write_sample(row.id, event)
            case _:
                state = state.apply(event)
        return state

    def keep(
        self,
        row: IndexedRun,
        run: RunFolder,
        entries: list[JournalEntry],
        offset: int,
        marks: FolderMarks,
    ) -> None:
        """Write a run's row, up to an offset of its journal."""
        if row.meta_mark != marks.meta:
            row.take_meta(run.meta)
        if row.asked_mark != marks.asked:
            row.asked = asked.as_json(asked.read_asked(run))
        row.started_at = row.started_at or (entries[0].at if entries else 0.0)
        row.offset = offset
        row.seam = seam(run.journal_path, offset)
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

    def forget(self, run_ids: Iterable[str]) -> None:
        """Drop all that belongs to some runs."""
        for run_id in run_ids:
            self._db.table("runs").delete_where("id = ?", [run_id])
            for table in RUN_TABLES:
                self._db.table(table).delete_where("run = ?", [run_id])

    def refresh_model(self, run: RunFolder) -> None:
        """Make the rows of a run's model and checkpoints what its folder tells."""
        model = model_record(run)
        rows, checkpoints = [], []
        if model is not None:
            told = {k: v for k, v in plain(model).items() if k not in _NOT_IN_MODELS}
            rows = [{**told, "labels": json.dumps(model.labels, ensure_ascii=False)}]
            checkpoints = [{"run": run.id, **plain(c)} for c in model.checkpoints]
        self.replace("models", rows, run=run.id)
        self.replace("checkpoints", checkpoints, run=run.id)

    def replace(self, table: str, rows: list[dict[str, Any]], run: str = "") -> None:
        """Make these a table's rows, or those of a run, if one is named."""
        where, values = ("run = ?", [run]) if run else ("1", [])
        self._db.table(table).delete_where(where, values)
        self._db.table(table).insert_all(rows)


_NOT_IN_MODELS = ("id", "checkpoints")
"""What a model's record tells beside the columns of its table."""


def plain(record: Any) -> dict[str, Any]:
    """A record as SQLite gives it back: without its folder, which follows from its id."""
    names = [name for name in record.__dataclass_fields__ if name != "folder"]
    return {name: _stored(getattr(record, name)) for name in names}


def _stored(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return None if isinstance(value, float) and math.isnan(value) else value


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def seam(path: Path, offset: int) -> bytes:
    """The bytes just before an offset."""
    if not offset:
        return b""
    with open_journal(path) as file, looking.naming(path):
        file.seek(max(0, offset - _SEAM_BYTES))
        return file.read(min(offset, _SEAM_BYTES))


def continues(path: Path, row: IndexedRun) -> bool:
    """Whether the journal still holds what was taken in: a power cut can shorten it."""
    return _size(path) >= row.offset and seam(path, row.offset) == row.seam
