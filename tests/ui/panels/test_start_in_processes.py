"""Starting what is set up in several processes, or getting the command for other machines."""

from pathlib import Path

import pytest
from fake_project import FakeProject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot
from screen import button, enter, entry, field, menu_of, only, press, said

from ui.forms.form import SpecForm
from ui.forms.number_box import NumberBox
from ui.panels.help import HelpPanel
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.panels.train_setup.starting.elsewhere_dialog import ElsewhereDialog
from ui.running.detached.failures import DetachedFailures
from ui.running.detached.starting import resume
from ui.session import Session
from workbench.activities.spec import load_spec
from workbench.events import Level
from workbench.plans.planned_run import spec_of
from workbench.project.runs.processes.failed_process import FailedRun
from workbench.words import words


@pytest.fixture
def panel(qtbot: QtBot, lab_session: Session) -> TrainSetupPanel:
    panel = TrainSetupPanel(lab_session)
    qtbot.addWidget(panel)
    panel.resize(460, 800)
    panel.show()
    set_loop(panel, micro_batch_size=16, accumulation=2)
    return panel


def set_loop(panel: TrainSetupPanel, **loop: int) -> None:
    only(panel, SpecForm).set_value({"loop": loop})


def count_of(panel: TrainSetupPanel) -> NumberBox:
    return field(panel, "Processes", NumberBox)


def test_that_one_process_is_this_window(panel: TrainSetupPanel, project: FakeProject) -> None:
    assert count_of(panel).value() == 1
    press(panel, "Start")
    assert (len(project.started), project.together) == (1, [])


