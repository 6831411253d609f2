"""A project is a folder; this reads and changes it without any database."""

import contextlib
import functools
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from workbench.errors import (
    BadInput,
    CannotBeRead,
    Corrupt,
    NotFound,
    ReadOnly,
)
from workbench.spec import Spec, read_toml, to_toml
from workbench.store.database.marks import FolderMarks, marks_of_runs
from workbench.store.files import durable, lock, looking, manifest
from workbench.store.files.looking import is_file, is_folder
from workbench.store.files.summed import require_summed_text, text_with_checksum
from workbench.store.membership import Membership
from workbench.store.migration import migrate_keys
from workbench.store.names import Named, Sort, clean, find, require_free, slug
from workbench.store.project_mark import open_mark
from workbench.store.records import (
    CacheRecord,
    CheckpointRecord,
    CorpusRecord,
    ModelRecord,
    RunRecord,
    RunStatus,
    TokenizerRecord,
)
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.journal import is_journal
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.summary import Summary, summarise
from workbench.store.scanning import scan
from workbench.store.scanning.damage import (
    DamagedThing,
    MakerOf,
    damaged_things,
    name_by,
    problems_of,
)
from workbench.store.scanning.model_record import MODEL_KINDS, choose, model_record
from workbench.words import Words

__all__ = ["ProjectFolder", "RunFolder", "sort_of"]

_NAMES_WITHIN_S = 20.0
"""How long to wait for others that give names: each takes as long as reading what has one."""

AnyRecord = CorpusRecord | TokenizerRecord | CacheRecord | ModelRecord | RunRecord
R = TypeVar("R")
_NOTHING = Membership()
Known = Mapping[str, tuple[FolderMarks, R]]
"""Records by the ids of their runs, each with the marks of the folder's state that it tells of."""

NOTHING_KNOWN: Known[Any] = {}

PassesOver = Callable[[Path], contextlib.AbstractContextManager[None]]
"""Decides what, met while a folder is read, leaves that folder out of a list."""


