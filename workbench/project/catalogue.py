"""The catalogue: what a project's database answers, and what only its keeper may change."""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from workbench.errors import (
    CannotBeRead,
    Corrupt,
    DiskError,
    DiskFull,
    InUse,
    Locked,
    NotFound,
    ReadOnly,
    WorkbenchError,
)
from workbench.project.catalogue_changes import CatalogueChanges
from workbench.project.listing import Listing
from workbench.project.opened_database import make_database_anew, open_database
from workbench.store.change import Change
from workbench.store.clearing import clear_leftovers
from workbench.store.database.database import Database
from workbench.store.database.past import Past
from workbench.store.files import lock
from workbench.store.folders import ProjectFolder
from workbench.store.records import ModelRecord, RunRecord
from workbench.words import Words, words

A = TypeVar("A")

_WAIT_AHEAD_S = 0.25
"""For a lock, where somebody watches; the thread that reads ahead goes on trying."""
_TRY_AGAIN_AFTER_S = 10.0
"""How long a database that could not be used is left alone: a try may wait for its lock."""
_LOOK_EVERY_S = 1.0


class Catalogue(CatalogueChanges):
    """One process at a time keeps it: it alone ingests, renames and deletes.

    The keeper reads tables and curves from the database, everybody else from the folders.
    `notice` says who the keeper is, or why this one does without the database for now.
    """

    def __init__(
        self,
        folder: ProjectFolder,
        keeper: lock.Lock | None,
        notice: Words | None,
        *,
        in_use: bool = False,
        ahead: bool = False,
    ) -> None:
        super().__init__(folder)
        self._keeper = keeper
        self._in_use = in_use
        self._not_keeper = notice
        self._database: Database | None = None
        self._due_at = 0.0
        self._look_at = 0.0
        self._is_closed = False
        self._listing = Listing(folder) if ahead else None
        self._num_runs = 0
        self.notice = _without_database(notice) if notice is not None else None
        self.rebuilt: Words | None = None
        """Why the database was built anew, if it was."""
        if keeper is not None:
            self._begin_to_keep()

    @classmethod
    def of(cls, folder: ProjectFolder, *, ahead: bool = False) -> "Catalogue":
        """The catalogue of a project, as its keeper where that is possible.

        With `ahead`, nobody waits for lists, nor for the database to be opened: a thread calls
        `read_ahead` again and again.
        """
        if folder.read_only:
            return cls(folder, None, folder.notice, ahead=ahead)
        try:
            wait_s = _WAIT_AHEAD_S if ahead else lock.MOMENT_S
            return cls(folder, folder.lock(wait_s), None, ahead=ahead)
        except (DiskError, DiskFull, Locked, ReadOnly) as obstacle:
            in_use = isinstance(obstacle, InUse)
            return cls(folder, None, obstacle.words, in_use=in_use, ahead=ahead)

    @property
    def read_only(self) -> bool:
        """Whether renaming and deleting are for another process, or for nobody."""
        return self._keeper is None

    @property
    def kept_elsewhere(self) -> bool:
        """Whether another process keeps it; runs can be started and resumed all the same."""
        return self._keeper is None and self._in_use

    @property
    def why_read_only(self) -> Words | None:
        """Why nothing can be renamed or deleted here, if so."""
        return self._not_keeper if self._keeper is None else None

    def close(self) -> None:
        """Give the catalogue back; what is running elsewhere goes on."""
        self._close_database()
        self._is_closed = True
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

    def listed_runs(self) -> tuple[RunRecord, ...]:
        """As `runs`; for a window, those that are known by now."""
        return self.runs() if self._listing is None else self._listing.runs()

    def listed_models(self) -> tuple[ModelRecord, ...]:
        """As `models`; for a window, those that are known by now."""
        return self.models() if self._listing is None else self._listing.models()

    def past(self, run_id: str) -> Past:
        """What the database knows of a run; the empty past where it cannot tell."""
        return self._answer(lambda database: database.past(run_id), Past)

    def samples(self) -> list[tuple[str, int, str, str]]:
        """Run, step, prompt and text of each sample by now; raises NotFound without a database."""
        if self._database is None:
            raise NotFound("samples of runs are not searched: project.db cannot be used now")
        return self._database.texts("")

    def _answer(self, ask: Callable[[Database], A], read: Callable[[], A]) -> A:
        """What the database answers, or what is read from the folders where it cannot."""
        database = self._database
        if database is None:
            return read()
        try:
            return ask(database)
        except (CannotBeRead, Corrupt, DiskFull, Locked, ReadOnly):
            # The next ingestion meets the same obstacle, and says so.
            return read()

    def left_out(self) -> tuple[Words, ...]:
        """A sentence for every run that could not be taken into the database."""
        known = self._database.left_out if self._database is not None else {}
        return tuple(why for run_id, why in known.items() if self._folder.has_run(run_id))

    # -- keeping it ---------------------------------------------------------------------------

    def ingest(self) -> Change:
        """Take what the journals tell into the database, at most once a second, a bit at a time.

        Says what was new; does nothing where another process keeps the catalogue. A database that
        cannot be used is done without, which `notice` says, and is tried again later.
        """
        if self._keeper is None or time.monotonic() < self._due_at:
            return Change.NOTHING
        return self._unless_unusable(lambda: self._opened().ingest_due()) or Change.NOTHING

    def take_all_in(self) -> None:
        """As `ingest`, all that is new at once, however long that takes."""
        if self._keeper is not None:
            self._unless_unusable(lambda: self._opened().ingest_all())

    def one_look(self) -> contextlib.AbstractContextManager[None]:
        """Inside, a window's lists are looked up once, however often they are asked for."""
        return contextlib.nullcontext() if self._listing is None else self._listing.one_look()

    @property
    def progress(self) -> tuple[int, int] | None:
        """How many runs were read by now, and of how many, while `read_ahead` is not through."""
        if self._listing is not None and not self._listing.is_complete:
            return self._listing.num_known, max(self._num_runs, self._listing.num_known)
        database = self._database
        return None if database is None else database.progress

    def read_ahead(self) -> Change:
        """Read on for the lists, then take in the journals; says what is new.

        Takes some tenths of a second at most, but for the opening of a large database.
        """
        listing = self._listing
        if listing is not None and not listing.is_complete:
            if not self._num_runs:
                self._num_runs = len(self._folder.run_scan.marks())
                self._open_database()
                self._list_what_is_indexed()
            listing.read_on()
            return Change.CATALOGUE
        change = Change.CATALOGUE if self.take_over() else self.ingest()
        if change is not Change.NOTHING:
            self._list_what_is_indexed()
        return max(change, self._look())

    def _look(self) -> Change:
        """What is new that no database tells of: none does in a window that does without one."""
        if self._listing is None or time.monotonic() < self._look_at:
            return Change.NOTHING
        self._look_at = time.monotonic() + _LOOK_EVERY_S
        with contextlib.suppress(CannotBeRead):
            return self._listing.look(is_indexed=self._database is not None)
        return Change.NOTHING

    def _list_what_is_indexed(self) -> None:
        database, listing = self._database, self._listing
        if database is not None and listing is not None:
            with contextlib.suppress(Corrupt, DiskFull, Locked, ReadOnly):
                listing.take(database.known_runs(), database.known_models())

    def take_over(self) -> bool:
        """Become the keeper once the one before has closed; says whether it is so from now on.

        It is for a window. A run does not do so: it would keep the catalogue to its end, from the
        window that is opened beside it.
        """
        if self._keeper is not None or self._folder.read_only or self._is_closed:
            return False
        if time.monotonic() < self._due_at:
            return False
        self._due_at = time.monotonic() + _TRY_AGAIN_AFTER_S
        try:
            self._keeper = self._folder.lock()
        except WorkbenchError:
            return False
        self._due_at = 0.0
        self._begin_to_keep()
        return True

    def _begin_to_keep(self) -> None:
        """Open the database, and remove in the background what dead processes left behind."""
        if self._listing is None:
            self._open_database()
        threading.Thread(
            target=clear_leftovers, args=(self._folder,), name="sweep", daemon=True
        ).start()

    def _open_database(self) -> None:
        if self._keeper is not None and self._database is None:
            self._unless_unusable(self._opened)

    def reindex(self) -> int:
        """Build the database anew from the folders; gives the number of runs.

        Raises Locked or ReadOnly when it cannot be used, CannotBeRead where a run cannot be.
        """
        self._require_keeper()
        try:
            count = self._opened().reindex()
        except Corrupt:
            self._close_database()
            self._database = make_database_anew(self._folder)
            count = self._database.reindex()
        self.notice = None
        return count

    def _opened(self) -> Database:
        if self._database is None:
            self._database, self.rebuilt = open_database(self._folder)
        return self._database

    def _unless_unusable(self, use: Callable[[], A]) -> A | None:
        """What comes of using the database; None, and a `notice`, while that is not possible."""
        try:
            result = use()
        except WorkbenchError as obstacle:
            self._close_database()
            self._due_at = time.monotonic() + _TRY_AGAIN_AFTER_S
            self.notice = _without_database(obstacle.words)
            return None
        self.notice = None
        return result

    def _close_database(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _require_keeper(self) -> None:
        """Raise Locked or ReadOnly, with the reason, where another process keeps the catalogue."""
        self._folder.require_writable()
        if self._keeper is None:
            assert self._not_keeper is not None
            raise Locked(self._not_keeper.template, **self._not_keeper.values)

    def _ingest_soon(self) -> None:
        if self._database is not None:
            self._database.hurry()


def _without_database(reason: Words) -> Words:
    return words("{reason}; tables and curves are read from the folders", reason=reason)
