"""A new project: a name and a place, and what is there already."""

import contextlib
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.models.names import free_name
from ui.shell.project.project_folder import FolderState, state_of
from ui.widgets.path_edit import PathEdit, PathKind

_WIDTH_PX = 520
_NO_NAMES = ("", ".", "..")


class NewProjectDialog(QDialog):
    """Everything is filled in, so that *Create* can be pressed at once; it blocks nothing."""

    chosen = Signal(object)
    """The folder (a Path) that is to be the project."""

    def __init__(self, place: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("New project"))
        self._name, self._place = QLineEdit(), PathEdit(PathKind.FOLDER)
        self._about = QLabel(wordWrap=True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._create = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(self.tr("Name"), self._name)
        form.addRow(self.tr("Place"), self._place)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self._about)
        layout.addWidget(buttons)
        self.setMinimumWidth(_WIDTH_PX)
        self._name.textChanged.connect(self._show)
        self._place.changed.connect(self._show)
        self._place.set_path(place)
        self._name.setText(_free(self.tr("My project"), place))
        self._name.selectAll()
        self._name.setFocus()

    def _folder(self) -> Path | None:
        """What the fields lead to; None while one of them leads nowhere."""
        name, place = self._name.text().strip(), self._place.path()
        if place is None or name in _NO_NAMES or "/" in name or "\\" in name:
            return None
        return place.absolute() / name

    def _choose(self) -> None:
        folder = self._folder()
        assert folder is not None
        self.accept()
        self.chosen.emit(folder)

    def _show(self) -> None:
        folder = self._folder()
        create, about, possible = self._words(folder)
        self._create.setText(create)
        self._create.setEnabled(possible)
        self._about.setText(about)

    def _words(self, folder: Path | None) -> tuple[str, str, bool]:
        """The button, what it will do, and whether it can."""
        create = self.tr("Create")
        if folder is None:
            return create, self.tr("Give it a name without slashes, and a folder to be in."), False
        match state_of(folder):
            case FolderState.FREE:
                about = self.tr("Makes the folder {folder}.").format(folder=folder)
                return create, about, True
            case FolderState.PROJECT:
                about = self.tr("{folder} is a project already.").format(folder=folder)
                return self.tr("Open it"), about, True
            case FolderState.OTHER_FILES:
                about = self.tr(
                    "{folder} holds other files. They stay as they are; the project is made "
                    "among them."
                ).format(folder=folder)
                return self.tr("Make it there"), about, True
            case FolderState.NO_FOLDER:
                return create, self.tr("{folder} is a file.").format(folder=folder), False


def _free(name: str, place: Path) -> str:
    """The name, with a number where the place has something called so."""
    taken: list[str] = []
    with contextlib.suppress(OSError):
        taken = [path.name for path in place.iterdir()]
    return free_name(name, taken)
