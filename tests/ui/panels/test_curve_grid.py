"""The grid of plots in Curves and Runs: arranged by hand and kept, bands, formulas, hidden runs."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from screen import entry, field, menu_of, only, said

from ui.curves.formula_dialog import FormulaDialog
from ui.curves.grid import CurveGrid
from ui.models.view import TableView
from ui.panel import Panel
from ui.panels.runs.panel import RunsPanel
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.session import Session
from ui.theme import Appearance
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.curves.plot_view import Follow
from ui.widgets.curves.readout import Readout
from workbench.events import Event, Metrics, Outcome, RunEnded, RunResumed, RunStarted
from workbench.store.folders import ProjectFolder
from workbench.store.runs.inputs import Inputs
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.spec import RuntimeSpec
from workbench.words import words

VALUES = {seed: np.random.default_rng(seed).normal(2, 0.1, 5) for seed in (1, 2, 3)}


def training(seed: int) -> Iterator[Event]:
    yield RunStarted(run="", name="", kind="pretrain", total_steps=50)
    for step in range(1, 51):
        values = {"loss": 5 / step + seed}
        if step % 10 == 0:
            values["validation_loss"] = float(VALUES[seed][step // 10 - 1])
            values["validation_perplexity"] = 2.0
        yield Metrics(step=step, values=values, tokens=step, epoch=step / 50, elapsed_s=step)
    yield RunEnded(outcome=Outcome.FINISHED, words=words("over"))


@pytest.fixture
def seeds(session: Session, tmp_path: Path) -> Session:
    """A project with three runs that differ by their seed, and one of another corpus."""
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    for seed, corpus in ((1, "novel"), (2, "novel"), (3, "novel"), (1, "letters")):
        spec = PretrainSpec(corpus=corpus, tokenizer="bpe", runtime=RuntimeSpec(seed=seed))
        run = folder.new_run(spec, Inputs(), name=f"{corpus} {seed}", kind="pretrain")
        journal = run.journal()
        for event in training(seed):
            journal.append(event)
        journal.close()
    assert session.open_project(tmp_path / "lab")
    return session


def show(qtbot: QtBot, panel: Panel) -> None:
    qtbot.addWidget(panel)
    panel.resize(1000, 900)
    panel.show()


@pytest.fixture
def runs(qtbot: QtBot, seeds: Session) -> RunsPanel:
    """The table with all runs chosen, their curves below it."""
    panel = RunsPanel(seeds)
    show(qtbot, panel)
    view = only(panel, TableView)
    flags = QItemSelectionModel.SelectionFlag
    for row in range(view.model().rowCount()):
        view.selectionModel().select(view.model().index(row, 0), flags.Select | flags.Rows)
    qtbot.waitUntil(lambda: len(drawn(panel, "Validation loss (nats per token)")) == 4)
    return panel


def plots(panel: Panel) -> dict[str, CurvePlot]:
    shown = only(panel, CurveGrid).findChildren(CurvePlot)
    return {plot.windowTitle(): plot for plot in shown if plot.isVisibleTo(panel)}


def drawn(panel: Panel, title: str) -> dict[str, str]:
    """The labels of a plot's curves, by key."""
    found = plots(panel).get(title)
    return {key: one.label for key, one in found.canvas.series.items()} if found else {}


def menu_of_plot(panel: Panel, title: str) -> QMenu:
    menu = field(panel, f"Menu of the plot {title}", QToolButton).menu()
    menu.aboutToShow.emit()
    return menu


def arranging_menu(panel: Panel) -> QMenu:
    menu = menu_of(panel, "Plots")
    menu.aboutToShow.emit()
    return menu


