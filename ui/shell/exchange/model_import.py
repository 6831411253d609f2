"""Taking over a model from a Hugging Face folder or a GGUF file: by a dialog or a drop."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from ui.models.names import free_name
from ui.session import Session
from ui.workspace import Workspace
from workbench.errors import WorkbenchError
from workbench.file_formats.downloaded import (
    ADAPTER_CONFIG,
    adapters_base,
    cached_name,
    is_adapter,
    is_cached_model,
    snapshot_of,
)

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
        """Queue the import under a free name, and show the models.

        For an adapter it is asked first which model it changes.
        """
        project = self._session.project
        if project is None:
            self._session.messages.show(
                self.tr("Open a project first: it keeps the models that are imported.")
            )
        elif is_adapter(snapshot_or_itself(folder)):
            self._ask_base(folder, [model.name for model in project.models])
        else:
            self._start(folder)

    def _ask_base(self, folder: Path, models: list[str]) -> None:
        """Let the model be chosen that an adapter is merged into; returns at once."""
        made_for = adapters_base(snapshot_or_itself(folder))
        if not models:
            self._session.messages.show(
                self.tr(
                    "The folder holds a LoRA adapter for {base}. Import that model first, and "
                    "then the adapter."
                ).format(base=made_for or "?")
            )
            return
        dialog = QInputDialog(self._over)
        dialog.setWindowTitle(self.tr("Import a LoRA adapter"))
        dialog.setLabelText(
            self.tr("The adapter was made for {base}. Merge it into:").format(base=made_for or "?")
        )
        dialog.setComboBoxItems(models)
        dialog.setTextValue(likeliest_base(made_for, models))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda base: self._start(folder, base))
        dialog.open()

    def _start(self, folder: Path, base: str = "") -> None:
        from workbench.activities.spec import ImportModelSpec  # the window opens without it

        project = self._session.project
        if project is None:
            return
        taken = {model.name for model in project.models}
        taken |= {tokenizer.name for tokenizer in project.tokenizers}
        name = free_name(name_of(folder), taken)
        self._session.start(ImportModelSpec(name=name, folder=str(folder), base=base))
        self._session.go_to(Workspace.RUNS, "models")


def is_model(path: Path) -> bool:
    """Whether a path looks like a model's: a GGUF file or a folder that holds one, a folder with
    config.json or modules.json, an adapter's, or one of the hub's cache."""
    if path.is_file():
        return path.suffix.lower() == GGUF_SUFFIX
    return path.is_dir() and (
        any((path / name).is_file() for name in (CONFIG_NAME, "modules.json", ADAPTER_CONFIG))
        or next(path.glob(f"*{GGUF_SUFFIX}"), None) is not None
        or is_cached_model(path)
    )


def snapshot_or_itself(folder: Path) -> Path:
    """What a folder of the hub's cache means; what is wrong with it the import says."""
    try:
        return snapshot_of(folder).folder
    except (WorkbenchError, OSError):
        return folder


def likeliest_base(made_for: str, models: list[str]) -> str:
    """The model that is called as the one that an adapter names, or else the first."""
    called = made_for.rstrip("/").rpartition("/")[2].casefold()
    return next((model for model in models if model.casefold() == called), models[0])


def name_of(path: Path) -> str:
    """What a model is called after its folder or file; an @ would name a checkpoint.

    In a hub's cache the folders are called by digests: there the model's own name is taken.
    """
    own = path.stem if path.suffix.lower() == GGUF_SUFFIX else path.name
    name = cached_name(path) or own
    cleaned = " ".join(name.replace("@", " ").split())
    return cleaned[:_MOST_CHARACTERS].rstrip() or "imported"
