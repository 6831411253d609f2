"""What the keeper of a catalogue may change: names, and what is in the bin."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from workbench.store.bin import Bin, BinnedItem, Moved
from workbench.store.folders import ProjectFolder
from workbench.store.naming import rename
from workbench.store.records import AnyRecord
from workbench.words import Words


class CatalogueChanges(ABC):
    """Renaming, deleting and restoring; only the keeper changes anything."""

    def __init__(self, folder: ProjectFolder) -> None:
        self._folder = folder
        self._bin = Bin(folder)

    @abstractmethod
    def _require_keeper(self) -> None:
        """Raise Locked or ReadOnly, with the reason, where nothing may be changed."""

    @abstractmethod
    def _ingest_soon(self) -> None:
        """What was changed in the folders is taken in with the next beat."""

    def rename(self, record: AnyRecord, name: str) -> None:
        """Give a thing another display name; raises BadInput when it is taken."""
        self._require_keeper()
        rename(self._folder, record, name)
        self._ingest_soon()

    def dependents(self, *records: AnyRecord) -> tuple[str, ...]:
        """The names of the runs that were made from any of some things; one walk finds them."""
        return self._folder.dependents(*records)

    def delete(self, record: AnyRecord) -> BinnedItem:
        """Move a thing to the bin, and give what lies there now; nothing is erased."""
        self._require_keeper()
        item = self._bin.put(record)
        self._ingest_soon()
        return item

    def delete_all(self, records: Sequence[AnyRecord]) -> Iterator[Moved]:
        """As `delete`, one after another: what lies in the bin now, or why it stays.

        Raises Locked or ReadOnly, DiskFull.
        """
        self._require_keeper()
        for moved in self._bin.put_all(records):
            self._ingest_soon()
            yield moved

    def bin(self) -> tuple[BinnedItem, ...]:
        """What was deleted and can be restored."""
        return self._bin.items()

    def damaged_bin(self) -> Iterator[Words]:
        """A sentence for each problem of what is in the bin."""
        return self._bin.damaged()

    def restore(self, item: BinnedItem) -> None:
        """Bring a thing back from the bin; raises BadInput when its name was given away."""
        self._require_keeper()
        self._bin.restore(item)
        self._ingest_soon()

    def restore_all(self, items: Sequence[BinnedItem]) -> Iterator[Moved]:
        """As `restore`, one after another: what came back, or why it did not.

        Raises Locked or ReadOnly, DiskFull.
        """
        self._require_keeper()
        for moved in self._bin.restore_all(items):
            self._ingest_soon()
            yield moved

    def erase(self, item: BinnedItem) -> None:
        """Remove a thing in the bin for good."""
        self._require_keeper()
        self._bin.erase(item)
