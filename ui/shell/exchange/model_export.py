"""Giving a model to other tools: a menu of forms, a folder, and the files written aside."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ui.protocols.open_project import ModelSource
from ui.session import Session
from workbench.events import Level
from workbench.store.names import slug
from workbench.store.records import ModelRecord
from workbench.words import Words

Form = Literal["hf", "onnx", "gguf"]
Precision = Literal["f32", "f16", "bf16", "q8_0"]

PRECISIONS: tuple[Precision, ...] = ("f32", "f16", "bf16", "q8_0")
"""How a GGUF file stores weights."""


@dataclass(frozen=True)
class Lost:
    """What a precision changes, as a sentence."""

    words: Words


class ModelExport(QObject):
    """The menu's actions, for the model that `chosen` gives."""

    def __init__(
        self, session: Session, chosen: Callable[[], ModelRecord | None], over: QWidget
    ) -> None:
        super().__init__(over)
        self._session, self._chosen, self._over = session, chosen, over
        self.menu = QMenu(over)
        forms: tuple[Form, ...] = ("hf", "onnx")
        self._actions: dict[Form, QAction] = {
            form: self.menu.addAction("", partial(self.ask, form)) for form in forms
        }
        self._gguf = self.menu.addMenu("")
        self._precisions: dict[Precision, QAction] = {
            precision: self._gguf.addAction("", partial(self.ask, "gguf", precision))
            for precision in PRECISIONS
        }

    def retranslate(self) -> None:
        self._actions["hf"].setText(self.tr("As a Hugging Face folder…"))
        self._actions["onnx"].setText(self.tr("As ONNX…"))
        self._gguf.setTitle(self.tr("As GGUF, for llama.cpp"))
        self._precisions["f32"].setText(self.tr("F32: weights as they are…"))
        self._precisions["f16"].setText(self.tr("F16: half the size…"))
        self._precisions["bf16"].setText(self.tr("BF16: half the size, coarser, any range…"))
        self._precisions["q8_0"].setText(self.tr("Q8_0: about a quarter of the size…"))

    def ask(self, form: Form, precision: Precision = "f32") -> None:
        """Let the folder be chosen in which the export's own folder is made; returns at once."""
        model = self._chosen()
        if model is None:
            return
        dialog = QFileDialog(self._over, self.tr("Export {name} into").format(name=model.name))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.export(model, form, Path(path), precision))
        dialog.open()

    def export(
        self, model: ModelRecord, form: Form, parent: Path, precision: Precision = "f32"
    ) -> None:
        """Write the best checkpoint into a new folder of `parent`, in the query lane."""
        project = self._session.project
        if project is None:
            return
        suffix = form if precision == "f32" else f"{form}-{precision}"
        out = parent / f"{slug(model.name, 'model')}-{suffix}"
        self._session.query(
            lambda: exported(project, model.name, form, out, precision), self._on_done, owner=self
        )

    def _on_done(self, done: Path | Words | Lost) -> None:
        match done:
            case Words():
                self._session.messages.show(done, Level.WARNING)
            case Lost(words):
                self._session.messages.show(words)
            case _:
                text = self.tr("Exported to {folder}").format(folder=done)
                self._session.messages.show(text)


def exported(
    project: ModelSource, model: str, form: Form, out: Path, precision: Precision
) -> Iterator[Path | Words | Lost]:
    """Write the files; give what their README.md leaves out, their folder, and what is lost.

    Runs in a thread of the query lane.
    """
    chosen = project.model(model)
    chosen.export(form, out, precision)
    yield from chosen.untold() if form == "hf" else ()
    yield out
    if precision != "f32":
        yield Lost(chosen.deviation(out).words)
