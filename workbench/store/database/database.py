"""`project.db`: an index of the project's folders that can be searched, and rebuilt from them.

Tables and curves are read from it; nothing is in here that the folders do not tell. What a
folder's marks show to be newer than its rows is read from the folder. Any thread may call.
"""

import math
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import sqlite_utils

from workbench.errors import CannotBeRead, Corrupt, NotFound
from workbench.events import (
    ArtifactReady,
    CheckpointRemoved,
    CheckpointSaved,
    RunEnded,
)
from workbench.store.change import Change
from workbench.store.database import answers, closed_sum, connections
from workbench.store.database.database_answers import DatabaseAnswers
from workbench.store.database.marks import FolderMarks, marks_of, marks_of_runs
from workbench.store.database.opening import bring_up_to_date
from workbench.store.database.rows import DatabaseRows, continues, plain
from workbench.store.database.run_row import IndexedRun
from workbench.store.database.schema import TABLES
from workbench.store.database.sources import marks_of_sources
from workbench.store.files import durable
from workbench.store.folders import ProjectFolder
from workbench.store.runs.journal import count_unread, read_lines
from workbench.store.runs.run_folder import RunFolder
from workbench.store.scanning.problems import problems_of
from workbench.store.scanning.run_scan import is_readable
from workbench.words import Words, words

MOST_BYTES = 64 << 10
"""How much of one journal a single transaction takes in: the window must not wait for more."""

_BEAT_S = 0.03
_CATCHING_UP_EVERY_S = 0.05

INGEST_EVERY_S = 1.0
_CATALOGUE_EVENTS = (CheckpointSaved, CheckpointRemoved, ArtifactReady, RunEnded)


class Database(DatabaseAnswers):
    """The catalogue of one project; `left_out` says of runs why they could not be taken in."""

    def __init__(self, project: ProjectFolder, db: sqlite_utils.Database) -> None:
        super().__init__(project)
        self._db = db
        self._rows = DatabaseRows(self._path, db)
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
            db = connections.to_write(path)
            try:
                bring_up_to_date(path, db)
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
            row = self._rows.row(run.id)
            if row.offset and not continues(run.journal_path, row):
                self._rows.forget([run.id])
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
        self._rows.take(row, [entry.event for entry in entries])
        if caught_up:
            problems = problems_of(
                run,
                step=row.step,
                unread_lines=row.unread_lines,
                others=row.others,
                must_read=True,
            )
            row.problems = answers.as_text(problems)
        self._rows.keep(row, run, entries, offset, marks)
        kinds = {type(entry.event) for entry in entries}
        if touched or not kinds.isdisjoint(_CATALOGUE_EVENTS):
            self._rows.refresh_model(run)
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
            self._rows.replace("corpora", [plain(record) for record in corpora])
            self._rows.replace("tokenizers", [plain(record) for record in tokenizers])
        self._seen = seen
        return Change.CATALOGUE

    def _forget_gone(self, run_ids: Iterable[str]) -> Change:
        """Drop the rows of runs that are no longer there; says whether there were any."""
        known = self._known_marks()
        gone = [run_id for run_id in run_ids if run_id in known]
        if not gone:
            return Change.NOTHING
        with self._writing():
            self._rows.forget(gone)
        return Change.CATALOGUE


def _too_large(run: RunFolder) -> Words:
    return words(
        "{folder} holds a number too large for project.db, so this run is always read from its "
        "folder; delete the run if it is of no use",
        folder=run.path,
    )
