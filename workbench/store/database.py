"""`project.db`: an index of the project's folders that can be searched, and rebuilt from them.

One connection, used by one thread: the driver's. Nothing is in here that the folders do not tell.
"""

import contextlib
import json
import math
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import sqlite_utils

from workbench.errors import Corrupt, Locked, ReadOnly
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
from workbench.store.files import durable
from workbench.store.files.full import naming_a_full_disk
from workbench.store.folders import ProjectFolder
from workbench.store.journal import JournalEntry, read_journal
from workbench.store.membership import as_json
from workbench.store.model_record import model_record
from workbench.store.names import Sort
from workbench.store.records import RunStatus
from workbench.store.run_folder import RunFolder
from workbench.store.schema import RUN_TABLES, TABLES, migrations
from workbench.store.state import RunState
from workbench.words import Words, words

MOST_BYTES = 64 << 10
"""How much of one journal a single transaction takes in: the window must not wait for more."""

_BEAT_S = 0.03
_CATCHING_UP_EVERY_S = 0.1

INGEST_EVERY_S = 1.0
_BUSY_TIMEOUT_S = 2.0
_SEAM_BYTES = 64
_CATALOGUE_EVENTS = (CheckpointSaved, CheckpointRemoved, ArtifactReady, RunEnded)


@dataclass(frozen=True)
class MetricPoint:
    """A metric's value at a step."""

    step: int
    value: float
    tokens: int
    epoch: float
    elapsed_s: float


@dataclass
class _RunRow:
    """A run's row: how far its journal was read, and what was known by then."""

    id: str
    name: str = ""
    kind: str = ""
    status: str = RunStatus.QUEUED
    step: int = 0
    total_steps: int | None = None
    metrics: dict[str, float] = field(default_factory=dict)
    started_at: float = 0.0
    offset: int = 0
    seam: bytes = b""
    belongs_to: str | None = None

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "metrics": json.dumps(self.metrics, sort_keys=True)}


