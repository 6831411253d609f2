"""The bin: what was deleted stays restorable until it is erased."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import (
    CannotBeRead,
    Corrupt,
    DiskFull,
    Locked,
    NotFound,
    ReadOnly,
    WorkbenchError,
)
from workbench.store import kept_checkpoints
from workbench.store.files import durable, looking, manifest
from workbench.store.files.summed import read_summed, with_checksum
from workbench.store.folders import ProjectFolder
from workbench.store.kept_checkpoints import NOTE_NAME as _NOTE_NAME
from workbench.store.kept_checkpoints import CheckpointPlace
from workbench.store.names import Sort
from workbench.store.naming import GivenNames
from workbench.store.records import AnyRecord, require_there, sort_of
from workbench.store.runs import checkpoints
from workbench.store.runs.run_folder import RunFolder
from workbench.store.scanning import scan
from workbench.store.scanning.model_record import model_record
from workbench.words import Words

_NAMED_AT_ONCE = 100
"""How many things are put back while their names are held: it takes a second or two."""

BinnedSort = Sort | Literal["checkpoint"]


@dataclass(frozen=True)
class BinnedItem:
    """Something deleted; `deleted_at` in seconds since 1970, `bytes` is what erasing frees.

    A checkpoint is called by what its run is called, and its step.
    """

    id: str
    sort: BinnedSort
    name: str
    folder: Path
    deleted_at: float
    bytes: int


Moved = BinnedItem | WorkbenchError
"""A thing that was moved, or why it was not."""


class InBin(NotFound):
    """What a run needs was deleted, and can be restored: `item`."""

    def __init__(self, item: BinnedItem) -> None:
        super().__init__("'{name}' is in the bin; restore it, and start again", name=item.name)
        self.item = item


class _Note(BaseModel):
    model_config = ConfigDict(extra="ignore")

    at: float = 0.0


class _Meta(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str


class Bin:
    """A project's bin; nothing is held open, so making one costs nothing."""

    def __init__(self, project: ProjectFolder) -> None:
        self._project = project

    def put(self, record: AnyRecord) -> BinnedItem:
        """Move something into the bin, a model with its run.

        Raises Locked while it is running, NotFound when it is there already.
        """
        self._project.require_writable()
        require_there(record)
        sort = sort_of(record)
        if sort in (Sort.MODEL, Sort.RUN) and RunFolder(record.folder).is_claimed:
            raise Locked("{name} is running; stop it before you delete it", name=record.name)
        target = self._folder(sort) / record.id
        durable.make_folder(target.parent.parent)
        durable.write_json(record.folder / _NOTE_NAME, with_checksum({"at": time.time()}))
        durable.move(record.folder, target)
        return _listed(sort, target)

    def put_all(self, records: Sequence[AnyRecord]) -> Iterator[Moved]:
        """As `put`, one after another: what lies there now, or why it could not be moved.

        Raises ReadOnly, DiskFull.
        """
        for record in records:
            yield _unless_refused(partial(self.put, record))

    def put_checkpoint(self, run: RunFolder, step: int) -> BinnedItem:
        """Move a checkpoint of a run into the bin; raises as `kept_checkpoints.delete` does."""
        return self._checkpoint(kept_checkpoints.delete(self._project, run, step))

    def items(self) -> tuple[BinnedItem, ...]:
        """Everything in it; what was deleted last comes first."""
        items = [_listed(sort, path) for sort in _SORTS for path in self._paths(sort)]
        items += map(self._checkpoint, kept_checkpoints.binned_folders(self._project))
        return tuple(sorted(items, key=lambda item: item.deleted_at, reverse=True))

    def require_without(self, missing: NotFound) -> None:
        """Raise InBin where what is missing was deleted; by its name, or its id."""
        if not missing.sort:
            return
        sort = _kept_as(Sort(missing.sort))
        for path in self._paths(sort):
            item = _listed(sort, path)
            if missing.name in (item.name, item.id):
                raise InBin(item) from None

    def damaged(self) -> Iterator[Words]:
        """A sentence for each problem of what is in it."""
        for sort in _SORTS:
            for path in self._paths(sort):
                yield from _problems(sort, path)

    def restore(self, item: BinnedItem) -> None:
        """Put something back where it was.

        Raises BadInput when its name is taken by now, CannotBeRead where nobody knows its name.
        """
        if item.sort == "checkpoint":
            self._restore_checkpoint(item)
            return
        with self._project.naming():
            self._restore(item, {})

    def restore_all(self, items: Sequence[BinnedItem]) -> Iterator[Moved]:
        """As `restore`, one after another: what was put back, or why it was not.

        The names that are given are looked up once for many; others who give names wait meanwhile.
        Raises ReadOnly, DiskFull, and Locked where others give names for too long.
        """
        checkpoints = [item for item in items if item.sort == "checkpoint"]
        others = [item for item in items if item.sort != "checkpoint"]
        for first in range(0, len(others), _NAMED_AT_ONCE):
            with self._project.naming():
                given: dict[Sort, GivenNames] = {}
                for item in others[first : first + _NAMED_AT_ONCE]:
                    yield _unless_refused(partial(self._restore, item, given))
        for item in checkpoints:  # after the runs that they were taken from
            yield _unless_refused(partial(self._restore_checkpoint, item))

    def _restore_checkpoint(self, item: BinnedItem) -> BinnedItem:
        _require_there(item)
        kept_checkpoints.restore(self._project, item.folder)
        return item

    def _restore(self, item: BinnedItem, given: dict[Sort, GivenNames]) -> BinnedItem:
        """For who holds `naming`; `given` are the names of some sorts, as they were looked up."""
        _require_there(item)
        item = _item(_kept_as(_sort_of(item)), item.folder)
        sort = _sort_of(item)
        target = self._project.folder_of(sort) / item.id
        if sort not in given:
            given[sort] = GivenNames(self._project, sort)
        given[sort].require_free(item.name, but_for=item.id)
        durable.move(item.folder, target)
        given[sort].give(item.name, item.id)
        durable.remove_file(target / _NOTE_NAME)
        return item

    def erase(self, item: BinnedItem) -> None:
        """Remove something from the disk for good."""
        self._project.require_writable()
        _require_there(item)
        durable.remove_tree(item.folder)

    def _checkpoint(self, folder: Path) -> BinnedItem:
        place, run_name = CheckpointPlace.of(folder), ""
        with contextlib.suppress(CannotBeRead, Corrupt, NotFound):
            run_name = self._project.run_folder(place.run_id).meta.name
        name = f"{run_name or place.run_id}@{place.step}"
        return BinnedItem(
            folder.name, "checkpoint", name, folder, _when_deleted(folder), _bytes_in(folder)
        )

    def _folder(self, sort: Sort) -> Path:
        return self._project.path / "bin" / self._project.folder_of(sort).name

    def _paths(self, sort: Sort) -> Iterator[Path]:
        for path in looking.children(self._folder(sort)):
            if path.is_dir() and not durable.is_leftover(path):
                yield path


