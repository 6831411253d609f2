"""Taking over a model from a Hugging Face folder or a GGUF file: by a dialog or a drop."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.models.names import free_name
from ui.session import Session
from ui.workspace import Workspace

CONFIG_NAME = "config.json"
GGUF_SUFFIX = ".gguf"
_MOST_CHARACTERS = 60


class ModelImportAction(QObject):
    """Declares the actions that ask for a model's folder or file and queue its import."""

    def __init__(self, session: Session, over: QWidget) -> None:
        super().__init__(over)
        self._session = session
        self._over = over
        session.commands.add("model.import", lambda: self.tr("Import a model…"), self.ask)
        session.commands.add(
            "model.import_gguf", lambda: self.tr("Import a GGUF file…"), self.ask_for_gguf
        )
        session.model_dropped.connect(self.take)

    def ask(self) -> None:
        """Let a folder be chosen; returns at once."""
        dialog = QFileDialog(self._over, self.tr("Import a model"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.take(Path(path)))
        dialog.open()

    def ask_for_gguf(self) -> None:
        """Let a GGUF file be chosen; returns at once."""
        dialog = QFileDialog(self._over, self.tr("Import a GGUF file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"GGUF (*{GGUF_SUFFIX})", self.tr("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.take(Path(path)))
        dialog.open()

    def take(self, folder: Path) -> None:
        """Queue the import under a free name, and show the models."""
        from workbench.activities.spec import ImportModelSpec  # the window opens without it

        project = self._session.project
        if project is None:
            self._session.messages.show(
                self.tr("Open a project first: it keeps the models that are imported.")
            )
            return
        taken = {model.name for model in project.models}
        taken |= {tokenizer.name for tokenizer in project.tokenizers}
        name = free_name(name_of(folder), taken)
        self._session.start(ImportModelSpec(name=name, folder=str(folder)))
        self._session.go_to(Workspace.RUNS, "models")


def is_model(path: Path) -> bool:
    """Whether a path looks like a model's: a GGUF file, or a folder that says what it is in
    config.json or modules.json, or that holds a GGUF file."""
    if path.is_file():
        return path.suffix.lower() == GGUF_SUFFIX
    return path.is_dir() and (
        any((path / name).is_file() for name in (CONFIG_NAME, "modules.json"))
        or next(path.glob(f"*{GGUF_SUFFIX}"), None) is not None
    )


def name_of(path: Path) -> str:
    """What a model is called after its folder or file; an @ would name a checkpoint."""
    name = path.stem if path.suffix.lower() == GGUF_SUFFIX else path.name
    cleaned = " ".join(name.replace("@", " ").split())
    return cleaned[:_MOST_CHARACTERS].rstrip() or "imported"
