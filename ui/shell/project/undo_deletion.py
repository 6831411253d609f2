"""What was moved to the bin comes back by a button, or by Ctrl+Z, from wherever it was deleted."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from ui.moving import move
from ui.session import Session
from ui.shell.messages import Offer
from ui.widgets.numbers import counted
from workbench.store.bin import BinnedItem

_MANY = 20
"""From how many on it takes a while."""


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

        catalogue = project.catalogue
        if len(items) >= _MANY:
            sentence = self.tr("Putting {count} things back…")
            self._session.messages.show(sentence.format(count=len(items)))
        move(
            self._session,
            lambda: catalogue.restore_all(items),
            lambda restored: self._say(restored, items),
            owner=self,
            total=len(items),
        )

    def _say(self, restored: list[BinnedItem], items: list[BinnedItem]) -> None:
        """What takes a while says when it is over; what is put back at once is seen."""
        if len(items) >= _MANY:
            sentence = self.tr("{count} of {total} things were put back.")
            said = sentence.format(count=len(restored), total=len(items))
            self._session.messages.show(said)

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
