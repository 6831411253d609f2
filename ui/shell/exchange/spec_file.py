"""Running what a spec file asks for, whatever it is, as the command line's `run` does."""

from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.session import Session
from ui.workspace import Workspace
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.activities.spec import AnySpec

SPEC_FILES = "TOML (*.toml)"


class SpecFileAction(QObject):
    """Declares the action that asks for a spec file and queues its run."""

    def __init__(self, session: Session, over: QWidget) -> None:
        super().__init__(over)
        self._session = session
        self._over = over
        session.commands.add("run.spec", lambda: self.tr("Run a spec file…"), self.ask)

    def ask(self) -> None:
        """Let a file be chosen; returns at once."""
        dialog = QFileDialog(self._over, self.tr("Run a spec file"), "", SPEC_FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.run(Path(path)))
        dialog.open()

    def run(self, path: Path) -> None:
        """Queue what a spec file asks for, and show where it can be watched; a mistake is shown."""
        from workbench.activities.spec import load_spec  # the window opens without every spec

        if self._session.project is None:
            self._session.messages.show(
                self.tr("Open a project first: it keeps what a spec file asks for.")
            )
            return
        try:
            spec = load_spec(path)
        except WorkbenchError as error:
            self._session.messages.error(error)
            return
        self._session.start(spec)
        if self._session.runner.active is not None:
            self._session.go_to(workspace_of(spec))


def workspace_of(spec: "AnySpec") -> Workspace:
    """Where the run of a spec shows what it does."""
    match spec.kind:
        case "add_corpus" | "train_tokenizer":
            return Workspace.DATA
        case "pretrain" | "finetune" | "distill" | "lr_test":
            return Workspace.TRAIN
        case "evaluate" | "import_model" | "import_run" | "average" | "cache_teacher":
            return Workspace.RUNS
        case _:
            assert_never(spec.kind)
