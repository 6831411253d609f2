"""The records of a project's runs and models, each read anew only when its folder changed."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from workbench.errors import CannotBeRead, Corrupt, NotFound
from workbench.store.database.marks import FolderMarks, marks_of_runs
from workbench.store.files import lock, manifest
from workbench.store.files.looking import is_file
from workbench.store.records import ModelRecord, RunRecord, RunStatus
from workbench.store.runs.journal import is_journal
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.summary import Summary, summarise
from workbench.store.scanning.model_record import model_record
from workbench.store.scanning.problems import problems_of
from workbench.store.scanning.refusals import Refusals, damage_alone
from workbench.words import Words

R = TypeVar("R")
Known = Mapping[str, tuple[FolderMarks, R]]
"""Records by the ids of their runs, each with the marks of the folder's state that it tells of."""

NOTHING_KNOWN: Known[Any] = {}

PassesOver = Callable[[Path], contextlib.AbstractContextManager[None]]
"""Decides what, met while a folder is read, leaves that folder out of a list."""


class RunScan:
    """Reads the folders of runs; `names_path` is the lock under which an older version fills one.

    What the system refuses to let a list read is noted in `refusals`.
    """

    def __init__(self, parent: Path, names_path: Path, refusals: Refusals) -> None:
        self._parent = parent
        self._names_path = names_path
        self._refusals = refusals
        self._summaries: dict[str, tuple[int, Summary]] = {}

    def marks(self) -> Mapping[str, FolderMarks]:
        """Which state each run's folder is in, oldest first."""
        return marks_of_runs(self._parent)

    def folders(self) -> list[RunFolder]:
        """Every run, oldest first."""
        return [RunFolder(self._parent / run_id) for run_id in self.marks()]

    def runs(
        self,
        known: Known[RunRecord],
        marks: Mapping[str, FolderMarks] | None = None,
        is_time: Callable[[], bool] = lambda: True,
    ) -> Known[RunRecord]:
        """The records of runs, oldest first: those `known`, and of the others what `is_time` for.

        The newest of them are read first. `marks` spares looking at all folders again.
        """
        return self._known_or_read(known, self.record, self._refusals.noting, marks, is_time)

    def models(
        self,
        known: Known[ModelRecord | None],
        marks: Mapping[str, FolderMarks] | None = None,
        is_time: Callable[[], bool] = lambda: True,
    ) -> Known[ModelRecord | None]:
        """As `runs`: the model of each run, None of one that has made none.

        What cannot be read is left out.
        """
        return self._known_or_read(known, model_record, self._refusals.noting, marks, is_time)

    def models_or_refusal(self, known: Known[ModelRecord | None]) -> Known[ModelRecord | None]:
        """As `models`; raises CannotBeRead where the system refuses to read one."""
        return self._known_or_read(known, model_record, damage_alone)

    def _known_or_read(
        self,
        known: Known[R],
        read: Callable[[RunFolder], R],
        passes_over: PassesOver,
        all_marks: Mapping[str, FolderMarks] | None = None,
        is_time: Callable[[], bool] = lambda: True,
    ) -> Known[R]:
        all_marks = self.marks() if all_marks is None else all_marks
        found: dict[str, tuple[FolderMarks, R]] = {}
        for run_id, marks in reversed(list(all_marks.items())):
            folder = self._parent / run_id
            if not marks.meta and self._is_being_made(folder):
                continue
            known_record = known.get(run_id)
            if known_record is not None and known_record[0] == marks:
                found[run_id] = known_record
            elif is_time():
                with passes_over(folder):
                    found[run_id] = (marks, read(RunFolder(folder)))
        return {run_id: found[run_id] for run_id in all_marks if run_id in found}

    def _is_being_made(self, folder: Path) -> bool:
        """Whether an older version fills a folder just now: names are held meanwhile."""
        return not is_file(folder / manifest.META_NAME) and lock.is_held(self._names_path)

    def record(self, run: RunFolder) -> RunRecord:
        """A run whose journal cannot be read is one of which nothing but that is known."""
        refused: tuple[Words, ...] = ()
        try:
            summary = self._summary(run)
        except CannotBeRead as refusal:
            summary, refused = Summary(), (refusal.words,)
        except Corrupt:
            summary = Summary()
        problems = problems_of(
            run, step=summary.step, unread_lines=summary.unread_lines, others=summary.others
        )
        return replace(run.record(summary), problems=(*problems, *refused))

    def _summary(self, run: RunFolder) -> Summary:
        """A journal that has not grown since the last look is not read again."""
        size = run.journal_path.stat().st_size if run.journal_path.exists() else 0
        known = self._summaries.get(run.id)
        if known is None or known[0] != size:
            known = self._summaries[run.id] = (size, summarise(run.journal_path))
        return known[1]


def is_readable(run: RunFolder) -> bool:
    """Whether a folder tells what run it is; `problems` of its record say why it does not.

    Raises CannotBeRead: whoever decides by what runs there are must not pass over one.
    """
    with contextlib.suppress(Corrupt, NotFound):
        return bool(run.meta.kind) and is_journal(run.journal_path)
    return False


def with_status(records: Known[RunRecord]) -> tuple[RunRecord, ...]:
    """Records as they are by now: whether somebody works on a run changes nothing in it."""
    return tuple(_with_status(record) for _, record in records.values())


def _with_status(record: RunRecord) -> RunRecord:
    if record.status not in (RunStatus.RUNNING, RunStatus.PAUSED):
        return record
    run = RunFolder(record.folder)
    return record if run.is_claimed else replace(record, status=RunStatus.INTERRUPTED)
