"""Running a spec file from the window: what it asks for is queued, a mistake is one sentence."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.session import Session
from ui.shell.exchange.spec_file import SpecFileAction
from ui.workspace import Workspace
from workbench.spec import to_toml
from workbench.tokenizers.spec import TrainTokenizerSpec

SPEC = TrainTokenizerSpec(name="pieces", corpus="novel")


@pytest.fixture
def action(qtbot: QtBot, session: Session) -> SpecFileAction:
    window = QWidget()
    qtbot.addWidget(window)
    return SpecFileAction(session, window)


@pytest.fixture
def spec_file(tmp_path: Path) -> Path:
    path = tmp_path / "pieces.toml"
    path.write_text(to_toml(SPEC))
    return path


def test_that_what_a_spec_file_asks_for_is_started_and_shown(
    session: Session, endless_project: Any, action: SpecFileAction, spec_file: Path
) -> None:
    session.use_project(endless_project)
    workspaces: list[Workspace] = []
    session.workspace_requested.connect(lambda workspace, _panel: workspaces.append(workspace))
    action.run(spec_file)
    assert endless_project.started == [SPEC]
    assert workspaces == [Workspace.DATA]


def test_that_without_a_project_the_next_step_is_said(
    session: Session, action: SpecFileAction, spec_file: Path
) -> None:
    action.run(spec_file)
    assert "Open a project first" in session.messages.history[-1].text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("kind = pretrain", "line 1: write a setting as name = value"),
        ("kind = 'a'\nkind = 'b'", "line 2: a name that is there already"),
        ("kind = ", "it ends too early"),
        ("name = 'x'", "needs 'kind'"),
        ("kind = 'pretain'", "'pretain' is not one of"),
        ("kind = 'train_tokenizer'\ncorpus = 'a'\nsize = 9", "size: is not a setting"),
    ],
)
def test_that_a_broken_spec_file_starts_nothing_and_is_explained(
    session: Session,
    project: Any,
    action: SpecFileAction,
    spec_file: Path,
    text: str,
    sentence: str,
) -> None:
    session.use_project(project)
    spec_file.write_text(text)
    action.run(spec_file)
    assert sentence in session.messages.history[-1].text
    assert project.started == []
