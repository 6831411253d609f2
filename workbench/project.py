"""The facade: everything a notebook, the terminal and the window do with a project.

Importing it imports neither torch nor sentencepiece; the first thing that needs them does.
"""

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from workbench.activities.perform import perform
from workbench.activities.resolve import resolve
from workbench.activities.spec import ANY_SPEC, AnySpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput, Corrupt, DiskFull, Locked, ReadOnly, WorkbenchError
from workbench.events import Event, Outcome, RunEnded
from workbench.jobs import Control, ThreadControl
from workbench.plans.chain import planned_chain
from workbench.plans.control_run import pair_by_settings
from workbench.plans.current_names import distillations, new_names
from workbench.plans.journey import JourneySpec, planned_journey, remaining
from workbench.plans.planned_run import (
    PlannedRun,
    Startable,
    membership_of,
    planned_run,
    spec_of,
    with_new_names,
)
from workbench.plans.sweep import (
    Planned,
    Result,
    SweepSpec,
    plan_of,
    results_of,
    varies_the_same,
)
from workbench.queries import Queries
from workbench.spec import validate
from workbench.store.bin import Bin, BinnedItem
from workbench.store.change import Change
from workbench.store.database.database import Database
from workbench.store.database.past import Past
from workbench.store.files import durable, lock
from workbench.store.folders import MARK_NAME, AnyRecord, ProjectFolder
from workbench.store.journal import read_journal
from workbench.store.membership import Membership, keep_new_plan_id, kept_plan_id
from workbench.store.names import free_name
from workbench.store.records import (
    CorpusRecord,
    ModelRecord,
    RunRecord,
    RunStatus,
)
from workbench.store.requests import Request
from workbench.store.run_folder import RunFolder
from workbench.training.spec import PretrainSpec
from workbench.words import Words, words

__all__ = ["Attempt", "Project", "is_project"]

A = TypeVar("A")

_POLL_S = 0.2
_TAKEN_UP_WITHIN_S = 60.0
"""How long a run that nobody works on yet is waited for: a new process imports torch first."""


def is_project(folder: Path) -> bool:
    """Whether a folder is a project."""
    return (folder / MARK_NAME).is_file()


class Attempt:
    """One go at a run; iterating it does the work, in the thread that iterates."""

    def __init__(self, run: RunFolder, events: Iterator[Event]) -> None:
        self.run = run
        self.id = run.id
        self._events = events

    def __iter__(self) -> Iterator[Event]:
        return self._events


