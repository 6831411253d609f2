"""Runs of other tools come in by the window: what is found is queued, what is passed over said."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.session import Session
from ui.shell.exchange.run_import import RunImportAction
from ui.workspace import Workspace
from workbench.activities.spec import ImportRunSpec
from workbench.errors import BadInput
from workbench.plans.imported_runs import RunsToImport
from workbench.words import words


@pytest.fixture
def action(qtbot: QtBot, session: Session) -> RunImportAction:
    window = QWidget()
    qtbot.addWidget(window)
    return RunImportAction(session, window)


def finds(monkeypatch: pytest.MonkeyPatch, project: Any, found: Any) -> None:
    def imported_runs(path: Path) -> RunsToImport:
        return found(path)

    monkeypatch.setattr(project.plans, "imported_runs", imported_runs)


def test_that_every_run_that_is_found_is_imported_and_what_is_passed_over_is_said(
    qtbot: QtBot,
    session: Session,
    endless_project: Any,
    action: RunImportAction,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    specs = tuple(ImportRunSpec(name=name, path=str(tmp_path / name)) for name in "ab")
    notes = tuple(words("{name} is empty", name=name) for name in "cdefg")
    finds(monkeypatch, endless_project, lambda _: RunsToImport(specs, notes))
    session.use_project(endless_project)
    requests: list[tuple[Workspace, str]] = []
    session.workspace_requested.connect(lambda *request: requests.append(request))
    action.take(tmp_path)
    qtbot.waitUntil(lambda: bool(requests))
    assert requests == [(Workspace.RUNS, "runs")]
    assert endless_project.started == [specs[0]]
    assert session.runner.waiting == (specs[1],)
    said = session.messages.history[-1].text
    assert said == "c is empty. d is empty. e is empty. Passed over besides: 2."


def test_that_a_folder_without_runs_is_said_and_nothing_starts(
    qtbot: QtBot,
    session: Session,
    endless_project: Any,
    action: RunImportAction,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def nothing(path: Path) -> RunsToImport:
        raise BadInput("{path} holds no run", path=path)

    finds(monkeypatch, endless_project, nothing)
    session.use_project(endless_project)
    action.take(tmp_path)
    qtbot.waitUntil(lambda: bool(session.messages.history))
    assert session.messages.history[-1].text.endswith("holds no run")
    assert endless_project.started == []


def test_that_without_a_project_the_next_step_of_an_import_is_said(
    session: Session, action: RunImportAction, tmp_path: Path
) -> None:
    action.take(tmp_path)
    assert "Open a project first" in session.messages.history[-1].text