_SORTS = (Sort.CORPUS, Sort.TOKENIZER, Sort.CACHE, Sort.RUN)
_READ: Mapping[Sort, Sequence[Callable[[Path], object]]] = {
    sort: (manifest.read, read) for sort, read in scan.READ.items()
}
"""What a thing of each sort must let itself be read by."""


def _kept_as(sort: Sort) -> Sort:
    """Models are in the bin with their runs."""
    return Sort.RUN if sort is Sort.MODEL else sort


def _unless_refused(move: Callable[[], BinnedItem]) -> Moved:
    """What was moved, or why it was not, where that does not concern all others too."""
    try:
        return move()
    except (DiskFull, ReadOnly):
        raise
    except WorkbenchError as obstacle:
        return obstacle


def _sort_of(item: BinnedItem) -> Sort:
    assert isinstance(item.sort, Sort)
    return item.sort


def _listed(sort: Sort, folder: Path) -> BinnedItem:
    """What the system does not let us read goes by its id: it is there all the same."""
    try:
        return _item(sort, folder)
    except CannotBeRead:
        return BinnedItem(folder.name, sort, folder.name, folder, deleted_at=0.0, bytes=0)


def _item(sort: Sort, folder: Path) -> BinnedItem:
    """Raises CannotBeRead; what is damaged goes by its id."""
    name = folder.name
    with contextlib.suppress(Corrupt):
        name = scan.read_meta(folder, _Meta).name
    when, size = _when_deleted(folder), _bytes_in(folder)
    return BinnedItem(folder.name, _sort(sort, folder), name, folder, when, size)


def _bytes_in(folder: Path) -> int:
    return sum(path.lstat().st_size for path in looking.files_below(folder))


def _when_deleted(folder: Path) -> float:
    """In seconds since 1970; 0 where nobody knows."""
    with contextlib.suppress(FileNotFoundError, CannotBeRead, Corrupt):
        return _deleted_at(folder)
    return 0.0


def _deleted_at(folder: Path) -> float:
    """In seconds since 1970; raises FileNotFoundError, or Corrupt naming the file."""
    path = folder / _NOTE_NAME
    try:
        return _Note.model_validate(read_summed(path)).at
    except ValidationError:
        raise Corrupt("{path} is damaged and cannot be read", path=path) from None


def _problems(sort: Sort, folder: Path) -> Iterator[Words]:
    run = RunFolder(folder)
    reads = _READ.get(sort, (lambda _: run.meta, lambda _: run.inputs(), lambda _: run.spec()))
    for read in (*reads, _deleted_at):
        try:
            read(folder)
        except FileNotFoundError:
            continue
        except WorkbenchError as damage:
            yield damage.words
    if sort is Sort.RUN:
        try:
            yield from checkpoints.damage_in(run.checkpoints_path)
        except CannotBeRead as refusal:
            yield refusal.words


def _sort(sort: Sort, folder: Path) -> Sort:
    """A run that has saved checkpoints is a model, and its name is a model's."""
    with contextlib.suppress(Corrupt, NotFound):
        if sort is Sort.RUN and model_record(RunFolder(folder)) is not None:
            return Sort.MODEL
    return sort


def _require_there(item: BinnedItem) -> None:
    if not item.folder.is_dir():
        raise NotFound("{name} is no longer in the bin", name=item.name)