def test_that_more_processes_than_cores_are_told(
    panel: TrainSetupPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    set_loop(panel, accumulation=4)
    count_of(panel).setValue(2)
    assert "more than the cores" not in said(panel)
    for count in (3, 4):  # three cannot share out the step either
        count_of(panel).setValue(count)
        assert "They are more than the cores of this machine, 2." in said(panel)


def test_that_two_processes_start_at_once_and_are_looked_at(
    panel: TrainSetupPanel, project: FakeProject
) -> None:
    count_of(panel).setValue(2)
    assert "They share out the 2 micro-batches of a step" in said(panel)
    spec = only(panel, SpecForm).value()
    press(panel, "Start in 2 processes")
    assert (project.started, project.together) == ([spec], [2])
    assert panel.session.selection.run == "0001-run"
    assert panel.session.runner.active is None


def test_that_their_number_is_there_again_in_the_next_window(
    qtbot: QtBot, panel: TrainSetupPanel, lab_session: Session
) -> None:
    count_of(panel).setValue(2)
    again = TrainSetupPanel(lab_session)
    qtbot.addWidget(again)
    again.show()
    lab_session.project_changed.emit()
    assert count_of(again).value() == 2


def test_that_the_same_batch_is_offered_where_processes_cannot_share_it(
    panel: TrainSetupPanel,
) -> None:
    set_loop(panel, micro_batch_size=16, accumulation=1)
    count_of(panel).setValue(4)
    assert "4 processes cannot share out an accumulation of 1 evenly" in said(panel)
    assert not button(panel, "Start in 4 processes").isEnabled()
    press(panel, "Micro-batch 4, accumulation 4: the same batch")
    loop = only(panel, SpecForm).value().loop
    assert (loop.micro_batch_size, loop.accumulation) == (4, 4)
    assert button(panel, "Start in 4 processes").isEnabled()
    assert "same batch" not in said(panel)


def test_that_a_teacher_is_cached_in_one_process(
    panel: TrainSetupPanel, project: FakeProject
) -> None:
    count_of(panel).setValue(2)
    press(panel, "Cache a teacher")
    assert "Processes" not in said(panel)
    assert button(panel, "Start").isVisible()


def test_that_a_control_and_its_student_follow_each_other_in_the_processes(
    panel: TrainSetupPanel, project: FakeProject
) -> None:
    press(panel, "Distil a student")
    set_loop(panel, micro_batch_size=8, accumulation=2)
    count_of(panel).setValue(2)
    press(panel, "Start with control")
    [control] = project.started
    assert project.together == [2]
    [student] = project.kept["0001-run"]
    assert (control.name, spec_of(student).name) == ("student control", "student")


def test_that_a_run_of_two_processes_is_resumed_by_two(
    lab_session: Session, project: FakeProject
) -> None:
    project.together = [2]
    assert resume(lab_session, "0007-run")
    assert project.detached == ["0007-run"]
    assert lab_session.runner.active is None
    project.together = []
    assert not resume(lab_session, "0008-run")
    assert project.detached == ["0007-run"]
    assert lab_session.runner.active is not None


def test_that_processes_that_failed_are_told_in_the_window(
    lab_session: Session, project: FakeProject
) -> None:
    project.failed = (FailedRun("0007-run", words("{reason}", reason="no card is free")),)
    DetachedFailures(lab_session).look()
    message = lab_session.messages.history[-1]
    assert (message.text, message.level) == ("“0007-run” failed: no card is free", Level.ERROR)


def test_that_the_command_for_other_machines_is_copied_with_its_spec_file(
    qtbot: QtBot, panel: TrainSetupPanel, project: FakeProject, tmp_path: Path
) -> None:
    set_loop(panel, accumulation=6)
    count_of(panel).setValue(2)
    entry(menu_of(panel, "More"), "Command for other machines…").trigger()
    dialog = only(panel, ElsewhereDialog)
    enter(dialog, "Machines", 3)
    path = tmp_path / "shared.toml"
    enter(dialog, "Spec file", str(path))
    command = only(dialog, QPlainTextEdit).toPlainText()
    assert "--nnodes=3" in command
    assert "--nproc-per-node=2" in command
    assert f"run {path} --project {project.folder}" in command
    press(dialog, "Save the spec file and copy the command")
    assert f"Saved as {path}; the command is copied." in said(dialog)
    assert QGuiApplication.clipboard().text() == command
    assert load_spec(path) == only(panel, SpecForm).value()


def test_that_machines_that_cannot_share_out_a_step_get_no_command(
    panel: TrainSetupPanel, project: FakeProject
) -> None:
    entry(menu_of(panel, "More"), "Command for other machines…").trigger()
    dialog = only(panel, ElsewhereDialog)
    enter(dialog, "Machines", 3)
    assert "3 processes cannot share out the 2 micro-batches" in said(dialog)
    assert only(dialog, QPlainTextEdit).toPlainText() == ""
    assert not button(dialog, "Save the spec file and copy the command").isEnabled()
    enter(dialog, "Machines", 2)
    assert button(dialog, "Save the spec file and copy the command").isEnabled()


def test_that_a_mere_name_of_a_spec_file_is_one_in_the_project(
    panel: TrainSetupPanel, project: FakeProject
) -> None:
    entry(menu_of(panel, "More"), "Command for other machines…").trigger()
    dialog = only(panel, ElsewhereDialog)
    enter(dialog, "Spec file", "mine.toml")
    assert f"run {project.folder.absolute() / 'mine.toml'}" in (
        only(dialog, QPlainTextEdit).toPlainText()
    )


def test_that_another_file_is_not_written_over(
    panel: TrainSetupPanel, project: FakeProject, tmp_path: Path
) -> None:
    entry(menu_of(panel, "More"), "Command for other machines…").trigger()
    dialog = only(panel, ElsewhereDialog)
    path = tmp_path / "mine.toml"
    path.write_text("mine")
    enter(dialog, "Spec file", str(path))
    press(dialog, "Save the spec file and copy the command")
    assert "There is another file of that name" in said(dialog)
    assert path.read_text() == "mine"


def test_that_the_dialog_leads_to_its_help_page(
    qtbot: QtBot, panel: TrainSetupPanel, lab_session: Session
) -> None:
    help_panel = HelpPanel(lab_session)
    qtbot.addWidget(help_panel)
    help_panel.show()
    entry(menu_of(panel, "More"), "Command for other machines…").trigger()
    press(only(panel, ElsewhereDialog), "Many machines")
    assert help_panel.page == "46-many-machines.md"
