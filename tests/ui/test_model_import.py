"""A model's folder, chosen or dropped, is imported under a free name."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QInputDialog, QWidget
from pytestqt.qtbot import QtBot
from screen import only

from ui.panels.welcome.journey import JourneyCard
from ui.panels.welcome.panel import WelcomePanel
from ui.session import Session
from ui.shell.exchange.model_import import ModelImportAction, is_model, name_of
from ui.widgets.drop_area import DropArea
from ui.workspace import Workspace
from workbench.activities.spec import ImportModelSpec


@pytest.fixture
def action(qtbot: QtBot, session: Session) -> ModelImportAction:
    window = QWidget()
    qtbot.addWidget(window)
    return ModelImportAction(session, window)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "big"
    made.mkdir()
    (made / "config.json").write_text("{}")
    return made


def test_that_a_folder_is_imported_under_a_free_name_and_models_are_shown(
    session: Session, endless_project: Any, action: ModelImportAction, folder: Path
) -> None:
    session.use_project(endless_project)
    requests: list[tuple[Workspace, str]] = []
    session.workspace_requested.connect(lambda *request: requests.append(request))
    action.take(folder)
    assert endless_project.started == [ImportModelSpec(name="big 2", folder=str(folder))]
    assert requests == [(Workspace.RUNS, "models")]


def test_that_a_model_dropped_on_the_start_page_is_imported_and_no_journey_begins(
    qtbot: QtBot,
    session: Session,
    endless_project: Any,
    action: ModelImportAction,
    folder: Path,
) -> None:
    session.use_project(endless_project)
    panel = WelcomePanel(session)
    qtbot.addWidget(panel)
    panel.show()
    only(panel, DropArea).dropped.emit([folder])
    assert [spec.kind for spec in endless_project.started] == ["import_model"]
    assert panel.findChildren(JourneyCard) == []


def test_that_without_a_project_the_next_step_is_said(
    session: Session, action: ModelImportAction, folder: Path
) -> None:
    action.take(folder)
    assert "Open a project first" in session.messages.history[-1].text


def test_that_a_model_is_told_from_a_folder_of_texts(folder: Path, tmp_path: Path) -> None:
    assert is_model(folder)
    assert not is_model(tmp_path)
    assert not is_model(folder / "config.json")
    assert name_of(Path("/x/all@v2  mini")) == "all v2 mini"


def test_that_for_an_adapter_its_base_is_asked(
    session: Session, endless_project: Any, action: ModelImportAction, tmp_path: Path
) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "adapter_config.json").write_text('{"base_model_name_or_path": "acme/Big"}')
    assert is_model(tmp_path / "ada")
    session.use_project(endless_project)
    action.take(tmp_path / "ada")
    assert endless_project.started == []
    window = action.parent()
    assert isinstance(window, QWidget)
    dialog = only(window, QInputDialog)
    assert "acme/Big" in dialog.labelText()
    assert dialog.textValue() == "big"
    dialog.accept()
    folder = str(tmp_path / "ada")
    assert endless_project.started == [ImportModelSpec(name="ada", folder=folder, base="big")]


@pytest.mark.parametrize("inside", [".", "snapshots", "snapshots/0123abcd"])
def test_that_a_model_in_the_hubs_cache_is_known_and_has_its_own_name(
    tmp_path: Path, inside: str
) -> None:
    cache = tmp_path / "models--acme--tiny.gpt2"
    (cache / "blobs").mkdir(parents=True)
    (cache / "snapshots" / "0123abcd").mkdir(parents=True)
    (cache / "blobs" / "b0").write_text("{}")
    (cache / "snapshots" / "0123abcd" / "config.json").symlink_to("../../blobs/b0")
    assert is_model(cache / inside)
    assert name_of(cache / inside) == "tiny.gpt2"


def test_that_a_gguf_file_is_a_model_and_so_is_a_folder_that_holds_one(
    session: Session, endless_project: Any, action: ModelImportAction, tmp_path: Path
) -> None:
    file = tmp_path / "Smol-1.7B.Q4_K.gguf"
    file.write_bytes(b"GGUF")
    assert is_model(file)
    assert is_model(tmp_path)
    session.use_project(endless_project)
    action.take(file)
    assert endless_project.started == [ImportModelSpec(name="Smol-1.7B.Q4_K", folder=str(file))]
