"""The catalogue: what a project's database answers, and what only its keeper may change."""

from collections.abc import Callable
from typing import TypeVar

from workbench.errors import Corrupt, DiskFull, Locked, ReadOnly
from workbench.store.bin import Bin, BinnedItem
from workbench.store.change import Change
from workbench.store.database.database import Database
from workbench.store.database.past import Past
from workbench.store.files import lock
from workbench.store.folders import AnyRecord, ProjectFolder
from workbench.store.records import ModelRecord, RunRecord
from workbench.words import Words, words

A = TypeVar("A")


class Catalogue:
    """One process at a time keeps it: it alone ingests, renames and deletes.

    The keeper reads tables and curves from the database, everybody else from the folders.
    `notice` says who the keeper is, or why this one does without the database.
    """

    def __init__(
        self, folder: ProjectFolder, keeper: lock.Lock | None, notice: Words | None
    ) -> None:
        self._folder = folder
        self._bin = Bin(folder)
        self._keeper = keeper
        self._not_keeper = notice
        self._database: Database | None = None
        self.notice = _without_database(notice) if notice is not None else None
        if keeper is not None:
            self._open_database()

    @classmethod
    def of(cls, folder: ProjectFolder) -> "Catalogue":
        """The catalogue of a project, as its keeper where that is possible."""
        if folder.read_only:
            return cls(folder, None, folder.notice)
        try:
            return cls(folder, folder.lock(), None)
        except Locked as locked:
            return cls(folder, None, locked.words)

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
            self._not_keeper = words("the project is closed; open it again to change it")

    # -- what it answers ----------------------------------------------------------------------

    def runs(self) -> tuple[RunRecord, ...]:
        """Every run, oldest first."""
        return self._answer(Database.runs, self._folder.runs)

    def models(self) -> tuple[ModelRecord, ...]:
        """Every model, in the order of the runs that made them."""
        return self._answer(Database.models, self._folder.models)

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

    # -- keeping it ---------------------------------------------------------------------------

    def ingest(self) -> Change:
        """Take what the journals tell into the database, at most once a second, a bit at a time.

        Says what was new; does nothing where another process keeps the catalogue, or the database
        cannot be used.
        """
        return Change.NOTHING if self._database is None else self._database.ingest_due()

    def reindex(self) -> int:
        """Build the database anew from the folders; gives the number of runs.

        Raises Locked or ReadOnly when it cannot be used.
        """
        self._require_keeper()
        if self._database is None:
            self._database = _database(self._folder)
        try:
            return self._database.reindex()
        except Corrupt:
            self._database.close()
            self._database = _made_anew(self._folder)
            return self._database.reindex()

    def rename(self, record: AnyRecord, name: str) -> None:
        """Give a thing another display name; raises BadInput when it is taken."""
        self._require_keeper()
        self._folder.rename(record, name)
        self._ingest_soon()

    def dependents(self, record: AnyRecord) -> tuple[str, ...]:
        """The names of the runs that were made from something."""
        return self._folder.dependents(record)

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

    def _open_database(self) -> None:
        try:
            self._database = _database(self._folder)
        except (DiskFull, Locked, ReadOnly) as obstacle:
            self.notice = _without_database(obstacle.words)

    def _require_keeper(self) -> None:
        """Raise Locked or ReadOnly, with the reason, where another process keeps the catalogue."""
        self._folder.require_writable()
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
