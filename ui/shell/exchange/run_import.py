"""Taking over runs of other tools: a folder with TensorBoard's event files, or a CSV file."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.session import Session
from ui.shell.messages import translate
from ui.workspace import Workspace
from workbench.events import Level

if TYPE_CHECKING:
    from workbench.plans.imported_runs import RunsToImport

_MOST_TOLD = 3


class RunImportAction(QObject):
    """Declares the actions that ask for a folder or a file and queue a run for each in it."""

    def __init__(self, session: Session, over: QWidget) -> None:
        super().__init__(over)
        self._session = session
        self._over = over
        session.commands.add("run.import", lambda: self.tr("Import runs of TensorBoard…"), self.ask)
        session.commands.add(
            "run.import_csv", lambda: self.tr("Import runs from a CSV…"), self.ask_for_csv
        )

    def ask(self) -> None:
        """Let a folder be chosen; returns at once."""
        dialog = QFileDialog(self._over, self.tr("Import the runs of a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._open(dialog)

    def ask_for_csv(self) -> None:
        """Let a CSV file be chosen; returns at once."""
        dialog = QFileDialog(self._over, self.tr("Import runs from a CSV"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["CSV (*.csv *.tsv)", self.tr("All files (*)")])
        self._open(dialog)

    def _open(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.take(Path(path)))
        dialog.open()

    def take(self, path: Path) -> None:
        """Look for runs in a folder or file, and queue the import of each."""
        project = self._session.project
        if project is None:
            self._session.messages.show(
                self.tr("Open a project first: it keeps the runs that are imported.")
            )
            return

        def found() -> "Iterator[RunsToImport]":
            yield project.plans.imported_runs(path)

        self._session.query(found, self._start, owner=self._over)

    def _start(self, found: "RunsToImport") -> None:
        self._session.start(*found.specs)
        self._session.go_to(Workspace.RUNS, "runs")
        told = [f"{translate(note)}." for note in found.notes[:_MOST_TOLD]]
        if (left := len(found.notes) - len(told)) > 0:
            told.append(self.tr("Passed over besides: {count}.").format(count=left))
        if told:
            self._session.messages.show(" ".join(told), Level.WARNING)