class ProjectFolder:
    """Corpora, tokenizers, models and runs as their folders tell them.

    Opening takes no lock. `notice` says why a project is `read_only`, if it is.
    """

    def __init__(self, path: Path, project_id: str, notice: Words | None) -> None:
        self.path = path
        self.id = project_id
        self.notice = notice
        self._summaries: dict[str, tuple[int, Summary]] = {}
        self._refused: dict[Path, Words] = {}

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> "ProjectFolder":
        """Open a project, or make one of the folder when `create`.

        Raises NotFound when it is none, ReadOnly when it cannot be made there, Corrupt when its
        mark is damaged, BadInput when its path is no text in UTF-8.
        """
        path = path.absolute()
        mark = open_mark(path, create=create)
        return cls(path, mark.id, mark.notice)

    @property
    def read_only(self) -> bool:
        return self.notice is not None

    def require_writable(self) -> None:
        """Raise ReadOnly, with the reason, when nothing may be changed here."""
        if self.notice is not None:
            raise ReadOnly(self.notice.template, **self.notice.values)

    def naming(self) -> lock.Lock:
        """Hold all names while one is checked and then given, so that nobody gives it meanwhile.

        Gone with the process, as every lock. Raises Locked, or ReadOnly where nothing is locked.
        """
        self.require_writable()
        return lock.acquire(self._names_path, self.path.name, _NAMES_WITHIN_S)

    def lock(self) -> lock.Lock:
        """Become the keeper of this project's catalogue; raises Locked when another one is."""
        self.require_writable()
        return lock.acquire(self.path / "project.lock", self.path.name)

    def sweep(self) -> None:
        """Remove what interrupted writes left behind more than a day ago, wherever that can be.

        It may take long where much was left. What cannot be removed stays for the next time.
        """
        for folder in self._folders_written_to():
            with contextlib.suppress(OSError, CannotBeRead):
                durable.sweep(folder)

    def _folders_written_to(self) -> Iterator[Path]:
        """Every folder in which something may have been staged, this one first."""
        yield self.path
        things = [self.folder_of(sort) for sort in (Sort.CORPUS, Sort.TOKENIZER, Sort.CACHE)]
        runs, bins = self.folder_of(Sort.RUN), self.path / "bin"
        yield from (*things, runs, self.shards_path, self._sweeps_path, self.path / "plans", bins)
        for parent in (*things, runs, *_subfolders(bins)):
            for folder in _subfolders(parent):
                yield folder
                yield RunFolder(folder).checkpoints_path
        yield from _subfolders(bins)

    @property
    def database_path(self) -> Path:
        return self.path / "project.db"

    @property
    def _names_path(self) -> Path:
        return self.path / "names.lock"

    @property
    def shards_path(self) -> Path:
        return self.path / "shards"

    def folder_of(self, sort: Sort) -> Path:
        """Where things of a sort are kept; a model is kept in the run that made it."""
        return self.path / _FOLDERS[sort]

    def relative(self, path: Path) -> str:
        """A path inside the project as it is written into inputs and events."""
        return path.relative_to(self.path).as_posix()

    # -- what is there ------------------------------------------------------------------------

    def corpora(self) -> tuple[CorpusRecord, ...]:
        """Every corpus but for the damaged ones, as of `tokenizers` and `caches`.

        Raises CannotBeRead where the system refuses to read one: nobody knows what it is.
        """
        return tuple(self._read_all(Sort.CORPUS, scan.corpus_record))

    def tokenizers(self) -> tuple[TokenizerRecord, ...]:
        return tuple(self._read_all(Sort.TOKENIZER, scan.tokenizer_record))

    def caches(self) -> tuple[CacheRecord, ...]:
        return tuple(self._read_all(Sort.CACHE, scan.cache_record))

    def list_corpora(self) -> tuple[CorpusRecord, ...]:
        """As `corpora`, for a list to be looked at: what cannot be read is `damaged`."""
        return tuple(self._list_all(Sort.CORPUS, scan.corpus_record))

    def list_tokenizers(self) -> tuple[TokenizerRecord, ...]:
        """As `list_corpora`."""
        return tuple(self._list_all(Sort.TOKENIZER, scan.tokenizer_record))

    def list_caches(self) -> tuple[CacheRecord, ...]:
        """As `list_corpora`."""
        return tuple(self._list_all(Sort.CACHE, scan.cache_record))

    def runs(self, known: Known[RunRecord] = NOTHING_KNOWN) -> tuple[RunRecord, ...]:
        """Every run, oldest first.

        One whose folder is still as its `known` record tells is not read again; the metrics of
        any other are the newest values near its journal's end.
        """
        return self.with_status(self.run_records(known))

    def models(self, known: Known[ModelRecord | None] = NOTHING_KNOWN) -> tuple[ModelRecord, ...]:
        """Every model, in the order of the runs; those `known` are not read again.

        Raises CannotBeRead, as `corpora` does.
        """
        records = self._known_or_read(known, model_record, passes_over=_damage_alone).values()
        return tuple(model for _, model in records if model is not None)

    def run_marks(self) -> Mapping[str, FolderMarks]:
        """Which state each run's folder is in, oldest first."""
        return marks_of_runs(self.folder_of(Sort.RUN))

    def run_records(
        self,
        known: Known[RunRecord],
        marks: Mapping[str, FolderMarks] | None = None,
        is_time: Callable[[], bool] = lambda: True,
    ) -> Known[RunRecord]:
        """The records of runs, oldest first: those `known`, and of the others what `is_time` for.

        The newest of them are read first. `marks` spares looking at all folders again.
        """
        return self._known_or_read(known, self._run_record, marks, is_time)

    def model_records(
        self,
        known: Known[ModelRecord | None],
        marks: Mapping[str, FolderMarks] | None = None,
        is_time: Callable[[], bool] = lambda: True,
    ) -> Known[ModelRecord | None]:
        """As `run_records`: the model of each run, None of one that has made none.

        What cannot be read is `damaged`.
        """
        return self._known_or_read(known, model_record, marks, is_time)

    def _known_or_read(
        self,
        known: Known[R],
        read: Callable[[RunFolder], R],
        all_marks: Mapping[str, FolderMarks] | None = None,
        is_time: Callable[[], bool] = lambda: True,
        passes_over: PassesOver | None = None,
    ) -> Known[R]:
        parent = self.folder_of(Sort.RUN)
        all_marks = self.run_marks() if all_marks is None else all_marks
        passes_over = passes_over or self._noting_refusal
        found: dict[str, tuple[FolderMarks, R]] = {}
        for run_id, marks in reversed(list(all_marks.items())):
            if not marks.meta and self._is_being_made(run_id):
                continue
            known_record = known.get(run_id)
            if known_record is not None and known_record[0] == marks:
                found[run_id] = known_record
            elif is_time():
                with passes_over(parent / run_id):
                    found[run_id] = (marks, read(RunFolder(parent / run_id)))
        return {run_id: found[run_id] for run_id in all_marks if run_id in found}

    def _is_being_made(self, run_id: str) -> bool:
        """Whether an older version fills a folder just now: names are held meanwhile."""
        is_filled = is_file(self.folder_of(Sort.RUN) / run_id / manifest.META_NAME)
        return not is_filled and lock.is_held(self._names_path)

    @contextlib.contextmanager
    def _noting_refusal(self, folder: Path) -> Iterator[None]:
        """Inside, what cannot be read is left out; what the system refused is told as `damaged`."""
        self._refused.pop(folder, None)
        try:
            yield
        except CannotBeRead as refusal:
            self._refused[folder] = refusal.words
        except (Corrupt, NotFound):
            pass

    def with_status(self, records: Known[RunRecord]) -> tuple[RunRecord, ...]:
        """Records as they are by now: whether somebody works on a run changes nothing in it."""
        return tuple(self._with_status(record) for _, record in records.values())

    def _with_status(self, record: RunRecord) -> RunRecord:
        if record.status not in (RunStatus.RUNNING, RunStatus.PAUSED):
            return record
        run = RunFolder(record.folder)
        return record if run.is_claimed else replace(record, status=RunStatus.INTERRUPTED)

    def corpus(self, reference: str) -> CorpusRecord:
        """By name or id; raises NotFound, with a suggestion, or Corrupt."""
        return find(Sort.CORPUS, reference, self.corpora(), lambda: self._damaged(Sort.CORPUS))

    def tokenizer(self, reference: str) -> TokenizerRecord:
        """By name or id; raises NotFound, with a suggestion, or Corrupt."""
        return find(
            Sort.TOKENIZER, reference, self.tokenizers(), lambda: self._damaged(Sort.TOKENIZER)
        )

    def cache(self, reference: str) -> CacheRecord:
        """By name or id; raises NotFound, with a suggestion, or Corrupt."""
        return find(Sort.CACHE, reference, self.caches(), lambda: self._damaged(Sort.CACHE))

    def run(self, reference: str) -> RunRecord:
        """By name or id; raises NotFound, with a suggestion."""
        return find(Sort.RUN, reference, self.runs())

    def model(self, reference: str) -> tuple[ModelRecord, CheckpointRecord]:
        """By `NAME[@best|@last|@STEP]`, best if nothing is said.

        Raises NotFound, BadInput or Corrupt.
        """
        return self.choose_model(self.models(), reference)

    def choose_model(
        self, models: Sequence[ModelRecord], reference: str
    ) -> tuple[ModelRecord, CheckpointRecord]:
        """As `model`, among some models that were listed before."""
        return choose_model(models, reference, lambda: self._damaged(Sort.MODEL))

    def has_run(self, run_id: str) -> bool:
        """Whether a run of this id is there, be it damaged."""
        path = self.folder_of(Sort.RUN) / run_id
        is_inside = path.parent == self.folder_of(Sort.RUN) and not run_id.startswith(".")
        return is_inside and is_folder(path)

    def run_folder(self, run_id: str) -> RunFolder:
        """The folder of a run by its id; raises NotFound."""
        if not self.has_run(run_id):
            raise NotFound("there is no run '{name}' in this project", name=run_id)
        return RunFolder(self.folder_of(Sort.RUN) / run_id)

    def run_folders(self) -> list[RunFolder]:
        """Every run that can be read, oldest first; raises CannotBeRead as `is_readable` does."""
        return [run for run in self._all_runs() if self.is_readable(run)]

    def is_readable(self, run: RunFolder) -> bool:
        """Whether a folder tells what run it is; `problems` of its record say why it does not.

        Raises CannotBeRead: whoever decides by what runs there are must not pass over one.
        """
        with contextlib.suppress(Corrupt, NotFound):
            return bool(run.meta.kind) and is_journal(run.journal_path)
        return False

    def _all_runs(self) -> list[RunFolder]:
        parent = self.folder_of(Sort.RUN)
        return [RunFolder(parent / run_id) for run_id in marks_of_runs(parent)]

    def damaged(self) -> tuple[Words, ...]:
        """A sentence for all that is left out above because it cannot be read, or has problems."""
        return (*self.damaged_things(), *problems_in(self.runs()))

    def damaged_things(self) -> tuple[Words, ...]:
        """A sentence for each corpus, tokenizer and cache that cannot be read, or was not lately.

        Also for each model that was not.
        """
        sorts = (Sort.CORPUS, Sort.TOKENIZER, Sort.CACHE)
        things = [damage for sort in sorts for damage in self.damaged_of(sort)]
        refused = [why for folder, why in self._refused.items() if is_folder(folder)]
        return (*things, *(why for why in refused if why not in things))

    def damaged_of(self, sort: Sort) -> tuple[Words, ...]:
        """A sentence for each thing of a sort that cannot be read."""
        return tuple(thing.why.words for thing in self._damaged(sort))

    def _damaged(self, sort: Sort) -> Iterator[DamagedThing]:
        """What there is of a sort and cannot be read, a model with the run that made it."""
        read = _READ.get(sort)
        if read is not None:
            yield from damaged_things(self.folder_of(sort), read, self._makers(sort))
            return
        for run in self._all_runs():
            try:
                _ = run.meta
            except Corrupt as damage:
                yield DamagedThing(run.id, name_by(run), damage)

    def _makers(self, sort: Sort) -> MakerOf:
        """The runs are read when it is asked."""

        @functools.cache
        def by_target() -> dict[str, RunFolder]:
            runs = list(_readable(self._all_runs(), lambda run: (run.inputs().target, run)))
            return dict(runs)

        return lambda thing: by_target().get(f"{_FOLDERS[sort]}/{thing}")

    def _read_all(self, sort: Sort, read: Callable[[Path], R]) -> Iterator[R]:
        for folder in scan.complete_folders(self.folder_of(sort)):
            with _damage_alone(folder):
                yield read(folder)

    def _list_all(self, sort: Sort, read: Callable[[Path], R]) -> Iterator[R]:
        for folder in scan.complete_folders(self.folder_of(sort)):
            with self._noting_refusal(folder):
                yield read(folder)

    def _run_record(self, run: RunFolder) -> RunRecord:
        """A run whose journal cannot be read is one of which nothing but that is known."""
        refused: tuple[Words, ...] = ()
        try:
            summary = self._summary(run)
        except CannotBeRead as refusal:
            summary, refused = Summary(), (refusal.words,)
        except Corrupt:
            summary = Summary()
        problems = problems_of(run, step=summary.step, unread_lines=summary.unread_lines)
        return replace(run.record(summary), problems=(*problems, *refused))

    def _summary(self, run: RunFolder) -> Summary:
        """A journal that has not grown since the last look is not read again."""
        size = run.journal_path.stat().st_size if run.journal_path.exists() else 0
        known = self._summaries.get(run.id)
        if known is None or known[0] != size:
            known = self._summaries[run.id] = (size, summarise(run.journal_path))
        return known[1]

    def sweep_paths(self) -> list[Path]:
        """The files of the sweeps that were kept, oldest first; also of those that are damaged."""
        paths = [
            path
            for path in looking.children(self._sweeps_path, "*.toml")
            if not durable.is_leftover(path)
        ]
        return sorted(paths, key=lambda path: path.lstat().st_mtime_ns)

    def sweep_of_name(self, name: str) -> dict[str, Any] | None:
        """The plain spec of the sweep that was kept under a name, if one was.

        Raises BadInput or Corrupt.
        """
        path = self._sweep_path(name)
        return read_sweep(path) if os.path.lexists(path) else None

    def lost_sweeps(self) -> Iterator[Path]:
        """The files of sweeps that are missing, though what was made for them is known."""
        for plan in sorted((self.path / "plans").glob("sweep-*.json")):
            path = self._sweeps_path / f"{plan.stem.removeprefix('sweep-')}.toml"
            if not os.path.lexists(path) and not durable.is_leftover(plan):
                yield path

    @property
    def _sweeps_path(self) -> Path:
        return self.path / "sweeps"

    def _sweep_path(self, name: str) -> Path:
        mark = hashlib.sha256(clean(name).encode()).hexdigest()[:8]
        return self._sweeps_path / f"{slug(name, 'sweep')}-{mark}.toml"

    # -- changing it --------------------------------------------------------------------------

    def new_folder(self, sort: Sort, name: str) -> Path:
        """Reserve an empty folder, `0001-slug`, for what is made next."""
        self.require_writable()
        return durable.make_numbered_folder(
            self.folder_of(sort), slug(name, sort), self._deleted_ids(sort)
        )

    def _deleted_ids(self, sort: Sort) -> Iterator[str]:
        return (path.name for path in looking.children(self.path / "bin" / _FOLDERS[sort]))

    def keep_sweep(self, name: str, spec: Spec) -> None:
        """Keep what a sweep is, by its name."""
        self.require_writable()
        durable.make_folder(self._sweeps_path)
        durable.write_text(self._sweep_path(name), text_with_checksum(to_toml(spec)))

    def new_run(
        self,
        spec: Spec,
        inputs: Inputs,
        *,
        name: str,
        kind: str,
        belongs_to: Membership = _NOTHING,
        planned_name: str = "",
    ) -> RunFolder:
        """The folder of a run that is to begin, made as a whole; BadInput for too long a spec."""
        to_toml(spec)  # before anything is made
        self.require_writable()

        def fill(folder: Path) -> None:
            RunFolder(folder).fill(
                spec,
                inputs,
                name=clean(name),
                kind=kind,
                belongs_to=belongs_to,
                planned_name=planned_name,
            )

        parent, ids = self.folder_of(Sort.RUN), self._deleted_ids(Sort.RUN)
        return RunFolder(durable.fill_numbered_folder(parent, slug(name, Sort.RUN), ids, fill))

    def require_free_name(self, sort: Sort, name: str, *, but_for: str = "") -> str:
        """The name as it is stored; raises BadInput when it is none or taken within its sort.

        It stays free for whoever holds `naming` until it has been given.
        Runs may share a name, as a second try does; models may not. The id of another thing is
        taken too. `but_for` is the id of the thing that is to have the name.
        """
        cleaned = clean(name)
        ids = {path.name for path in looking.children(self.folder_of(sort))}
        if cleaned != but_for and cleaned in ids.union(self._deleted_ids(sort)):
            raise BadInput(
                "'{name}' is the id of something else in this project; choose another name",
                name=cleaned,
            )
        require_free(cleaned, [other for other in self.named(sort) if other.id != but_for])
        return cleaned

    def named(self, sort: Sort) -> Sequence[Named]:
        """Everything whose name nothing else of its sort may have; runs may share theirs.

        A run has the name of what it makes from its beginning, so that two cannot make one.
        """
        return (*self._made(sort), *self._being_made(sort))

    def _made(self, sort: Sort) -> Sequence[Named]:
        match sort:
            case Sort.CORPUS:
                return self.corpora()
            case Sort.TOKENIZER:
                return self.tokenizers()
            case Sort.CACHE:
                return self.caches()
            case Sort.MODEL:
                return self.models()
            case Sort.RUN:
                return ()

    def _being_made(self, sort: Sort) -> Iterator[RunRecord]:
        """The runs that make something of a sort, or are about to."""
        runs = [run for run in self.run_folders() if run.meta.kind in _MAKERS[sort]]
        return _readable([run for run in runs if run.is_under_way()], self._run_record)

    def rename(self, record: AnyRecord, name: str) -> None:
        """Give a thing another display name; its folder, and all that refers to it, stays."""
        with self.naming():
            self._rename(record, name)

    def _rename(self, record: AnyRecord, name: str) -> None:
        require_there(record)
        sort = Sort.MODEL if self._names_a_model(record) else sort_of(record)
        cleaned = self.require_free_name(sort, name, but_for=record.id)
        if isinstance(record, RunRecord | ModelRecord):
            self.run_folder(record.id).rename(cleaned)
        else:
            scan.write_meta(record.folder, {**scan.read_plain_meta(record.folder), "name": cleaned})

    def _names_a_model(self, record: AnyRecord) -> bool:
        """Whether the name of a thing is a model's; a run that is damaged may have made one."""
        if not isinstance(record, RunRecord):
            return isinstance(record, ModelRecord)
        if record.id in [model.id for model in self.named(Sort.MODEL)]:
            return True
        return record.kind in MODEL_KINDS and bool(RunFolder(record.folder).checkpoints())

    def dependents(self, record: AnyRecord) -> tuple[str, ...]:
        """The names of the runs that were made from something, each once."""
        folder = self.relative(record.folder)
        names = [run.meta.name for run in self.run_folders() if _was_given(run, folder)]
        return tuple(dict.fromkeys(names))


