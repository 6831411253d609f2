"""A project is a folder; this reads and changes it without any database."""

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TypeVar

from workbench.errors import Corrupt, InUse, NotFound, ReadOnly
from workbench.spec import Spec, to_toml
from workbench.store.files import durable, lock, looking
from workbench.store.files.looking import is_folder
from workbench.store.membership import Membership
from workbench.store.names import Sort, clean, find, slug
from workbench.store.project_mark import open_mark
from workbench.store.records import (
    AnyRecord,
    CacheRecord,
    CheckpointRecord,
    CorpusRecord,
    ModelRecord,
    RunRecord,
    TokenizerRecord,
)
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.run_folder import RunFolder
from workbench.store.scanning import scan
from workbench.store.scanning.damage import DamagedThing, damaged_of
from workbench.store.scanning.model_record import choose_model
from workbench.store.scanning.problems import problems_in
from workbench.store.scanning.refusals import Refusals, damage_alone
from workbench.store.scanning.run_scan import (
    NOTHING_KNOWN,
    Known,
    RunScan,
    is_readable,
    with_status,
)
from workbench.words import Words

_NAMES_WITHIN_S = 20.0
"""How long to wait for others that give names: each takes as long as reading what has one."""

R = TypeVar("R")
_NOTHING = Membership()


class ProjectFolder:
    """Corpora, tokenizers, models and runs as their folders tell them.

    Opening takes no lock. `notice` says why a project is `read_only`, if it is.
    """

    def __init__(self, path: Path, project_id: str, notice: Words | None) -> None:
        self.path = path
        self.id = project_id
        self.notice = notice
        self._refusals = Refusals()
        self.run_scan = RunScan(self.folder_of(Sort.RUN), self._names_path, self._refusals)

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

    def lock(self, wait_s: float = lock.MOMENT_S) -> lock.Lock:
        """Become the keeper of this project's catalogue; raises InUse when another one is."""
        self.require_writable()
        try:
            return lock.acquire(self.path / "project.lock", self.path.name, wait_s)
        except InUse:
            raise InUse(
                "another window or program keeps the list of this project; renaming, deleting and "
                "restoring are possible there"
            ) from None

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
        return with_status(self.run_scan.runs(known))

    def models(self, known: Known[ModelRecord | None] = NOTHING_KNOWN) -> tuple[ModelRecord, ...]:
        """Every model, in the order of the runs; those `known` are not read again.

        Raises CannotBeRead, as `corpora` does.
        """
        records = self.run_scan.models_or_refusal(known).values()
        return tuple(model for _, model in records if model is not None)

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
        return [run for run in self.run_scan.folders() if is_readable(run)]

    def damaged(self) -> tuple[Words, ...]:
        """A sentence for all that is left out above because it cannot be read, or has problems."""
        return (*self.damaged_things(), *problems_in(self.runs()))

    def damaged_things(self) -> tuple[Words, ...]:
        """A sentence for each corpus, tokenizer and cache that cannot be read, or was not lately.

        Also for each model that was not.
        """
        sorts = (Sort.CORPUS, Sort.TOKENIZER, Sort.CACHE)
        things = [damage for sort in sorts for damage in self.damaged_of(sort)]
        return (*things, *(why for why in self._refusals.standing() if why not in things))

    def damaged_of(self, sort: Sort) -> tuple[Words, ...]:
        """A sentence for each thing of a sort that cannot be read."""
        return tuple(thing.why.words for thing in self._damaged(sort))

    def _damaged(self, sort: Sort) -> Iterator[DamagedThing]:
        return damaged_of(sort, self.folder_of(sort), self.run_scan.folders)

    def _read_all(self, sort: Sort, read: Callable[[Path], R]) -> Iterator[R]:
        for folder in scan.complete_folders(self.folder_of(sort)):
            with damage_alone(folder):
                yield read(folder)

    def _list_all(self, sort: Sort, read: Callable[[Path], R]) -> Iterator[R]:
        for folder in scan.complete_folders(self.folder_of(sort)):
            with self._refusals.noting(folder):
                yield read(folder)

    # -- changing it --------------------------------------------------------------------------

    def new_folder(self, sort: Sort, name: str) -> Path:
        """Reserve an empty folder, `0001-slug`, for what is made next."""
        self.require_writable()
        return durable.make_numbered_folder(
            self.folder_of(sort), slug(name, sort), self.deleted_ids(sort)
        )

    def deleted_ids(self, sort: Sort) -> Iterator[str]:
        """The ids of what is in the bin, which stay taken."""
        return (path.name for path in looking.children(self.path / "bin" / _FOLDERS[sort]))

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

        parent, ids = self.folder_of(Sort.RUN), self.deleted_ids(Sort.RUN)
        return RunFolder(durable.fill_numbered_folder(parent, slug(name, Sort.RUN), ids, fill))

    def dependents(self, *records: AnyRecord) -> tuple[str, ...]:
        """The names of the runs that were made from any of some things, each once."""
        folders = {self.relative(record.folder) for record in records}
        names = [run.meta.name for run in self.run_folders() if _was_given(run, folders)]
        return tuple(dict.fromkeys(names))


_FOLDERS = {
    Sort.CORPUS: "corpora",
    Sort.TOKENIZER: "tokenizers",
    Sort.CACHE: "caches",
    Sort.MODEL: "runs",
    Sort.RUN: "runs",
}


def _was_given(run: RunFolder, folders: Collection[str]) -> bool:
    """Whether one of a run's inputs lies in one of some folders (relative to the project's)."""
    with contextlib.suppress(Corrupt):
        given = [PurePosixPath(one.folder) for one in run.inputs().everything if one is not None]
        return any(str(path) in folders for one in given for path in (one, *one.parents))
    return False
