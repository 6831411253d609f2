"""Making and opening projects: the dialogs, what is asked first, the recent ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu, QMessageBox
from pytestqt.qtbot import QtBot
from screen import button, enter, entry, only, press, said

from ui import app
from ui.main_window import MainWindow
from ui.panels.welcome.panel import WelcomePanel
from ui.session import Session
from ui.shell.project.new_project import NewProjectDialog
from ui.workspace import Workspace
from workbench.store.folders import ProjectFolder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def window(qtbot: QtBot, session: Session, home: Path) -> Iterator[MainWindow]:
    window = MainWindow(session, (WelcomePanel,))
    qtbot.addWidget(window)
    window.show()
    yield window
    session.runner.stop()


def folder_of(window: MainWindow) -> Path | None:
    project = window.session.project
    return project.folder if project is not None else None


def test_that_a_new_project_takes_two_clicks_and_is_called_as_typed(
    window: MainWindow, home: Path
) -> None:
    press(window, "New project…")
    press(only(window, NewProjectDialog), "Create")
    assert folder_of(window) == home / "distill-workbench" / "My project"
    window.show_workspace(Workspace.WELCOME)
    press(window, "New project…")
    dialog = only(window, NewProjectDialog)
    enter(dialog, "Name", "神话 of Ovid")
    assert str(home / "distill-workbench" / "神话 of Ovid") in said(dialog)
    press(dialog, "Create")
    assert folder_of(window) == home / "distill-workbench" / "神话 of Ovid"


@pytest.mark.parametrize("name", ["", "..", "a/b", "taken"])
def test_that_a_name_that_is_no_folder_cannot_be_created(
    window: MainWindow, home: Path, name: str
) -> None:
    (home / "distill-workbench").mkdir()
    (home / "distill-workbench" / "taken").write_text("a file")
    press(window, "New project…")
    dialog = only(window, NewProjectDialog)
    enter(dialog, "Name", name)
    assert not button(dialog, "Create").isEnabled()


def test_that_a_new_project_says_what_its_folder_holds_already(
    window: MainWindow, home: Path
) -> None:
    place = home / "distill-workbench"
    (place / "letters").mkdir(parents=True)
    (place / "letters" / "one.txt").touch()
    ProjectFolder.open(place / "lab", create=True)
    press(window, "New project…")
    dialog = only(window, NewProjectDialog)
    enter(dialog, "Name", "lab")
    assert button(dialog, "Open it").isEnabled()
    enter(dialog, "Name", "letters")
    assert "holds other files" in said(dialog)
    press(dialog, "Make it there")
    assert folder_of(window) == place / "letters"


def chosen(window: MainWindow, folder: Path) -> None:
    """Type a path into the dialog that opens projects."""
    press(window, "Open project…")
    dialog = only(window, QFileDialog)
    only(dialog, QLineEdit).setText(str(folder))
    dialog.accept()


def test_that_a_folder_of_other_files_is_asked_about_before_it_becomes_a_project(
    window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").touch()
    chosen(window, tmp_path / "letters")
    box = only(window, QMessageBox)
    assert "“letters” is no project" in box.text()
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert folder_of(window) is None
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["one.txt"]
    chosen(window, tmp_path / "letters")
    press(only(window, QMessageBox), "Make it one")
    assert folder_of(window) == tmp_path / "letters"


def test_that_a_name_that_is_typed_where_projects_are_opened_makes_the_folder(
    window: MainWindow, tmp_path: Path
) -> None:
    chosen(window, tmp_path / "new lab")
    assert folder_of(window) == tmp_path / "new lab"


def test_that_recent_projects_are_in_the_menu_but_for_the_present_one(
    window: MainWindow, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        assert window.session.open_project(tmp_path / name)
    menus: list[QMenu] = window.menuBar().findChildren(QMenu)
    (project,) = (menu for menu in menus if menu.title() == "&Project")
    (recent,) = (menu for menu in menus if menu.title() == "Recent")
    project.aboutToShow.emit()
    assert [action.text() for action in recent.actions()] == [str(tmp_path / "one")]
    entry(recent, str(tmp_path / "one")).trigger()
    assert folder_of(window) == tmp_path / "one"


@pytest.mark.parametrize("is_project", [True, False])
def test_that_the_last_project_is_open_again_on_the_page_that_says_its_next_step(
    qtbot: QtBot, window: MainWindow, session: Session, tmp_path: Path, *, is_project: bool
) -> None:
    (tmp_path / "lab").mkdir()
    if is_project:
        ProjectFolder.open(tmp_path / "lab", create=True)
    session.settings.remember_project(tmp_path / "lab")
    app._reopen(window, session)
    assert folder_of(window) == (tmp_path / "lab" if is_project else None)
    if is_project:
        qtbot.waitUntil(lambda: "Project “lab”" in said(window))
        assert button(window, "Next: add a corpus").isVisible()
    else:
        assert list((tmp_path / "lab").iterdir()) == []