_MAKERS: Mapping[Sort, Sequence[str]] = {
    Sort.CORPUS: ("add_corpus",),
    Sort.TOKENIZER: ("train_tokenizer", "import_model"),
    Sort.CACHE: ("cache_teacher",),
    Sort.MODEL: MODEL_KINDS,
    Sort.RUN: (),
}
"""The kinds of runs that make a thing of each sort."""

_READ: Mapping[Sort, Callable[[Path], object]] = {
    Sort.CORPUS: scan.corpus_record,
    Sort.TOKENIZER: scan.tokenizer_record,
    Sort.CACHE: scan.cache_record,
}

_FOLDERS = {
    Sort.CORPUS: "corpora",
    Sort.TOKENIZER: "tokenizers",
    Sort.CACHE: "caches",
    Sort.MODEL: "runs",
    Sort.RUN: "runs",
}


def read_sweep(path: Path) -> dict[str, Any]:
    """The plain spec of a sweep that was kept; raises BadInput, or Corrupt naming the file."""
    require_summed_text(path)
    plain: dict[str, Any] = migrate_keys(read_toml(path), path.name)
    return plain


def problems_in(runs: Iterable[RunRecord]) -> Iterator[Words]:
    """What is wrong with some runs."""
    return (problem for run in runs for problem in run.problems)


