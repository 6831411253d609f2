"""Renaming and deleting what a project holds: one way for corpora, tokenizers, models and runs."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox, QWidget

from ui.models.view import TableView
from ui.moving import move
from ui.session import Session
from ui.shell.messages import translate
from workbench.errors import WorkbenchError
from workbench.store.records import AnyRecord

_MOST_NAMED = 12


class RecordActions(QObject):
    """*Rename* and *Move to the bin* for the records that are chosen in a table.

    A record is renamed in its cell (`rename` goes into the table's first column); before one is
    moved to the bin, what depends on it is named.
    """

    def __init__(self, session: Session, view: TableView[Any]) -> None:
        super().__init__(view)
        self._session = session
        self._view = view
        self.rename_action = QAction(self)
        self.rename_action.setShortcut(Qt.Key.Key_F2)
        self.delete_action = QAction(self)
        self.delete_action.setShortcut(Qt.Key.Key_Delete)
        for action in (self.rename_action, self.delete_action):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            view.addAction(action)
        self.rename_action.triggered.connect(self._edit_name)
        self.delete_action.triggered.connect(self._ask_before_deleting)
        view.chosen_changed.connect(self._enable)
        session.project_changed.connect(self._enable)
        session.theme.changed.connect(self._paint)
        self._paint()
        self._enable()

    def retranslate(self) -> None:
        self.rename_action.setText(self.tr("Rename"))
        self.delete_action.setText(self.tr("Move to the bin…"))

    def rename(self, record: AnyRecord, name: str) -> None:
        """Give a record another name; a failure is shown."""
        project = self._session.project
        if project is None:
            return
        try:
            project.catalogue.rename(record, name)
        except WorkbenchError as error:
            self._session.messages.error(error)
            return
        self._session.tell_catalogue_changed()

    def delete(self, records: Sequence[AnyRecord]) -> None:
        """Move records to the project's bin, as far as that is possible."""
        project = self._session.project
        if project is None:
            return
        catalogue = project.catalogue
        move(
            self._session,
            lambda: catalogue.delete_all(records),
            self._session.deleted.emit,
            owner=self,
            total=len(records),
        )

    def _question(self, records: Sequence[AnyRecord], dependents: Sequence[str]) -> tuple[str, str]:
        """The question before deleting, and what it says about what depends on them."""
        if len(records) == 1:
            question = self.tr("Move “{name}” to the bin?").format(name=records[0].name)
        else:
            question = self.tr("Move {count} things to the bin?").format(count=len(records))
        deleted = {record.name for record in records}
        needed_by = [name for name in dependents if name not in deleted]
        if not needed_by:
            return question, self.tr("Nothing else depends on it. It can be restored from the bin.")
        named = self.tr(", ").join(needed_by[:_MOST_NAMED])
        if len(needed_by) > _MOST_NAMED:
            named += self.tr(" and {count} more").format(count=len(needed_by) - _MOST_NAMED)
        return question, self.tr(
            "These depend on it and stay incomplete without it: {names}. "
            "It can be restored from the bin."
        ).format(names=named)

    def _edit_name(self) -> None:
        index = self._view.currentIndex()
        if index.isValid():
            self._view.edit(index.siblingAtColumn(0))

    def _ask_before_deleting(self) -> None:
        """What depends on them is looked up in the folders of all runs, which takes a while."""
        records, project = self._view.chosen(), self._session.project
        if not records or project is None:
            return
        catalogue = project.catalogue

        def ask(dependents: Sequence[str]) -> None:
            if self._session.project is project:
                self._ask(records, dependents)

        self._session.query(lambda: iter([catalogue.dependents(*records)]), ask, owner=self)

    def _ask(self, records: Sequence[AnyRecord], dependents: Sequence[str]) -> None:
        question, about = self._question(records, dependents)
        box = question_box(self._view, question, about, self.tr("Move to the bin"))
        box.accepted.connect(lambda: self.delete(records))
        box.open()

    def _enable(self) -> None:
        writable = is_writable(self._session, self.rename_action, self.delete_action)
        num_chosen = len(self._view.chosen())
        self.rename_action.setEnabled(writable and num_chosen == 1)
        self.delete_action.setEnabled(writable and num_chosen > 0)

    def _paint(self) -> None:
        self.rename_action.setIcon(self._session.theme.icon("pencil-outline"))
        self.delete_action.setIcon(self._session.theme.icon("trash-can-outline"))


def is_writable(session: Session, *actions: QAction) -> bool:
    """Whether things can be renamed and deleted here; if not, the actions' tips say why."""
    project = session.project
    why_not = project.catalogue.why_read_only if project is not None else None
    for action in actions:
        action.setToolTip(translate(why_not) if why_not is not None else "")
    return project is not None and why_not is None


def question_box(parent: QWidget, question: str, about: str, yes: str) -> QMessageBox:
    """A question in plain text that blocks nothing; `accepted` means yes, and Cancel is offered."""
    box = QMessageBox(
        QMessageBox.Icon.Question, parent.window().windowTitle(), question, parent=parent
    )
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(about)
    box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box
