"""What else can be done with a set-up: start it as a process of its own, keep it as a file."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from ui.panels.train_setup.first_batch import FirstBatchDialog
from ui.session import TRAINING_KINDS, Session
from workbench.activities.spec import AnySpec

_SPEC_FILES = "TOML (*.toml)"


class MoreMenu(QToolButton):
    """A button with a menu; files are asked for without stopping the window."""

    load_asked = Signal(Path)
    save_asked = Signal(Path)

    def __init__(self, session: Session) -> None:
        super().__init__(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._session = session
        self._spec: AnySpec | None = None
        menu = QMenu(self)
        self.setMenu(menu)
        self.detached = menu.addAction("")
        self.elsewhere = menu.addAction("")
        self._first_batch = menu.addAction("", self._show_first_batch)
        menu.addSeparator()
        self._load = menu.addAction("", self._ask_load)
        self._save = menu.addAction("", self._ask_save)

    def retranslate(self) -> None:
        self.setText(self.tr("More"))
        self.detached.setText(self.tr("Start detached"))
        self.detached.setToolTip(
            self.tr("As a process of its own that goes on when this window is closed")
        )
        self.elsewhere.setText(self.tr("Command for other machines…"))
        self.elsewhere.setToolTip(
            self.tr("What to type there, so that several machines train this together")
        )
        self._first_batch.setText(self.tr("Show the first batch…"))
        self._first_batch.setToolTip(
            self.tr("As the training will make it: what is learnt, masked, padding or cut")
        )
        self._load.setText(self.tr("Load a spec file…"))
        self._save.setText(self.tr("Save as a spec file…"))

    def set_spec(self, spec: AnySpec | None) -> None:
        """What is set up; None while its settings are impossible."""
        self._spec = spec
        for one in (self.elsewhere, self._first_batch):
            one.setEnabled(spec is not None and spec.kind in TRAINING_KINDS)

    def _show_first_batch(self) -> None:
        if self._spec is not None:
            FirstBatchDialog(self._session, self._spec, self).open()

    def _ask_load(self) -> None:
        dialog = QFileDialog(self, self.tr("Load a spec file"), "", _SPEC_FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.load_asked.emit(Path(path)))
        dialog.open()

    def _ask_save(self) -> None:
        dialog = QFileDialog(self, self.tr("Save as a spec file"), "", _SPEC_FILES)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save_asked.emit(Path(path)))
        dialog.open()
