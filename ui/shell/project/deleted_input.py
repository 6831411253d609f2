"""A run that is next needs something that was moved to the bin: the offer to restore it."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.catalogue import question_box
from ui.session import Session
from workbench.errors import WorkbenchError
from workbench.store.bin import BinnedItem


class DeletedInput(QObject):
    """Asks without stopping anything; the run waits for the answer."""

    def __init__(self, session: Session, over: QWidget) -> None:
        super().__init__(over)
        self._session = session
        self._over = over
        self._is_asking = False
        session.runner.deleted_input.connect(self._ask)

    def _ask(self, item: BinnedItem, run: str) -> None:
        if self._is_asking:
            return
        self._is_asking = True
        question = self.tr("“{run}” needs “{name}”, which is in the bin. Restore it?").format(
            run=run, name=item.name
        )
        about = self.tr("The run waits, with all that is queued behind it.")
        box = question_box(self._over, question, about, self.tr("Restore"))
        box.accepted.connect(lambda: self._restore(item))
        box.rejected.connect(self._give_up)
        box.open()

    def _give_up(self) -> None:
        self._is_asking = False
        self._session.runner.forget_waiting()

    def _restore(self, item: BinnedItem) -> None:
        self._is_asking = False
        project = self._session.project
        if project is None:
            return
        try:
            project.catalogue.restore(item)
        except WorkbenchError as error:
            self._session.messages.error(error)
            self._session.runner.forget_waiting()
            return
        self._session.tell_catalogue_changed()
        self._session.runner.retry()
