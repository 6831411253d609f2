"""Opening a project and making one: from the menu, the start page and the recent ones."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from ui.catalogue import question_box
from ui.models.next_step import next_step
from ui.session import Session
from ui.shell.project.new_project import NewProjectDialog
from ui.shell.project.project_folder import PROJECTS_FOLDER, FolderState, state_of
from ui.workspace import Workspace


class Projects(QObject):
    """Declares the actions; the dialogs block nothing."""

    def __init__(self, session: Session, over: QWidget) -> None:
        super().__init__(over)
        self._session = session
        self._over = over
        add, key = session.commands.add, QKeySequence.StandardKey
        add("project.new", lambda: self.tr("New project…"), self._make, key.New)
        add("project.open", lambda: self.tr("Open project…"), self._choose, key.Open)

    def open(self, folder: Path) -> None:
        """Open a project and show its next step; a folder of other files is asked about first."""
        if state_of(folder) is not FolderState.OTHER_FILES:
            self._open(folder)
            return
        question = self.tr("“{name}” is no project, and holds other files. Make it one?").format(
            name=folder.name
        )
        about = self.tr("The files stay as they are; the project's own are put beside them.")
        box = question_box(self._over, question, about, self.tr("Make it one"))
        box.accepted.connect(lambda: self._open(folder))
        box.open()

    def _open(self, folder: Path) -> None:
        if self._session.open_project(folder):
            project = self._session.project
            assert project is not None
            if project.interrupted() is None:
                self._session.go_to(*next_step(project).place)
            else:
                self._session.go_to(Workspace.WELCOME)

    def _make(self) -> None:
        dialog = NewProjectDialog(Path.home() / PROJECTS_FOLDER, self._over)
        dialog.chosen.connect(self._open)
        dialog.open()

    def _choose(self) -> None:
        dialog = _FolderDialog(self._over, self.tr("Open project"), str(Path.home()))
        dialog.fileSelected.connect(lambda path: self.open(Path(path)))
        dialog.open()


class _FolderDialog(QFileDialog):
    """Takes the name of a folder that is not there yet too."""

    def __init__(self, parent: QWidget, title: str, place: str) -> None:
        super().__init__(parent, title, place)
        self.setFileMode(QFileDialog.FileMode.Directory)
        self.setOption(QFileDialog.Option.ShowDirsOnly)
        self.finished.connect(self.deleteLater)

    def accept(self) -> None:
        path = Path(self.selectedFiles()[0]) if self.selectedFiles() else Path()
        if path.exists():
            super().accept()
            return
        self.fileSelected.emit(str(path))
        self.done(QDialog.DialogCode.Accepted)
