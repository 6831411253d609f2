"""What was moved to the bin comes back by a button, or by Ctrl+Z, from wherever it was deleted."""

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from ui.session import Session
from ui.shell.messages import Offer
from ui.widgets.numbers import counted
from workbench.errors import WorkbenchError
from workbench.store.bin import BinnedItem


class UndoDeletion(QObject):
    """Says what was deleted, with *Undo* beside it; the deletion before follows it."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._deletions: list[list[BinnedItem]] = []
        self._action = session.commands.add(
            "project.undo_deletion",
            lambda: self.tr("Undo deletion"),
            self.undo,
            QKeySequence.StandardKey.Undo,
        )
        self._action.setEnabled(False)
        session.deleted.connect(self._take)
        session.project_changed.connect(self._forget)

    def undo(self) -> None:
        """Put back what was deleted last."""
        if self._deletions:
            self._put_back(self._deletions[-1])

    def _put_back(self, items: list[BinnedItem]) -> None:
        """What cannot be put back is said; what was put back already is no error."""
        project = self._session.project
        if project is None or items not in self._deletions:
            return
        self._deletions.remove(items)
        self._enable()

        def restored() -> Iterator[WorkbenchError]:
            for item in items:
                try:
                    project.catalogue.restore(item)
                except WorkbenchError as obstacle:
                    yield obstacle

        self._session.query(
            restored,
            self._session.messages.error,
            self._session.tell_catalogue_changed,
            owner=self,
        )

    def _take(self, items: list[BinnedItem]) -> None:
        if not items:
            return
        self._deletions.append(items)
        self._enable()
        one = self.tr("“{name}” was moved to the bin.").format(name=items[0].name)
        many = self.tr("{count} things were moved to the bin.")
        offer = Offer(lambda: self.tr("Undo"), lambda: self._put_back(items))
        self._session.messages.show(counted(len(items), one, many), offer=offer)

    def _forget(self) -> None:
        self._deletions.clear()
        self._enable()

    def _enable(self) -> None:
        """Ctrl+Z stays free for others while there is nothing to undo."""
        self._action.setEnabled(bool(self._deletions))