class Database:
    """The catalogue of one project.

    `notice` says why it can only be read although the project can be changed, if that is so.
    """

    def __init__(
        self, project: ProjectFolder, db: sqlite_utils.Database, notice: Words | None
    ) -> None:
        self.notice = notice
        self._project = project
        self._path = project.database_path
        self._db = db
        self._due_at = 0.0
        self._seen: Marks = ()

    @classmethod
    def open(cls, project: ProjectFolder) -> "Database":
        """Open or make the database, and bring an older one up to date.

        One of a newer version is opened read-only, with a notice. Raises Corrupt when it is
        damaged (then `discard` it and `reindex`), Locked when another process writes, DiskFull.
        """
        path, read_only = project.database_path, project.read_only
        with _plain_errors(path):
            db = _connect(path, read_only=read_only)
            newer = {m.name for m in migrations.applied(db)} - _known_migrations()
            if newer:
                db.close()
                return cls(project, _connect(path, read_only=True), _newer(path))
            if not read_only:
                db.enable_wal()
                # The index can be rebuilt: losing its last moments in a power cut is no loss,
                # waiting for the disk once a second in the window's thread would be one.
                db.execute("PRAGMA synchronous = NORMAL")
                migrations.apply(db)
        return cls(project, db, None)

    @staticmethod
    def discard(project: ProjectFolder) -> None:
        """Remove a damaged database; `open` then makes an empty one for `reindex` to fill."""
        path = project.database_path
        for suffix in ("", "-wal", "-shm"):
            durable.remove_file(path.with_name(path.name + suffix))

    def close(self) -> None:
        self._db.close()

    # -- taking in ----------------------------------------------------------------------------

    def ingest(self, run: RunFolder) -> Change:
        """Take in what a run's journal tells since the last time, at most about 64 KiB.

        Rows and the journal's offset change in one transaction. Raises ReadOnly, Locked, DiskFull.
        """
        with _plain_errors(self._path):
            row = self._row(run.id)
            if row.offset and not _continues(run.journal_path, row):
                with self._db.atomic():
                    self._forget([run.id])
                row = _RunRow(run.id)
            entries, offset = read_journal(run.journal_path, row.offset, MOST_BYTES)
            is_new = not row.name
            if offset == row.offset and not is_new:
                return Change.NOTHING
            with self._db.atomic():
                self._take(row, [entry.event for entry in entries])
                self._keep(row, run, entries, offset)
                made = any(isinstance(entry.event, _CATALOGUE_EVENTS) for entry in entries)
                if made:
                    self._refresh_model(run)
            return Change.CATALOGUE if made or is_new else Change.NUMBERS

    def ingest_due(self) -> Change:
        """`ingest_all`, once a second at most.

        Takes some hundredths of a second; of more than fits into that, the rest follows soon.
        """
        now = time.monotonic()
        if now < self._due_at or self.notice is not None:
            return Change.NOTHING
        self._due_at = now + INGEST_EVERY_S
        with _plain_errors(self._path):
            return self.ingest_all(_BEAT_S)

    def ingest_all(self, most_s: float = math.inf) -> Change:
        """`ingest` every run, and `refresh` when the project holds something else than before.

        Leaves what remains after `most_s` seconds to the next call.
        """
        folders, change = self._project.run_folders(), Change.NOTHING
        known = {row["id"]: row["offset"] for row in self._db.table("runs").rows}
        begun = time.monotonic()
        for run in folders:
            while known.get(run.id) != _size(run.journal_path):
                if time.monotonic() - begun > most_s:
                    self._due_at = begun + _CATCHING_UP_EVERY_S
                    return change
                found = self.ingest(run)
                if found is Change.NOTHING:
                    break
                change = max(change, found)
        if change is Change.CATALOGUE or _marks(self._project) != self._seen:
            self.refresh()
            return Change.CATALOGUE
        return change

    def refresh(self) -> None:
        """Make corpora, tokenizers, models and the runs' names what the folders tell."""
        project = self._project
        self._seen = _marks(project)
        with _plain_errors(self._path), self._db.atomic():
            self._replace("corpora", [_plain(record) for record in project.corpora()])
            self._replace("tokenizers", [_plain(record) for record in project.tokenizers()])
            folders = project.run_folders()
            self._forget(
                {row["id"] for row in self._db.table("runs").rows} - {run.id for run in folders}
            )
            for run in folders:
                self._refresh_run(run)

    def reindex(self) -> int:
        """Forget everything and take it in again from the folders; gives the number of runs."""
        with _plain_errors(self._path), self._db.atomic():
            for table in TABLES:
                self._db.table(table).delete_where()
        folders = self._project.run_folders()
        for run in folders:
            while self.ingest(run):
                pass
        self.refresh()
        return len(folders)

    # -- looking up ---------------------------------------------------------------------------

    def last_metrics(self, run_id: str) -> dict[str, float]:
        """The newest value of every metric of a run."""
        return self._row(run_id).metrics

    def points(self, run_id: str, metric: str) -> list[MetricPoint]:
        """A metric's values in the order of their steps; NaN where the value was not a number."""
        found = self._db.table("metrics").rows_where(
            "run = ? and name = ?",
            [run_id, metric],
            select="step, value, tokens, epoch, elapsed_s",
            order_by="step",
        )
        return [MetricPoint(**{**row, "value": _number(row["value"])}) for row in found]

    def texts(self, containing: str) -> list[tuple[str, int, str, str]]:
        """Every sample, with its run's id, its step and its prompt, that holds a piece of text."""
        escaped = containing.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        found = self._db.query(
            "select run, step, prompt, text from generations "
            "where text like ? escape '\\' order by run, step",
            [f"%{escaped}%"],
        )
        return [(row["run"], row["step"], row["prompt"], row["text"]) for row in found]

    # -- rows ---------------------------------------------------------------------------------

    def _row(self, run_id: str) -> _RunRow:
        for row in self._db.table("runs").rows_where("id = ?", [run_id]):
            return _RunRow(**{**row, "metrics": json.loads(row["metrics"])})
        return _RunRow(run_id)

    def _take(self, row: _RunRow, events: list[Event]) -> None:
        """Write what the events tell, in their order, and bring the run's row up to them."""
        state = RunState(status=RunStatus(row.status), step=row.step, total_steps=row.total_steps)
        points: list[dict[str, Any]] = []
        for event in events:
            state = state.apply(event)
            match event:
                case Metrics():
                    points.extend(_points(row.id, event))
                    row.metrics.update(event.values)
                case RunResumed():
                    self._write_points(points)
                    points = []
                    row.metrics = self._forget_after(row.id, event.from_step)
                case SampleWritten():
                    self._write_sample(row.id, event)
        self._write_points(points)
        row.status, row.step, row.total_steps = state.status, state.step, state.total_steps

    def _keep(self, row: _RunRow, run: RunFolder, entries: list[JournalEntry], offset: int) -> None:
        meta = run.meta
        row.name, row.kind, row.belongs_to = meta.name, meta.kind, as_json(meta.belongs_to)
        row.started_at = row.started_at or (entries[0].at if entries else 0.0)
        row.offset = offset
        row.seam = _seam(run.journal_path, offset)
        self._db.table("runs").upsert(row.plain(), pk="id")

    def _write_points(self, points: list[dict[str, Any]]) -> None:
        self._db.table("metrics").insert_all(points, pk=("run", "name", "step"), replace=True)

    def _write_sample(self, run_id: str, sample: SampleWritten) -> None:
        row = {"run": run_id, **sample.model_dump(exclude={"type"})}
        self._db.table("generations").insert(row, pk=("run", "step", "prompt"), replace=True)

    def _forget_after(self, run_id: str, step: int) -> dict[str, float]:
        """Drop what a resumed run will do again; gives the newest values that remain."""
        for table in ("metrics", "generations"):
            self._db.table(table).delete_where("run = ? and step > ?", [run_id, step])
        newest = self._db.query(
            "select name, value, max(step) from metrics where run = ? group by name", [run_id]
        )
        return {row["name"]: _number(row["value"]) for row in newest}

    def _forget(self, run_ids: Iterable[str]) -> None:
        for run_id in run_ids:
            self._db.table("runs").delete_where("id = ?", [run_id])
            for table in RUN_TABLES:
                self._db.table(table).delete_where("run = ?", [run_id])

    def _refresh_run(self, run: RunFolder) -> None:
        if self._row(run.id).name:
            self._db.table("runs").update(run.id, {"name": run.meta.name})
        self._refresh_model(run)

    def _refresh_model(self, run: RunFolder) -> None:
        model = model_record(run)
        rows, checkpoints = [], []
        if model is not None:
            rows = [{k: v for k, v in _plain(model).items() if k not in _NOT_IN_MODELS}]
            checkpoints = [{"run": run.id, **_plain(c)} for c in model.checkpoints]
        self._replace("models", rows, run=run.id)
        self._replace("checkpoints", checkpoints, run=run.id)

    def _replace(self, table: str, rows: list[dict[str, Any]], run: str = "") -> None:
        """Make these a table's rows, or those of a run, if one is named."""
        where, values = ("run = ?", [run]) if run else ("1", [])
        self._db.table(table).delete_where(where, values)
        self._db.table(table).insert_all(rows)


