"""*Set up again* and *Copy the command*: what was run once, once more."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.session import TRAINING_KINDS, Session
from ui.shell.messages import translate
from ui.workspace import Workspace
from workbench.project.run_table.reproduction import Reproduction
from workbench.store.records import RunRecord

_SET_UP = (*TRAINING_KINDS, "lr_test")


class RunAgainActions(QObject):
    """Two actions for the one run that is chosen."""

    def __init__(
        self, session: Session, chosen: Callable[[], Sequence[RunRecord]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._chosen = chosen
        self._set_up, self._copy = QAction(self), QAction(self)
        self._set_up.triggered.connect(self._on_set_up)
        self._copy.triggered.connect(self._on_copy)

    @property
    def actions(self) -> tuple[QAction, ...]:
        return self._set_up, self._copy

    def retranslate(self) -> None:
        self._set_up.setText(self.tr("Set up again…"))
        self._set_up.setToolTip(self.tr("Opens the settings of this run in Train, to change some"))
        self._copy.setText(self.tr("Copy the command"))
        self._copy.setToolTip(
            self.tr("The one command line that makes this run again, to the same numbers")
        )

    def paint(self) -> None:
        theme = self._session.theme
        self._set_up.setIcon(theme.icon("tune-variant"))
        self._copy.setIcon(theme.icon("console-line"))

    def enable(self) -> None:
        runs = self._chosen()
        self._copy.setEnabled(len(runs) == 1)
        self._set_up.setEnabled(len(runs) == 1 and runs[0].kind in _SET_UP)

    def _on_set_up(self) -> None:
        (run,) = self._chosen()
        self._session.go_to(Workspace.TRAIN, "train_setup")
        self._session.spec_file_chosen.emit(run.folder / "spec.toml")

    def _on_copy(self) -> None:
        project, (run,) = self._session.project, self._chosen()
        if project is None:
            return

        def made() -> Iterator[Reproduction]:
            yield project.run_table.reproduction(run)

        self._session.query(made, self._put_into_clipboard, owner=self.parent() or self)

    def _put_into_clipboard(self, again: Reproduction) -> None:
        QGuiApplication.clipboard().setText(again.command)
        said = [self.tr("The command is in the clipboard.")]
        said += [f"{translate(note)}." for note in again.notes]
        self._session.messages.show(" ".join(said))
