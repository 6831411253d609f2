"""*Import*: runs of other tools, to stand beside those of the project."""

from functools import partial

from PySide6.QtWidgets import QMenu, QToolButton

from ui.session import Session


class RunImportMenu(QToolButton):
    """A button with the window's actions that ask for a folder or a file."""

    def __init__(self, session: Session) -> None:
        super().__init__(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._session = session
        menu = QMenu(self)
        self._folder = menu.addAction("", partial(self._trigger, "run.import"))
        self._csv = menu.addAction("", partial(self._trigger, "run.import_csv"))
        self.setMenu(menu)

    def retranslate(self) -> None:
        self.setText(self.tr("Import"))
        self.setAccessibleName(self.tr("Import"))
        self.setToolTip(self.tr("Curves of other tools’ runs: TensorBoard’s event files, or a CSV"))
        self._folder.setText(self.tr("A folder of TensorBoard…"))
        self._csv.setText(self.tr("A CSV file…"))

    def _trigger(self, command: str) -> None:
        self._session.commands.action(command).trigger()