_NOT_IN_MODELS = ("id", "checkpoints", "labels", "template")
"""What a model's record tells beside the columns of its table."""

Marks = tuple[tuple[str, int], ...]


def _marks(project: ProjectFolder) -> Marks:
    """Changes whenever something is made, renamed, deleted or restored, by whatever process."""
    metas = (path for sort in Sort for path in project.folder_of(sort).glob("*/meta.json"))
    return tuple(sorted((str(path), _changed_at(path)) for path in metas))


def _changed_at(path: Path) -> int:
    """In nanoseconds; 0 for a file that is being moved away just now."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _connect(path: Path, *, read_only: bool) -> sqlite_utils.Database:
    if not read_only:
        return sqlite_utils.Database(sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S))
    if not path.exists():
        return _empty()
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        db = sqlite_utils.Database(sqlite3.connect(uri, uri=True, timeout=_BUSY_TIMEOUT_S))
        db.table_names()
    except sqlite3.OperationalError:
        # On a medium that cannot be written, WAL's helper files cannot be made either.
        immutable = f"{uri}&immutable=1"
        db = sqlite_utils.Database(sqlite3.connect(immutable, uri=True))
    return db


def _empty() -> sqlite_utils.Database:
    """A database in memory with all tables and no rows."""
    db = sqlite_utils.Database(memory=True)
    migrations.apply(db)
    return db


def _known_migrations() -> set[str]:
    with contextlib.closing(_empty()) as db:
        return {migration.name for migration in migrations.applied(db)}


def _newer(path: Path) -> Words:
    return words(
        "{path} was made by a newer version; the project can be looked at, not changed", path=path
    )


@contextlib.contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """Say what SQLite's errors mean to a person: Locked, DiskFull or Corrupt."""
    try:
        with naming_a_full_disk(path):
            yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise Locked("{path} is in use by another process; try again", path=path) from None
        if "readonly" in str(error):
            raise ReadOnly("{path} cannot be written to", path=path) from None
        raise
    except sqlite3.DatabaseError as error:
        raise Corrupt(
            "{path} is damaged ({reason}); rebuild it with reindex, nothing else is lost",
            path=path,
            reason=error,
        ) from None


def _plain(record: Any) -> dict[str, Any]:
    """A record as SQLite gives it back: without its folder, which follows from its id."""
    plain = {key: getattr(record, key) for key in record.__dataclass_fields__ if key != "folder"}
    return {key: _stored(value) for key, value in plain.items()}


def _stored(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return None if isinstance(value, float) and math.isnan(value) else value


def _points(run_id: str, event: Metrics) -> Iterator[dict[str, Any]]:
    for name, value in event.values.items():
        yield {
            "run": run_id,
            "name": name,
            "step": event.step,
            "value": value,
            "tokens": event.tokens,
            "epoch": event.epoch,
            "elapsed_s": event.elapsed_s,
        }


def _number(value: float | None) -> float:
    """SQLite keeps NaN as null."""
    return math.nan if value is None else value


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _seam(path: Path, offset: int) -> bytes:
    """The bytes just before an offset."""
    if not offset:
        return b""
    with path.open("rb") as file:
        file.seek(max(0, offset - _SEAM_BYTES))
        return file.read(min(offset, _SEAM_BYTES))


def _continues(path: Path, row: _RunRow) -> bool:
    """Whether the journal still holds what was taken in: a power cut can shorten it."""
    return _size(path) >= row.offset and _seam(path, row.offset) == row.seam
