"""Giving a model to other tools: a menu of forms, a folder, and the files written aside."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ui.open_project import ModelSource
from ui.session import Session
from workbench.events import Level
from workbench.store.names import slug
from workbench.store.records import ModelRecord
from workbench.words import Words

Form = Literal["hf", "onnx", "gguf"]


class ModelExport(QObject):
    """The menu's actions, for the model that `chosen` gives."""

    def __init__(
        self, session: Session, chosen: Callable[[], ModelRecord | None], over: QWidget
    ) -> None:
        super().__init__(over)
        self._session, self._chosen, self._over = session, chosen, over
        self.menu = QMenu(over)
        forms: tuple[Form, ...] = ("hf", "onnx", "gguf")
        self._actions: dict[Form, QAction] = {
            form: self.menu.addAction("", partial(self.ask, form)) for form in forms
        }

    def retranslate(self) -> None:
        self._actions["hf"].setText(self.tr("As a Hugging Face folder…"))
        self._actions["onnx"].setText(self.tr("As ONNX…"))
        self._actions["gguf"].setText(self.tr("As GGUF, for llama.cpp…"))

    def ask(self, form: Form) -> None:
        """Let the folder be chosen in which the export's own folder is made; returns at once."""
        model = self._chosen()
        if model is None:
            return
        dialog = QFileDialog(self._over, self.tr("Export {name} into").format(name=model.name))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.export(model, form, Path(path)))
        dialog.open()

    def export(self, model: ModelRecord, form: Form, parent: Path) -> None:
        """Write the best checkpoint into a new folder of `parent`, in the query lane."""
        project = self._session.project
        if project is None:
            return
        out = parent / f"{slug(model.name, 'model')}-{form}"
        self._session.query(
            lambda: exported(project, model.name, form, out), self._on_done, owner=self
        )

    def _on_done(self, done: Path | Words) -> None:
        if isinstance(done, Words):
            self._session.messages.show(done, Level.WARNING)
            return
        text = self.tr("Exported to {folder}").format(folder=done)
        self._session.messages.show(text, stays=True)


def exported(project: ModelSource, model: str, form: Form, out: Path) -> Iterator[Path | Words]:
    """Write the files and give what their README.md leaves out, and then their folder.

    Runs in a thread of the query lane.
    """
    chosen = project.model(model)
    chosen.export(form, out)
    yield from chosen.untold() if form == "hf" else ()
    yield out