class Project(Queries):
    """A folder with corpora, tokenizers, models and runs; close it, or use it in a `with`.

    One process at a time keeps the catalogue: it alone ingests, renames and deletes, and reads
    tables and curves from the database. Any other may run, watch and ask, and reads the folders.
    `notice` says who the keeper is, or why this one does without the database.
    """

    def __init__(
        self, folder: ProjectFolder, keeper: lock.Lock | None, notice: Words | None
    ) -> None:
        super().__init__(folder)
        self._keeper = keeper
        self._not_keeper = notice
        self._database: Database | None = None
        self._detached: dict[str, subprocess.Popen[bytes]] = {}
        self.notice = _without_database(notice) if notice is not None else None
        if keeper is not None:
            self._open_database()

    @classmethod
    def open(cls, folder: Path | str, *, create: bool = True) -> "Project":
        """Open a project, or make one of the folder; what `ingest` takes in is not waited for.

        Raises NotFound when there is none and `create` is false, ReadOnly when it cannot be made.
        """
        store = ProjectFolder.open(Path(folder), create=create)
        if store.read_only:
            return cls(store, None, store.notice)
        try:
            return cls(store, store.lock(), None)
        except Locked as locked:
            return cls(store, None, locked.words)

    @property
    def read_only(self) -> bool:
        """Whether renaming and deleting are for another process, or for nobody."""
        return self._keeper is None

    def close(self) -> None:
        """Give the catalogue back; what is running elsewhere goes on."""
        if self._database is not None:
            self._database.close()
            self._database = None
        if self._keeper is not None:
            self._keeper.release()
            self._keeper = None

    def __enter__(self) -> "Project":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- work ---------------------------------------------------------------------------------

    def start(self, run: Startable, control: Control | None = None) -> Attempt:
        """Make a run of a spec, by itself or as a part of a plan; iterate the attempt to do it.

        Raises NotFound, BadInput or ReadOnly before anything is made.
        """
        return self._attempt(self._new_run(run), control)

    def run(self, spec: AnySpec) -> RunRecord:
        """Do what a spec asks and return when it is done; raises WorkbenchError if it failed.

        Of a chain of runs it gives the last one's record.
        """
        *before, last = planned_chain(spec)
        for one in before:
            self._run(one)
        return self._run(last)

    def _run(self, run: Startable) -> RunRecord:
        attempt = self.start(run)
        ended: RunEnded | None = None
        for event in attempt:
            self.ingest()
            ended = event if isinstance(event, RunEnded) else ended
        if ended is not None and ended.outcome is Outcome.FAILED:
            raise WorkbenchError(ended.words.template, **ended.words.values)
        return attempt.run.record()

    def add_corpus(
        self, files: Sequence[str | Path], *, name: str, **settings: Any
    ) -> CorpusRecord:
        """Import texts and return when it is done."""
        named = tuple(str(Path(file).absolute()) for file in files)
        self.run(validate(AddCorpusSpec, {"name": name, "files": named, **settings}))
        return self._store.corpus(name)

    def resume(
        self, reference: str, control: Control | None = None, *, from_step: int | None = None
    ) -> Attempt:
        """Go on with a run that did not finish; `from_step` goes back to an earlier checkpoint.

        Raises BadInput when it is finished, Locked when another process is at it.
        """
        run = self._resumable(reference)
        if from_step is not None:
            _go_back(run, from_step)
        return self._attempt(run, control)

    def start_detached(self, run: Startable) -> str:
        """Make a run and let a process of its own perform it; gives the run's id."""
        return self._detach(self._new_run(run))

    def resume_detached(self, reference: str) -> str:
        """Go on with a run in a process of its own; gives the run's id."""
        return self._detach(self._resumable(reference))

    def keep_following(self, run_id: str, runs: Sequence[Startable]) -> None:
        """Keep with a run what is to be started, in order, once it has finished.

        Whoever resumes the run does it, be it a process of its own, the terminal or the window.
        """
        self._store.require_writable()
        kept = [(spec_of(run), membership_of(run)) for run in runs]
        self._store.run_folder(run_id).keep_following(kept)

    def following(self, run_id: str) -> tuple[Startable, ...]:
        """What was kept to be started once a run has finished; raises Corrupt or BadSpec."""
        where = f"{run_id}/following.json"
        return tuple(
            planned_run(validate(ANY_SPEC, plain, where=where), belongs_to)
            for plain, belongs_to in self._store.run_folder(run_id).following()
        )

    def request(self, run_id: str, request: Request) -> None:
        """Ask a run in another process to pause, resume, stop or hand over."""
        self._store.run_folder(run_id).request(request)

    def watch(self, reference: str) -> Iterator[Event]:
        """The events of a run from its beginning, as they come, until its attempt ends."""
        run = self._store.run_folder(self.run_record(reference).id)
        offset, ended = 0, False
        waited_from = time.monotonic()
        while True:
            working = run.is_claimed or self._is_detached(run.id)
            entries, offset = read_journal(run.journal_path, offset)
            for entry in entries:
                ended = _is_over(entry.event)
                yield entry.event
            if entries or working:
                waited_from = time.monotonic()
            if not entries and not working and (ended or _given_up(run, waited_from)):
                return
            time.sleep(_POLL_S)

    def _is_detached(self, run_id: str) -> bool:
        """Whether a process that was started from here is at a run, or about to be."""
        process = self._detached.get(run_id)
        return process is not None and process.poll() is None

    def _new_run(self, planned: Startable) -> RunFolder:
        self._store.require_writable()
        belongs_to = membership_of(planned)
        spec = self._as_named_now(spec_of(planned), belongs_to)
        if isinstance(spec, DistillSpec) and belongs_to == Membership():
            belongs_to = pair_by_settings(spec, distillations(self._store))
        inputs = resolve(spec, self._store)
        run = self._store.new_run(
            spec, inputs, name=spec.name, kind=spec.kind, belongs_to=belongs_to
        )
        if isinstance(spec, PretrainSpec | DistillSpec):
            self._keep_estimate(run, spec)
        return run

    def _as_named_now(self, spec: AnySpec, belongs_to: Membership) -> AnySpec:
        """A planned spec: what its plan made may have been renamed, and its own name be taken.

        A sweep numbers its runs by itself, so that it may also find another name for one.
        """
        spec = with_new_names(spec, new_names(belongs_to, self._store))
        if belongs_to.kind != "sweep":
            return spec
        name = free_name(spec.name, self._store.models())
        return spec if name == spec.name else spec.model_copy(update={"name": name})

    def _keep_estimate(self, run: RunFolder, spec: PretrainSpec | DistillSpec) -> None:
        """What was said of the run before it began, to stand beside what it took."""
        known, found = self._measured
        kept = found if found is not None and known == spec else self.estimate(spec)
        if kept.seconds is not None:
            plain = {"seconds": kept.seconds, "measured": kept is found}
            durable.write_json(run.path / "estimate.json", plain)

    def estimated_seconds(self, run_id: str) -> float | None:
        """How long a run was said to take before it began; None where nothing was said."""
        path = self._store.run_folder(run_id).path / "estimate.json"
        try:
            return float(json.loads(path.read_text(encoding="utf-8"))["seconds"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _resumable(self, reference: str) -> RunFolder:
        self._store.require_writable()
        record = self.run_record(reference)
        if record.status is RunStatus.FINISHED:
            raise BadInput(
                "'{name}' is finished; start a new run to train longer", name=record.name
            )
        return self._store.run_folder(record.id)

    def _attempt(self, run: RunFolder, control: Control | None) -> Attempt:
        spec = validate(ANY_SPEC, run.spec(), where=f"{run.id}/spec.toml")
        listening = run.control(control if isinstance(control, ThreadControl) else ThreadControl())
        return Attempt(run, perform(self._store.path, run, spec, run.inputs(), listening))

    def _detach(self, run: RunFolder) -> str:
        command = [sys.executable, "-m", "workbench.cli", "resume", run.id]
        log = (run.path / "output.log").open("ab")
        with log:
            process = subprocess.Popen(
                [*command, "--project", str(self._store.path), "--json"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                cwd=Path(__file__).parent.parent,
            )
        # Until somebody takes its exit code, a process that has ended stays in the system's table.
        threading.Thread(target=process.wait, name=f"waits for {run.id}", daemon=True).start()
        self._detached[run.id] = process
        return run.id

    # -- plans --------------------------------------------------------------------------------

    def new_journey(self, spec: JourneySpec) -> tuple[PlannedRun, ...]:
        """The runs of a journey that is to begin; `remaining_journey` goes on with it."""
        self._store.require_writable()
        return planned_journey(spec, keep_new_plan_id(self.folder, "journey", spec.name))

    def remaining_journey(self, spec: JourneySpec) -> tuple[PlannedRun, ...]:
        """The runs of a journey that have not finished yet; all of one that was never begun."""
        journey_id = kept_plan_id(self.folder, "journey", spec.name)
        steps = planned_journey(spec, journey_id) if journey_id else self.new_journey(spec)
        return remaining(steps, self.runs())

    def keep_sweep(self, spec: SweepSpec) -> None:
        """Keep a sweep by its name; one of that name is replaced.

        It keeps the runs of the one before if it varies the same distillation. Raises BadInput or
        BadSpec when one of its runs would be impossible.
        """
        self._store.require_writable()
        first = plan_of(spec)[0].spec
        resolve(first.model_copy(update={"name": f"{first.name} ?"}), self._store)
        if not self._sweep_id(spec):
            keep_new_plan_id(self.folder, "sweep", spec.name)
        self._store.keep_sweep(spec.name, spec)

    def sweeps(self) -> tuple[SweepSpec, ...]:
        """Every sweep that was kept, oldest first; one that cannot be read is left out."""
        found = []
        for plain in self._store.sweeps():
            with contextlib.suppress(WorkbenchError):
                found.append(validate(SweepSpec, plain))
        return tuple(found)

    def sweep_results(self, spec: SweepSpec) -> tuple[Result, ...]:
        """What became of a sweep's runs by now, in the order of its plan."""
        return results_of(spec, plan_of(spec), self.runs(), self._sweep_id(spec))

    def sweep_run(self, spec: SweepSpec, planned: Planned) -> PlannedRun:
        """One run of a sweep that was kept, to be started."""
        sweep_id = self._sweep_id(spec)
        assert sweep_id
        return planned.within(sweep_id)

    def _sweep_id(self, spec: SweepSpec) -> str:
        """The id of the sweep that was kept by this name; empty if that varied something else."""
        plain = self._store.sweep_of_name(spec.name)
        if plain is None:
            return ""
        with contextlib.suppress(WorkbenchError):
            if varies_the_same(validate(SweepSpec, plain), spec):
                return kept_plan_id(self.folder, "sweep", spec.name)
        return ""

    # -- the catalogue ------------------------------------------------------------------------

    def ingest(self) -> Change:
        """Take what the journals tell into the database, at most once a second, a bit at a time.

        Says what was new; does nothing where another process keeps the catalogue, or the database
        cannot be used.
        """
        return Change.NOTHING if self._database is None else self._database.ingest_due()

    def runs(self) -> tuple[RunRecord, ...]:
        """Every run, oldest first."""
        return self._answer(Database.runs, super().runs)

    def models(self) -> tuple[ModelRecord, ...]:
        """Every model, in the order of the runs that made them."""
        return self._answer(Database.models, super().models)

    def past(self, run_id: str) -> Past:
        """What the database knows of a run; the empty past where it cannot tell."""
        return self._answer(lambda database: database.past(run_id), Past)

    def _answer(self, ask: Callable[[Database], A], read: Callable[[], A]) -> A:
        """What the database answers, or what is read from the folders where it cannot."""
        if self._database is None:
            return read()
        try:
            return ask(self._database)
        except (Corrupt, DiskFull, Locked, ReadOnly):
            # The next ingestion meets the same obstacle, and says so.
            return read()

    def _open_database(self) -> None:
        try:
            self._database = _database(self._store)
        except (DiskFull, Locked, ReadOnly) as obstacle:
            self.notice = _without_database(obstacle.words)

    def reindex(self) -> int:
        """Build the database anew from the folders; gives the number of runs.

        Raises Locked or ReadOnly when it cannot be used.
        """
        self._require_keeper()
        if self._database is None:
            self._database = _database(self._store)
        try:
            return self._database.reindex()
        except Corrupt:
            self._database.close()
            self._database = _made_anew(self._store)
            return self._database.reindex()

    def rename(self, record: AnyRecord, name: str) -> None:
        """Give a thing another display name; raises BadInput when it is taken."""
        self._require_keeper()
        self._store.rename(record, name)
        self._ingest_soon()

    def dependents(self, record: AnyRecord) -> tuple[str, ...]:
        """The names of the runs that were made from something."""
        return self._store.dependents(record)

    def delete(self, record: AnyRecord) -> None:
        """Move a thing to the bin; nothing is erased."""
        self._require_keeper()
        self._bin.put(record)
        self._ingest_soon()

    def bin(self) -> tuple[BinnedItem, ...]:
        """What was deleted and can be restored."""
        return self._bin.items()

    def restore(self, item: BinnedItem) -> None:
        """Bring a thing back from the bin; raises BadInput when its name was given away."""
        self._require_keeper()
        self._bin.restore(item)
        self._ingest_soon()

    def erase(self, item: BinnedItem) -> None:
        """Remove a thing in the bin for good."""
        self._require_keeper()
        self._bin.erase(item)

    @property
    def _bin(self) -> Bin:
        return Bin(self._store)

    def _require_keeper(self) -> None:
        """Raise Locked or ReadOnly, with the reason, where another process keeps the catalogue."""
        self._store.require_writable()
        if self._keeper is None:
            assert self._not_keeper is not None
            raise Locked(self._not_keeper.template, **self._not_keeper.values)

    def _ingest_soon(self) -> None:
        """What was changed in the folders is taken in with the next beat."""
        if self._database is not None:
            self._database.hurry()


def _database(folder: ProjectFolder) -> Database:
    """The database; in place of a damaged one an empty one, which ingestion fills."""
    try:
        return Database.open(folder)
    except Corrupt:
        return _made_anew(folder)


def _made_anew(folder: ProjectFolder) -> Database:
    Database.discard(folder)
    return Database.open(folder)


def _without_database(reason: Words) -> Words:
    return words("{reason}; tables and curves are read from the folders", reason=reason)


def _is_over(event: Event) -> bool:
    """Whether nothing is to be expected after an event; a run handed over will be taken up."""
    return isinstance(event, RunEnded) and event.outcome is not Outcome.HANDED_OVER


def _given_up(run: RunFolder, waited_from: float) -> bool:
    """Whether a run that nobody works on is not going to be taken up."""
    if run.status() in (RunStatus.QUEUED, RunStatus.HANDED_OVER):
        return time.monotonic() - waited_from > _TAKEN_UP_WITHIN_S
    return True


def _go_back(run: RunFolder, step: int) -> None:
    """Set later checkpoints aside, so that a checkpoint is the last one again."""
    saved = run.checkpoints()
    if step not in [checkpoint.step for checkpoint in saved]:
        raise BadInput(
            "there is no checkpoint at step {step}; there is: {steps}",
            step=step,
            steps=", ".join(str(checkpoint.step) for checkpoint in saved),
        )
    with run.claim():
        for checkpoint in saved:
            if checkpoint.step > step:
                aside = run.path / "discarded" / f"{checkpoint.folder.name}-{time.time_ns()}"
                durable.move(checkpoint.folder, aside)
