"""The table of runs in the window: filter, groups, columns, views, remarks, what stands below."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from a_project import save_checkpoint
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTableView,
)
from pytestqt.qtbot import QtBot
from screen import (
    button,
    cells,
    choose,
    entry,
    field,
    headings,
    menu_of,
    open_tab,
    press,
    said,
    shown,
)

from ui.catalogue import RecordActions
from ui.panels.runs.panel import RunsPanel
from ui.session import Session
from ui.shell.project import undo_deletion
from ui.shell.project.undo_deletion import UndoDeletion
from ui.widgets.charts.lineage_chart import LineageChart
from workbench.events import Event, Level, Metrics, Outcome, RunEnded, RunStarted
from workbench.store.files import durable
from workbench.store.folders import ProjectFolder
from workbench.store.runs.inputs import Inputs, Located
from workbench.store.runs.run_folder import RunFolder
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.spec import RuntimeSpec
from workbench.words import words

LOSSES = {"one": (5.0, 2.0, 3.0), "two": (5.0, 4.0, 3.5), "three": (1.0,)}


def events(name: str, losses: tuple[float, ...]) -> Iterator[Event]:
    yield RunStarted(run=name, name=name, kind="pretrain", total_steps=3)
    for step, loss in enumerate(losses, 1):
        yield Metrics(step=step, values={"validation_loss": loss}, elapsed_s=step)
    yield RunEnded(outcome=Outcome.FINISHED, words=words("over"))


@pytest.fixture
def panel(qtbot: QtBot, session: Session, tmp_path: Path) -> RunsPanel:
    """Three trainings that differ by their seed and in their losses."""
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    corpus = Located(id="0001-novel", name="novel", folder="corpora/0001-novel", digest="d")
    for seed, (name, losses) in enumerate(LOSSES.items()):
        spec = PretrainSpec(
            name=name, corpus="novel", tokenizer="bpe", runtime=RuntimeSpec(seed=seed)
        )
        run = folder.new_run(spec, Inputs(corpus=corpus), name=name, kind="pretrain")
        journal = run.journal()
        for event in events(run.id, losses):
            journal.append(event)
        journal.close()
    assert session.open_project(tmp_path / "lab")
    panel = RunsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1200, 700)
    panel.show()
    return panel


def table(panel: RunsPanel) -> QTableView:
    """The runs, or their groups."""
    names = ("Runs", "Groups of runs")
    return next(view for view in shown(panel, QTableView) if view.accessibleName() in names)


def names(panel: RunsPanel) -> list[str]:
    return [row[0] for row in cells(table(panel))]


def filter_by(qtbot: QtBot, panel: RunsPanel, text: str) -> None:
    line = field(panel, "Filter", QLineEdit)
    line.setText(text)
    line.returnPressed.emit()


def select(panel: RunsPanel, *rows: int) -> None:
    view = table(panel)
    view.clearSelection()
    for row in rows:
        index = view.model().index(row, 0)
        flags = view.selectionModel().SelectionFlag
        view.selectionModel().select(index, flags.Select | flags.Rows)


def write(line: QLineEdit, text: str) -> None:
    """Type a text and leave the field."""
    line.selectAll()
    line.insert(text)
    line.editingFinished.emit()


def action(panel: RunsPanel, text: str) -> QAction:
    return next(one for one in panel.findChildren(QAction) if one.text() == text)


def test_that_words_filter_the_table_and_a_wrong_one_is_explained(
    qtbot: QtBot, panel: RunsPanel
) -> None:
    assert names(panel) == ["three", "two", "one"]
    filter_by(qtbot, panel, "best.val_loss < 3 and seed < 2")
    assert names(panel) == ["one"]
    assert "1 of 3 runs" in said(panel)
    filter_by(qtbot, panel, "val_los < 3")
    assert "did you mean 'validation_loss'" in said(panel)
    assert names(panel) == ["one"]
    filter_by(qtbot, panel, "")
    assert names(panel) == ["three", "two", "one"]
    assert "did you mean" not in said(panel)


def test_that_runs_in_groups_have_mean_and_deviation_and_none_is_deleted_unseen(
    panel: RunsPanel,
) -> None:
    select(panel, 0)
    assert action(panel, "Move to the bin…").isEnabled()
    group = field(panel, "Group by", QComboBox)
    choose(group, "Corpus")
    group.activated.emit(group.currentIndex())
    assert cells(table(panel)) == [["novel", "3", "3", "1.0000", "2.1667", "1.2583"]]
    assert not action(panel, "Move to the bin…").isEnabled()


def test_that_columns_are_chosen_and_remembered(
    qtbot: QtBot, panel: RunsPanel, session: Session
) -> None:
    entry(menu_of(panel, "Columns"), "Tags").trigger()
    entry(menu_of(panel, "Columns"), "Best: Validation loss").trigger()
    assert "Tags" not in headings(table(panel))
    column = headings(table(panel)).index("Best: Validation loss")
    assert [row[column] for row in cells(table(panel))] == ["1.0000", "3.5000", "2.0000"]
    another = RunsPanel(session)
    qtbot.addWidget(another)
    another.show()
    assert headings(table(another)) == headings(table(panel))


def test_that_a_view_brings_back_filter_and_groups(qtbot: QtBot, panel: RunsPanel) -> None:
    filter_by(qtbot, panel, "val_loss > 2")
    entry(menu_of(panel, "Views"), "Keep this view…").trigger()
    (dialog,) = [one for one in panel.findChildren(QLineEdit) if one.window() is not panel]
    dialog.setText("bad ones")
    window = dialog.window()
    assert isinstance(window, QInputDialog)
    window.accept()
    filter_by(qtbot, panel, "")
    entry(menu_of(panel, "Views"), "bad ones").trigger()
    assert names(panel) == ["two", "one"]


def test_that_tags_and_notes_are_typed_below_the_table(qtbot: QtBot, panel: RunsPanel) -> None:
    select(panel, 0, 1)
    write(field(panel, "Tags", QLineEdit), "seed 1，good")
    filter_by(qtbot, panel, "tag = good")
    assert names(panel) == ["three", "two"]
    select(panel, 0)
    write(field(panel, "Note", QLineEdit), "教師")
    filter_by(qtbot, panel, "教師")
    assert names(panel) == ["three"]


def test_that_an_archived_run_leaves_the_table(qtbot: QtBot, panel: RunsPanel) -> None:
    select(panel, 0)
    action(panel, "Archive").trigger()
    assert names(panel) == ["two", "one"]
    button(panel, "Archived").click()
    assert names(panel) == ["three", "two", "one"]


def test_that_differences_of_the_chosen_runs_are_shown(qtbot: QtBot, panel: RunsPanel) -> None:
    open_tab(panel, "Differences")
    assert "Choose two or more runs" in said(panel)
    select(panel, 0, 1)
    qtbot.waitUntil(lambda: len(shown(panel, QTableView)) == 2)
    below = field(panel, "Differences of the chosen runs", QTableView)
    assert cells(below) == [["runtime.seed", "2", "1"]]


def test_that_the_lineage_is_clicked_through(qtbot: QtBot, panel: RunsPanel) -> None:
    open_tab(panel, "Lineage")
    select(panel, 1)
    (chart,) = shown(panel, LineageChart)
    qtbot.waitUntil(lambda: chart.marked == "run/0002-two")
    assert chart.box_at(chart.place_of("corpus/0001-novel").center()) == "corpus/0001-novel"
    select(panel)
    qtbot.waitUntil(lambda: chart.marked == "")
    chart.picked.emit("run/0003-three")
    assert panel.session.selection.run == "0003-three"


def test_that_what_could_go_is_moved_to_the_bin_only_after_a_question(
    qtbot: QtBot, panel: RunsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_tab(panel, "Disk")
    qtbot.waitUntil(lambda: len(shown(panel, QTableView)) == 2)
    sizes = field(panel, "Sizes of the runs", QTableView)
    qtbot.waitUntil(lambda: "0 runs could go" in said(panel))
    sizes.selectRow(0)
    gone = cells(sizes)[0][0]
    below = [one for one in shown(panel, QPushButton) if one.text() == "Move to the bin…"]
    below[0].click()
    (box,) = panel.findChildren(QMessageBox)
    assert gone in names(panel)
    box.accept()
    qtbot.waitUntil(lambda: gone not in names(panel))


def test_that_single_checkpoints_that_could_go_are_moved_and_put_back(
    qtbot: QtBot, panel: RunsPanel
) -> None:
    project = panel.session.project
    assert project is not None
    run = RunFolder(project.saved_run("0001-one").record.folder)
    for step, loss in ((1, 3.0), (2, 1.0), (3, 2.0)):
        save_checkpoint(run, step, loss, pinned=True)
    undo = UndoDeletion(panel.session, panel)
    panel.session.tell_catalogue_changed()
    open_tab(panel, "Disk")
    sizes = field(panel, "Sizes of the runs", QTableView)
    qtbot.waitUntil(lambda: "1 single checkpoint" in said(panel))
    press(panel, "Choose what could go")
    press(panel, "Move to the bin…")
    (box,) = panel.findChildren(QMessageBox)
    assert "one@1" in box.text()
    box.accept()
    qtbot.waitUntil(lambda: "0 single checkpoints" in said(panel))
    assert [one.step for one in run.checkpoints()] == [2, 3]
    last = panel.session.messages.history[-1]
    assert last.offer is not None
    assert "“one@1” was moved to the bin" in last.text
    undo.undo()
    qtbot.waitUntil(lambda: "1 single checkpoint" in said(panel))
    assert [one.step for one in run.checkpoints()] == [1, 2, 3]
    last.offer.take()
    assert not panel.session.commands.action("project.undo_deletion").isEnabled()
    assert sizes.model().rowCount() == 4


def test_that_deleted_runs_come_back_in_turn_and_one_that_was_erased_is_said(
    qtbot: QtBot, panel: RunsPanel
) -> None:
    session = panel.session
    undo, project = UndoDeletion(session, panel), session.project
    assert project is not None
    actions = panel.findChildren(RecordActions)[0]
    for name in ("one", "two"):
        actions.delete([run for run in project.runs if run.name == name])
    qtbot.waitUntil(lambda: names(panel) == ["three"])
    qtbot.waitUntil(lambda: "“two” was moved" in session.messages.history[-1].text)
    session.commands.action("project.undo_deletion").trigger()
    qtbot.waitUntil(lambda: "two" in names(panel))
    assert "one" not in names(panel)
    (item,) = project.catalogue.bin()
    project.catalogue.erase(item)
    undo.undo()
    qtbot.waitUntil(lambda: session.messages.history[-1].level is Level.ERROR)
    assert "one is no longer in the bin" in session.messages.history[-1].text
    assert not session.commands.action("project.undo_deletion").isEnabled()
    undo.undo()


def test_that_many_runs_go_and_come_back_in_one_step_and_never_in_the_windows_thread(
    qtbot: QtBot, panel: RunsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, threads = panel.session, set[str]()
    undo, project = UndoDeletion(session, panel), session.project
    assert project is not None
    moved = durable.move

    def noted(source: Path, target: Path) -> None:
        threads.add(threading.current_thread().name)
        moved(source, target)

    monkeypatch.setattr(durable, "move", noted)
    monkeypatch.setattr(undo_deletion, "_MANY", 2)
    actions = panel.findChildren(RecordActions)[0]
    actions.delete(project.runs)
    qtbot.waitUntil(lambda: any("3 things were" in one.text for one in session.messages.history))
    qtbot.waitUntil(lambda: project.runs == ())
    undo.undo()
    assert session.messages.history[-1].text == "Putting 3 things back…"
    qtbot.waitUntil(lambda: session.messages.history[-1].text == "3 of 3 things were put back.")
    qtbot.waitUntil(lambda: sorted(names(panel)) == ["one", "three", "two"])
    assert project.catalogue.bin() == ()
    assert threads == {"query"}
    assert not session.commands.action("project.undo_deletion").isEnabled()


def test_that_ctrl_z_in_a_text_field_undoes_what_was_typed_and_no_deletion(
    qtbot: QtBot, panel: RunsPanel
) -> None:
    session = panel.session
    undo = UndoDeletion(session, panel)
    assert session.project is not None
    panel.addActions(session.commands.all())
    panel.findChildren(RecordActions)[0].delete(session.project.runs[:1])
    field_of_text = shown(panel, QLineEdit)[0]
    qtbot.waitUntil(panel.isActiveWindow)
    field_of_text.setFocus()
    qtbot.keyClicks(field_of_text, "kind")
    qtbot.keyClick(field_of_text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field_of_text.text() == ""
    qtbot.waitUntil(lambda: session.commands.action("project.undo_deletion").isEnabled())
    assert len(session.project.runs) == 2
    undo.undo()
    qtbot.waitUntil(lambda: len(names(panel)) == 3)


def test_that_a_law_of_too_few_sizes_is_refused_in_a_sentence(
    qtbot: QtBot, panel: RunsPanel
) -> None:
    open_tab(panel, "Power law")
    qtbot.waitUntil(lambda: "a law needs runs of at least 3 different sizes" in said(panel))
    button(panel, "With a floor").click()
    qtbot.waitUntil(lambda: "a law needs runs of at least 4 different sizes" in said(panel))


def test_that_the_command_that_makes_a_run_again_is_copied(qtbot: QtBot, panel: RunsPanel) -> None:
    select(panel, 0)
    QGuiApplication.clipboard().clear()
    action(panel, "Copy the command").trigger()
    qtbot.waitUntil(lambda: "0003-three/spec.toml" in QGuiApplication.clipboard().text())
    assert "name=three 2" in QGuiApplication.clipboard().text()


def test_that_setting_up_again_hands_over_the_spec_of_the_run(panel: RunsPanel) -> None:
    files: list[Path] = []
    panel.session.spec_file_chosen.connect(files.append)
    select(panel, 2)
    action(panel, "Set up again…").trigger()
    assert [path.parent.name for path in files] == ["0001-one"]
