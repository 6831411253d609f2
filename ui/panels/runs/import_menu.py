"""*Import*: runs of other tools, to stand beside those of the project."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from ui.session import Session

_COMMANDS = ("run.import", "run.import_csv")


class RunImportMenu(QToolButton):
    """A button with the window's actions that ask for a folder or a file."""

    def __init__(self, session: Session) -> None:
        super().__init__(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._session = session
        menu = QMenu(self)
        self._actions = [menu.addAction("") for _ in _COMMANDS]
        for name, action in zip(_COMMANDS, self._actions, strict=True):
            action.triggered.connect(lambda _=False, name=name: self._command(name).trigger())
        self.setMenu(menu)

    def retranslate(self) -> None:
        self.setText(self.tr("Import"))
        self.setToolTip(self.tr("Curves of other tools’ runs: TensorBoard’s event files, or a CSV"))
        for name, action in zip(_COMMANDS, self._actions, strict=True):
            action.setText(self._command(name).text())

    def _command(self, name: str) -> QAction:
        return self._session.commands.action(name)