def choose_model(
    models: Sequence[ModelRecord],
    reference: str,
    damaged: Callable[[], Iterable[DamagedThing]] = lambda: (),
) -> tuple[ModelRecord, CheckpointRecord]:
    """What `NAME[@best|@last|@STEP]` means among some models.

    Raises NotFound or BadInput, or Corrupt where it is one that is `damaged`.
    """
    name, at, which = reference.partition("@")
    model = find(Sort.MODEL, name, models, damaged)
    if at and not which.strip():
        raise BadInput(
            "'{reference}' says no checkpoint behind its @; write {model}@best, {model}@last or "
            "{model}@STEP",
            reference=reference,
            model=model.name,
        )
    return model, choose(model, which.strip() or "best")


def require_there(record: AnyRecord) -> None:
    """Raise NotFound when the folder of a thing was deleted since its record was read."""
    if not record.folder.is_dir():
        raise NotFound("{name} is no longer in this project", name=record.name)


def sort_of(record: AnyRecord) -> Sort:
    """Which sort of thing a record is of."""
    match record:
        case CorpusRecord():
            return Sort.CORPUS
        case TokenizerRecord():
            return Sort.TOKENIZER
        case CacheRecord():
            return Sort.CACHE
        case ModelRecord():
            return Sort.MODEL
        case RunRecord():
            return Sort.RUN


def _was_given(run: RunFolder, folder: str) -> bool:
    """Whether a run's inputs lie in a folder (relative to the project's)."""
    with contextlib.suppress(Corrupt):
        given = run.inputs()
        for located in given.everything:
            if located and (located.folder == folder or located.folder.startswith(f"{folder}/")):
                return True
    return False


def _damage_alone(folder: Path) -> contextlib.AbstractContextManager[None]:
    """Inside, a folder that is damaged is left out; `damaged` tells of it."""
    return contextlib.suppress(Corrupt, NotFound)


T = TypeVar("T")


def _readable(items: Sequence[T], read: Callable[[T], R]) -> Iterator[R]:
    """What can be read of each; `damaged` tells of the others."""
    for item in items:
        with contextlib.suppress(Corrupt, NotFound):
            yield read(item)


def _subfolders(parent: Path) -> list[Path]:
    """The folders in a folder, but for what is being written; none where it cannot be listed."""
    with contextlib.suppress(CannotBeRead):
        return [p for p in looking.children(parent) if p.is_dir() and not durable.is_leftover(p)]
    return []
