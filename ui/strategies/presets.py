"""The strategies with a name: chosen, kept, renamed and deleted from a menu."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton

from ui.catalogue import question_box
from ui.session import Session
from workbench.errors import WorkbenchError
from workbench.generation.spec import Strategy

T = TypeVar("T")


class PresetButton(QToolButton):
    """Brings a strategy by its name, and keeps the present one under a name."""

    chosen = Signal(object)
    """The `Strategy` of the preset that was chosen."""

    def __init__(self, session: Session, present: Callable[[], Strategy]) -> None:
        super().__init__(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._session, self._present = session, present
        self.setMenu(QMenu(self))
        self._renamed, self._deleted = QMenu(self.menu()), QMenu(self.menu())
        self.menu().aboutToShow.connect(self._list)
        self._retranslate()

    def _retranslate(self) -> None:
        self.setText(self.tr("Presets"))
        self._renamed.setTitle(self.tr("Rename"))
        self._deleted.setTitle(self.tr("Delete"))
        self.setToolTip(self.tr("Strategies that you gave a name to, kept with the project"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _list(self) -> None:
        menu, project = self.menu(), self._session.project
        menu.clear()
        names = self._tried(project.presets.names) if project is not None else None
        for name in names or ():
            menu.addAction(_plain(name)).triggered.connect(partial(self._choose, name))
        if not names:
            menu.addAction(self.tr("None yet")).setEnabled(False)
        menu.addSeparator()
        keep = menu.addAction(self.tr("Keep this strategy as…"))
        keep.setEnabled(project is not None)
        keep.triggered.connect(self._ask_name)
        for below, ask in (
            (self._renamed, self._ask_new_name),
            (self._deleted, self._ask_to_delete),
        ):
            below.clear()
            below.setEnabled(bool(names))
            for name in names or ():
                below.addAction(_plain(name)).triggered.connect(partial(ask, name))
            menu.addMenu(below)

    def _choose(self, name: str) -> None:
        assert self._session.project is not None
        strategy = self._tried(partial(self._session.project.presets.get, name))
        if strategy is not None:
            self.chosen.emit(strategy)

    def _ask_name(self) -> None:
        dialog = self._dialog(self.tr("Keep the strategy"), self.tr("Its name:"), "")
        dialog.textValueSelected.connect(self._keep)
        dialog.open()

    def _keep(self, name: str) -> None:
        project = self._session.project
        if project is None:
            return
        strategy = self._tried(self._present)
        if strategy is None:
            return
        kept = self._tried(partial(project.presets.keep, name, strategy))
        if kept is not None:
            said = self.tr("Kept as “{name}”; `generate --strategy @{name}` writes with it too.")
            self._session.messages.show(said.format(name=kept))

    def _ask_new_name(self, name: str) -> None:
        assert self._session.project is not None
        presets = self._session.project.presets
        dialog = self._dialog(self.tr("Rename the preset"), self.tr("Its name:"), name)
        dialog.textValueSelected.connect(
            lambda new: self._tried(partial(presets.rename, name, new))
        )
        dialog.open()

    def _ask_to_delete(self, name: str) -> None:
        assert self._session.project is not None
        presets = self._session.project.presets
        question = self.tr("Delete the preset “{name}”?").format(name=name)
        about = self.tr("Texts that were written with it keep their settings.")
        box = question_box(self, question, about, self.tr("Delete"))
        box.accepted.connect(lambda: self._tried(partial(presets.delete, name)))
        box.open()

    def _dialog(self, title: str, label: str, text: str) -> QInputDialog:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setTextValue(text)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _tried(self, act: Callable[[], T]) -> T | None:
        """What an act gives; what hinders it is said."""
        try:
            return act()
        except WorkbenchError as error:
            self._session.query_failed(self, error)
            return None


def _plain(name: str) -> str:
    """A name as a menu shows it: an ampersand is no sign of a key."""
    return name.replace("&", "&&")
