"""A model of the table goes out into a folder that a person chooses."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fake_project import FakeModel, FakeProject
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from ui.session import Session
from ui.shell.exchange.model_export import ModelExport
from workbench.errors import BadInput
from workbench.events import Level
from workbench.store.records import ModelRecord
from workbench.words import Words, words

MODEL = ModelRecord("0001-big", "Big One", "gpt", 10, "bpe", "0001-run", Path(), ())


class ExportedModel(FakeModel):
    """Notes in `written` what is exported; an exact gguf is refused."""

    def __init__(self, reference: str, written: list[tuple[str, str, Path]]) -> None:
        super().__init__(reference)
        self.written = written

    def export(self, form: str, out: Path, precision: str) -> tuple[Path, ...]:
        if form == "gguf" and precision == "f32":
            raise BadInput("this one is a BERT")
        self.written.append((self.reference, form, out))
        return ()

    def deviation(self, path: Path) -> Any:
        return SimpleNamespace(words=words("{name} differs by 0.03", name=path.name))

    def untold(self) -> tuple[Words, ...]:
        return (words("the journal is damaged"),) if "Damaged" in self.reference else ()


class ExportedModels(FakeProject):
    def __init__(self) -> None:
        super().__init__()
        self.written: list[tuple[str, str, Path]] = []

    def model(self, reference: str) -> ExportedModel:
        return ExportedModel(reference, self.written)


@pytest.fixture
def project() -> ExportedModels:
    return ExportedModels()


@pytest.fixture
def export(qtbot: QtBot, session: Session, project: ExportedModels) -> ModelExport:
    window = QWidget()
    qtbot.addWidget(window)
    session.project = project
    return ModelExport(session, lambda: MODEL, window)


def test_that_a_model_is_written_into_a_folder_of_its_own_and_told(
    qtbot: QtBot,
    session: Session,
    project: ExportedModels,
    export: ModelExport,
    tmp_path: Path,
) -> None:
    export.export(MODEL, "hf", tmp_path)
    qtbot.waitUntil(lambda: bool(session.messages.history))
    assert project.written == [("Big One", "hf", tmp_path / "big-one-hf")]
    assert session.messages.history[-1].text == f"Exported to {tmp_path / 'big-one-hf'}"


def test_that_what_cannot_be_exported_is_said(
    qtbot: QtBot, session: Session, export: ModelExport, tmp_path: Path
) -> None:
    export.export(MODEL, "gguf", tmp_path)
    qtbot.waitUntil(lambda: bool(session.messages.history))
    assert "this one is a BERT" in session.messages.history[-1].text


def test_that_what_an_export_leaves_out_is_a_warning(
    qtbot: QtBot, session: Session, export: ModelExport, tmp_path: Path
) -> None:
    export.export(replace(MODEL, name="Damaged One"), "hf", tmp_path)
    qtbot.waitUntil(lambda: len(session.messages.history) == 2)
    warning, done = session.messages.history
    assert (warning.text, warning.level) == ("the journal is damaged", Level.WARNING)
    assert done.text.startswith("Exported to")


def test_that_what_a_precision_changes_is_said(
    qtbot: QtBot,
    session: Session,
    project: ExportedModels,
    export: ModelExport,
    tmp_path: Path,
) -> None:
    export.retranslate()
    (coarse,) = (
        action
        for menu in export.menu.findChildren(QMenu)
        for action in menu.actions()
        if action.text().startswith("Q8_0")
    )
    assert coarse.isEnabled()
    export.export(MODEL, "gguf", tmp_path, "q8_0")
    qtbot.waitUntil(lambda: len(session.messages.history) == 2)
    assert project.written == [("Big One", "gguf", tmp_path / "big-one-gguf-q8_0")]
    assert session.messages.history[-1].text == "big-one-gguf-q8_0 differs by 0.03"
