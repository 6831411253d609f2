"""Runs and models for a window, which must not wait: what is known by now, the rest soon after."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import TypeVar

from workbench.store.change import Change
from workbench.store.database.marks import FolderMarks
from workbench.store.database.sources import marks_of_sources
from workbench.store.folders import ProjectFolder
from workbench.store.records import ModelRecord, RunRecord
from workbench.store.scanning.run_scan import Known, with_status

R = TypeVar("R")
Marks = Mapping[str, FolderMarks]

_AT_ONCE_S = 0.02
"""How much of what is not known yet is read for a list that is asked for: what was just made."""

_STRETCH_S = 0.1
"""How much is read on between two looks at whether that is still wanted."""


class _Stretch:
    """Says whether there is still time to read; counted is what this thread itself works."""

    def __init__(self, seconds: float) -> None:
        self._until = time.thread_time() + seconds
        self.was_enough = True

    def __call__(self) -> bool:
        if time.thread_time() > self._until:
            self.was_enough = False
        return self.was_enough


@dataclass
class _Looked:
    """What one look found; None where nobody asked yet."""

    marks: Marks | None = None
    runs: tuple[RunRecord, ...] | None = None
    models: tuple[ModelRecord, ...] | None = None


@dataclass(frozen=True)
class _Seen:
    """What a look beside the window saw; where a database tells of the folders, only the first."""

    left: frozenset[str]
    """The runs that nobody works on any more, though nobody has ended them."""

    sources: tuple[tuple[str, int], ...] = ()
    runs: tuple[tuple[str, FolderMarks, str], ...] = ()
    journal_bytes: tuple[int, ...] = ()


class Listing:
    """Remembers the records of runs and models; one whose folder changed is read again.

    `runs` and `models` are for the thread that paints, the others for one beside it.
    """

    def __init__(self, folder: ProjectFolder) -> None:
        self._folder = folder
        self._runs: Known[RunRecord] = {}
        self._models: Known[ModelRecord | None] = {}
        self.is_complete = False
        self._writing = Lock()
        self._looked: _Looked | None = None
        self._seen: _Seen | None = None

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """Inside, the folders are looked at once, however often a list is asked for."""
        outer, self._looked = self._looked, self._looked or _Looked()
        try:
            yield
        finally:
            self._looked = outer

    def runs(self) -> tuple[RunRecord, ...]:
        """The runs that are known by now, oldest first; of the others the newest are read."""
        looked = self._looked or _Looked()
        if looked.runs is None:
            looked.runs = with_status(self._read_runs(self._marks(looked), _Stretch(_AT_ONCE_S)))
        return looked.runs

    def models(self) -> tuple[ModelRecord, ...]:
        """The models that are known by now, in the order of the runs."""
        looked = self._looked or _Looked()
        if looked.models is None:
            known = self._read_models(self._marks(looked), _Stretch(_AT_ONCE_S))
            looked.models = tuple(model for _, model in known.values() if model is not None)
        return looked.models

    def _marks(self, looked: _Looked) -> Marks:
        if looked.marks is None:
            looked.marks = self._folder.run_scan.marks()
        return looked.marks

    @property
    def num_known(self) -> int:
        """How many runs are known."""
        return len(self._runs)

    def read_on(self) -> None:
        """Read some of what is not known yet, the newest first."""
        stretch, marks = _Stretch(_STRETCH_S), self._folder.run_scan.marks()
        self._read_runs(marks, stretch)
        self._read_models(marks, stretch)
        self.is_complete = stretch.was_enough

    def look(self, *, is_indexed: bool) -> Change:
        """What is new since the last look.

        Of folders only where they are not `is_indexed`, for a database tells that; it does not tell
        that the process of a run has died.
        """
        if not is_indexed:
            self.read_on()
        before, self._seen = self._seen, self._what_is_seen(is_indexed=is_indexed)
        if before is None or before == self._seen:
            return Change.NOTHING
        only_numbers = before == replace(self._seen, journal_bytes=before.journal_bytes)
        return Change.NUMBERS if only_numbers else Change.CATALOGUE

    def _what_is_seen(self, *, is_indexed: bool) -> _Seen:
        runs = self._runs
        records = [record for _, record in runs.values()]
        pairs = zip(records, with_status(runs), strict=True)
        left = frozenset(record.id for record, now in pairs if record.status != now.status)
        if is_indexed:
            return _Seen(left)
        marks = [mark for mark, _ in runs.values()]
        return _Seen(
            left,
            marks_of_sources(self._folder),
            tuple(
                (record.id, replace(mark, journal_bytes=0), record.status)
                for mark, record in zip(marks, records, strict=True)
            ),
            tuple(mark.journal_bytes for mark in marks),
        )

    def take(self, runs: Known[RunRecord], models: Known[ModelRecord | None]) -> None:
        """Prefer what the database tells, which has read journals as a whole."""
        with self._writing:
            self._runs = _with(self._runs, runs)
            self._models = _with(self._models, models)

    def _read_runs(self, marks: Marks, is_time: _Stretch) -> Known[RunRecord]:
        found = self._folder.run_scan.runs(self._runs, marks, is_time)
        with self._writing:
            self._runs = _joined(found, self._runs, marks)
            return self._runs

    def _read_models(self, marks: Marks, is_time: _Stretch) -> Known[ModelRecord | None]:
        found = self._folder.run_scan.models(self._models, marks, is_time)
        with self._writing:
            self._models = _joined(found, self._models, marks)
            return self._models


def _joined(found: Known[R], latest: Known[R], marks: Marks) -> dict[str, tuple[FolderMarks, R]]:
    """What was found, oldest first, and what the other thread learnt of the same meanwhile."""
    meanwhile = {
        run_id: record for run_id, record in latest.items() if marks.get(run_id) == record[0]
    }
    known = {**meanwhile, **found}
    return {run_id: known[run_id] for run_id in marks if run_id in known}


def _with(known: Known[R], indexed: Known[R]) -> dict[str, tuple[FolderMarks, R]]:
    """What is indexed in place of what was known of the same state of a folder."""
    newer = {
        run_id: record
        for run_id, record in indexed.items()
        if run_id not in known or known[run_id][0] == record[0]
    }
    return {**known, **newer}