def write_formula(panel: Panel, text: str) -> None:
    entry(arranging_menu(panel), "Add a formula…").trigger()
    dialog = panel.window().findChild(FormulaDialog)
    assert dialog is not None
    only(dialog, QLineEdit).setText(text)
    only(dialog, QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()


def inside(menu: QMenu, text: str) -> QMenu:
    found = entry(menu, text).menu()
    assert isinstance(found, QMenu)
    return found


def chosen(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == text)


LOSS = "Validation loss (nats per token)"


def test_that_plots_are_added_joined_moved_and_kept_in_the_project(
    qtbot: QtBot, runs: RunsPanel, seeds: Session
) -> None:
    first = [plot.curves for plot in only(runs, CurveGrid).plots]
    assert first == [("validation_loss",), ("loss",), ("validation_perplexity",)]
    chosen(inside(menu_of_plot(runs, LOSS), "Curves"), "Training loss").trigger()
    entry(menu_of_plot(runs, "Validation perplexity"), "Earlier").trigger()
    entry(menu_of_plot(runs, "Training loss (nats per token)"), "Remove this plot").trigger()
    chosen(inside(arranging_menu(runs), "Columns"), "1").trigger()
    assert seeds.project is not None
    kept = seeds.project.plots.arrangement("runs")
    assert kept is not None
    wanted = [("validation_loss", "loss"), ("validation_perplexity",)]
    assert [plot.curves for plot in kept.plots] == wanted
    assert kept.columns == 1
    again = RunsPanel(seeds)
    show(qtbot, again)
    assert [plot.curves for plot in only(again, CurveGrid).plots] == wanted
    entry(arranging_menu(runs), "As at first").trigger()
    assert [plot.curves for plot in only(runs, CurveGrid).plots] == first
    assert seeds.project.plots.arrangement("runs") is None


@pytest.mark.slow
def test_that_a_damaged_arrangement_is_said_and_the_plots_stand_as_at_first(
    qtbot: QtBot, seeds: Session
) -> None:
    assert seeds.project is not None
    (seeds.project.folder / "plots.json").write_text("{")
    heard: list[str] = []
    seeds.messages.shown.connect(lambda message: heard.append(str(message)))
    panel = TrainCurvesPanel(seeds)
    show(qtbot, panel)
    qtbot.waitUntil(lambda: "loss" in drawn(panel, "Loss (nats per token)"))
    assert any("plots.json is damaged" in text for text in heard)


@pytest.mark.slow
def test_that_seeds_become_a_mean_with_a_band_of_the_stated_kind(
    qtbot: QtBot, runs: RunsPanel
) -> None:
    choice = field(runs, "Seeds", QComboBox)
    choice.setCurrentText("mean, lowest and highest")
    label = "mean, lowest and highest, n = 3: novel 1"
    qtbot.waitUntil(lambda: label in drawn(runs, LOSS).values())
    series = plots(runs)[LOSS].canvas.series
    mean = next(one for one in series.values() if one.label == label)
    np.testing.assert_allclose(mean.y, np.mean([VALUES[s] for s in (1, 2, 3)], axis=0))
    faint = {one.label for one in series.values() if one.look.faint}
    assert faint == {"novel 1", "novel 2", "novel 3"}, "a run of another group stays as it is"
    choice.setCurrentText("each run")
    assert sorted(drawn(runs, LOSS).values()) == ["letters 1", "novel 1", "novel 2", "novel 3"]


@pytest.mark.slow
def test_that_a_run_that_is_hidden_in_one_plot_is_hidden_in_all(runs: RunsPanel) -> None:
    shown = plots(runs)
    key = next(key for key, label in drawn(runs, LOSS).items() if label == "novel 2")
    shown[LOSS].canvas.toggle(key)
    for title, plot in shown.items():
        hidden = {plot.canvas.series[one].label for one in plot.canvas.hidden}
        assert hidden == {"novel 2"}, title
    shown[LOSS].canvas.solo(key)
    for plot in shown.values():
        left = plot.canvas.series.keys() - plot.canvas.hidden
        assert {plot.canvas.series[one].label for one in left} == {"novel 2"}


@pytest.mark.slow
def test_that_a_formula_is_drawn_for_each_run_and_a_wrong_one_is_said(
    qtbot: QtBot, runs: RunsPanel
) -> None:
    entry(arranging_menu(runs), "Add a formula…").trigger()
    dialog = runs.window().findChild(QDialog)
    assert dialog is not None
    text, ok = only(dialog, QLineEdit), only(dialog, QDialogButtonBox)
    button = ok.button(QDialogButtonBox.StandardButton.Ok)
    for wrong, sentence in {
        "loss -": "is no formula",
        "exec(loss)": "has no meaning",
        "loss - teacher2.loss": "neither the control nor",
        "loss - novelty": "no run here has measured 'novelty'",
        "loss": "choose it in the menu",
    }.items():
        text.setText(wrong)
        labels = " ".join(label.text() for label in dialog.findChildren(QLabel))
        assert sentence in labels
        assert not button.isEnabled()
    text.setText("running_min(loss) - val_loss")
    button.click()
    title = "running_min(loss) - val_loss"
    qtbot.waitUntil(lambda: len(drawn(runs, title)) == 4)
    one = next(s for s in plots(runs)[title].canvas.series.values() if s.label == "novel 3")
    np.testing.assert_allclose(one.y, 5 / np.arange(10, 51, 10) + 3 - VALUES[3])


def test_that_a_formula_may_name_every_line_beside_the_curves(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = FormulaDialog(window, ["validation_loss"], lambda _: None)
    dialog.open()
    box = only(dialog, QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    for owner in ("control", "teacher", "ngram", "unigram", "uniform"):
        only(dialog, QLineEdit).setText(f"val_loss - {owner}.val_loss")
        assert box.isEnabled(), owner


@pytest.mark.slow
def test_that_a_plot_of_what_no_run_has_says_so(runs: RunsPanel) -> None:
    write_formula(runs, "validation_loss - control.validation_loss")
    assert "None of these runs has what this plot shows." in said(runs)


@pytest.mark.slow
def test_that_a_chosen_view_outlives_another_theme_and_a_run_more(
    qtbot: QtBot, runs: RunsPanel, seeds: Session
) -> None:
    plot = plots(runs)[LOSS]
    box = only(plot, pg.PlotWidget).getViewBox()
    box.setRange(xRange=(10, 20), yRange=(1.9, 2.1), padding=0)
    box.sigRangeChangedManually.emit([True, True])
    seeds.theme.set_appearance(Appearance.DARK)
    view = only(runs, TableView)
    view.selectionModel().select(
        view.model().index(0, 0), QItemSelectionModel.SelectionFlag.Deselect
    )
    qtbot.wait(20)
    assert plots(runs)[LOSS] is plot
    assert plot.canvas.follow is Follow.NOTHING
    assert box.viewRange() == [[10, 20], [1.9, 2.1]]


@pytest.mark.slow
def test_that_the_crosshair_stands_in_every_plot_with_each_run(runs: RunsPanel) -> None:
    plots(runs)[LOSS].canvas.point_at(20.0)
    for plot in plots(runs).values():
        rows = only(plot, Readout).lines
        assert {row.label for row in rows} == {"letters 1", "novel 1", "novel 2", "novel 3"}
        assert all(row.value for row in rows)
        assert plot.canvas.crosshair == 20.0


@pytest.mark.slow
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_a_note_is_pinned_to_a_step_and_shown_in_both_rooms(
    qtbot: QtBot, runs: RunsPanel, seeds: Session
) -> None:
    canvas = plots(runs)[LOSS].canvas
    canvas.point_at(20.3)
    qtbot.keyClick(canvas, Qt.Key.Key_N)
    menu = next(
        m for m in runs.findChildren(QMenu) if any("Note at" in a.text() for a in m.actions())
    )
    entry(menu, "novel 2: Note at step 20…").trigger()
    menu.close()
    dialog = runs.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue("warm-up ends")
    dialog.accept()
    assert seeds.project is not None
    run = next(run for run in seeds.project.runs if run.name == "novel 2")
    assert [(n.step, n.text) for n in seeds.project.saved_run(run.id).step_notes()] == [
        (20, "warm-up ends")
    ]
    noted = {(20.0, "novel 2: warm-up ends")}
    qtbot.waitUntil(lambda: marks(plots(runs)[LOSS]) == noted)
    seeds.select(run=run.id)
    curves = TrainCurvesPanel(seeds)
    show(qtbot, curves)
    qtbot.waitUntil(lambda: "loss" in drawn(curves, "Loss (nats per token)"))
    alone = plots(curves)["Loss (nats per token)"]
    qtbot.waitUntil(lambda: marks(alone) == {(20.0, "warm-up ends")})


def marks(plot: CurvePlot) -> set[tuple[float, str]]:
    lines = only(plot, pg.PlotWidget).items()
    upright = (one for one in lines if isinstance(one, pg.InfiniteLine) and one.angle == 90)
    return {(one.value(), one.label.format) for one in upright if hasattr(one, "label")}


def test_that_what_a_resumed_run_did_again_stands_faint_behind_its_line(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    spec = PretrainSpec(corpus="novel", tokenizer="bpe")
    run = folder.new_run(spec, Inputs(), name="killed", kind="pretrain")
    journal = run.journal()
    journal.append(RunStarted(run=run.id, name="killed", kind="pretrain", total_steps=50))
    for attempt, (first, last) in enumerate([(1, 37), (31, 50)]):
        if attempt:
            journal.append(RunResumed(from_step=30))
        for step in range(first, last + 1):
            journal.append(Metrics(step=step, values={"loss": step + attempt / 10}))
    journal.append(RunEnded(outcome=Outcome.FINISHED, words=words("over")))
    journal.close()
    assert session.open_project(tmp_path / "lab")
    session.select(run=run.id)
    panel = TrainCurvesPanel(session)
    show(qtbot, panel)
    title = "Loss (nats per token)"
    qtbot.waitUntil(lambda: "loss/1" in drawn(panel, title))
    series = plots(panel)[title].canvas.series
    assert series["loss"].x.tolist() == list(range(1, 51))
    assert series["loss/1"].x.tolist() == list(range(30, 38))
    assert series["loss/1"].look.faint
    assert series["loss/1"].label == "Training loss, superseded"
