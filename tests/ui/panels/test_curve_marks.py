"""What happened along the curves, and a branch behind its parent, in Curves and in Runs."""

import csv
from pathlib import Path

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QItemSelectionModel, QSize
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot
from screen import entry, field, menu_of, only, said

from ui.curves.grid import CurveGrid
from ui.models.view import TableView
from ui.panel import Panel
from ui.panels.runs.panel import RunsPanel
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.session import Session
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.curves.readout import Readout
from workbench.curves.annotations import AnnotationKind
from workbench.events import (
    CheckpointSaved,
    Event,
    Metrics,
    Outcome,
    RunEnded,
    RunResumed,
    RunStarted,
)
from workbench.store.folders import ProjectFolder
from workbench.store.membership import Membership, branch_of
from workbench.store.runs.inputs import Inputs
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.spec import RuntimeSpec
from workbench.words import words

LOSS = "Loss (nats per token)"
VALIDATION = "Validation loss (nats per token)"


def steps(first: int, last: int, of: float) -> list[Event]:
    return [
        Metrics(
            step=step,
            values={"loss": of + step, "learning_rate": 0.5}
            | ({"validation_loss": of + step} if step % 10 == 0 else {}),
            tokens=step,
        )
        for step in range(first, last + 1)
    ]


def journalled(
    folder: ProjectFolder,
    name: str,
    events: list[Event],
    belongs_to: Membership | None = None,
    seed: int = 0,
) -> str:
    spec = PretrainSpec(corpus="novel", tokenizer="bpe", runtime=RuntimeSpec(seed=seed))
    kept = belongs_to or Membership()
    run = folder.new_run(spec, Inputs(), name=name, kind="pretrain", belongs_to=kept)
    journal = run.journal()
    started = RunStarted(run=run.id, name=name, kind="pretrain", total_steps=200)
    for event in (started, *events, RunEnded(outcome=Outcome.FINISHED, words=words("over"))):
        journal.append(event)
    journal.close()
    return run.id


@pytest.fixture
def family(session: Session, tmp_path: Path) -> Session:
    """A run that was killed at 137 and resumed from 100, and a branch of it from there."""
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    saved = CheckpointSaved(step=100, folder="step-00000100", digest="d", is_best=True)
    events = [*steps(1, 100, 0), saved, *steps(101, 137, 0), RunResumed(from_step=100)]
    parent = journalled(folder, "parent", [*events, *steps(101, 200, 1000)])
    journalled(folder, "branch", steps(101, 150, 5000), branch_of(parent, 100))
    assert session.open_project(tmp_path / "lab")
    return session


def plots(panel: Panel) -> dict[str, CurvePlot]:
    shown = only(panel, CurveGrid).findChildren(CurvePlot)
    return {plot.windowTitle(): plot for plot in shown if plot.isVisibleTo(panel)}


def curves_of(qtbot: QtBot, session: Session, name: str) -> TrainCurvesPanel:
    assert session.project is not None
    session.select(run=next(run.id for run in session.project.runs if run.name == name))
    panel = TrainCurvesPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1000, 900)
    panel.show()
    qtbot.waitUntil(lambda: LOSS in plots(panel) and bool(plots(panel)[LOSS].canvas.series))
    return panel


def compared(qtbot: QtBot, session: Session) -> RunsPanel:
    panel = RunsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1000, 900)
    panel.show()
    view, flags = only(panel, TableView), QItemSelectionModel.SelectionFlag
    for row in range(view.model().rowCount()):
        view.selectionModel().select(view.model().index(row, 0), flags.Select | flags.Rows)
    qtbot.waitUntil(lambda: VALIDATION in plots(panel))
    return panel


def signs(plot: CurvePlot) -> list[tuple[float, str]]:
    """Symbol and place of what stands along the foot, as it is drawn."""
    items = only(plot, pg.PlotWidget).items()
    shown = [one for one in items if isinstance(one, pg.ScatterPlotItem) and one.opts["hoverable"]]
    (item,) = shown
    if not item.isVisible():
        return []
    return sorted((point.pos().x(), point.symbol()) for point in item.points())


def lines(plot: CurvePlot) -> set[tuple[float, str]]:
    items = only(plot, pg.PlotWidget).items()
    upright = (one for one in items if isinstance(one, pg.InfiniteLine) and one.angle == 90)
    return {(one.value(), one.label.format) for one in upright if hasattr(one, "label")}


def test_that_a_branch_is_one_line_behind_its_parents_points(qtbot: QtBot, family: Session) -> None:
    panel = curves_of(qtbot, family, "branch")
    canvas = plots(panel)[LOSS].canvas
    qtbot.waitUntil(lambda: canvas.series["loss"].x.size == 150)
    loss = canvas.series["loss"]
    assert loss.x.tolist() == list(range(1, 151))
    assert loss.y.tolist() == [*range(1, 101), *range(5101, 5151)]
    assert loss.inherited == 100
    assert "parent until step 100" in canvas.labels
    qtbot.waitUntil(lambda: (100.0, "branched from 'parent'") in lines(plots(panel)[LOSS]))
    validation = canvas.series["validation_loss"]
    assert validation.best is not None
    assert validation.x[validation.best] == 110.0, "the best of its own points"


@pytest.mark.slow
def test_that_a_branch_and_its_parent_stand_on_one_plot(qtbot: QtBot, family: Session) -> None:
    panel = compared(qtbot, family)
    canvas = plots(panel)[VALIDATION].canvas
    qtbot.waitUntil(lambda: any(one.inherited for one in canvas.series.values()))
    by_label = {one.label: one for one in canvas.series.values() if not one.look.faint}
    before = by_label["branch"].y[: by_label["branch"].inherited]
    np.testing.assert_array_equal(before, by_label["parent"].y[: before.size])
    assert canvas.labels.count("parent until step 100") == 1
    qtbot.waitUntil(lambda: (100.0, "branch branches off") in lines(plots(panel)[VALIDATION]))


@pytest.mark.slow
def test_that_a_parent_in_the_bin_is_said_and_its_points_are_gone(
    qtbot: QtBot, family: Session
) -> None:
    panel = curves_of(qtbot, family, "branch")
    canvas = plots(panel)[LOSS].canvas
    qtbot.waitUntil(lambda: canvas.series["loss"].x.size == 150)
    assert family.project is not None
    family.project.catalogue.delete(next(r for r in family.project.runs if r.name == "parent"))
    family.tell_catalogue_changed()
    qtbot.waitUntil(lambda: canvas.series["loss"].x.size == 50)
    said = [label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel)]
    assert any("'parent', which is in the bin" in text for text in said)


def test_that_each_kind_of_mark_is_shown_hidden_and_remembered(
    qtbot: QtBot, family: Session
) -> None:
    panel = curves_of(qtbot, family, "parent")
    plot = plots(panel)[LOSS]
    qtbot.waitUntil(lambda: signs(plot) == [(100.0, "s"), (100.0, "star")])
    assert lines(plot) == {(100.0, "resumed")}
    for kind in ("Checkpoints", "Resumes", "Evaluations"):
        entry(menu_of(panel, "Marks"), kind).trigger()
    evaluations = [(float(step), "|") for step in range(10, 201, 10)]
    qtbot.waitUntil(lambda: signs(plot) == sorted([*evaluations, (100.0, "star")]))
    assert lines(plot) == set()
    again = curves_of(qtbot, family, "parent")
    qtbot.waitUntil(lambda: len(signs(plots(again)[LOSS])) == 21)
    chosen = {one.text() for one in menu_of(again, "Marks").actions() if one.isChecked()}
    assert chosen == {
        "Alerts",
        "Best step",
        "Evaluations",
        "Branches",
        "Changes of the learning rate",
        "Notes",
    }


@pytest.mark.slow
def test_that_the_crosshair_tells_what_happened_at_its_step(qtbot: QtBot, family: Session) -> None:
    panel = curves_of(qtbot, family, "parent")
    plot = plots(panel)[LOSS]
    qtbot.waitUntil(lambda: len(signs(plot)) == 2)
    plot.canvas.point_at(100.0)
    told = only(plot, Readout).accessibleDescription()
    assert "x = 100" in told
    assert "best checkpoint" in told


@pytest.mark.slow
def test_that_marks_stand_in_exported_pictures_with_a_legend(
    qtbot: QtBot, family: Session, tmp_path: Path
) -> None:
    panel = curves_of(qtbot, family, "parent")
    plot = plots(panel)[LOSS]
    qtbot.waitUntil(lambda: len(signs(plot)) == 2)
    plot.save(tmp_path / "curves.svg", QSize(700, 400))
    svg = (tmp_path / "curves.svg").read_text()
    for kind in (AnnotationKind.CHECKPOINT, AnnotationKind.BEST):
        assert str(kind.caption) in svg
    assert "resumed" in svg


@pytest.mark.slow
def test_that_the_csv_of_a_killed_run_has_each_step_once(
    qtbot: QtBot, family: Session, tmp_path: Path
) -> None:
    panel = curves_of(qtbot, family, "parent")
    plot = plots(panel)[LOSS]
    qtbot.waitUntil(lambda: "loss/1" in plot.canvas.series)
    plot.save(tmp_path / "curves.csv")
    rows = list(csv.DictReader((tmp_path / "curves.csv").read_text("utf-8-sig").splitlines()))
    line = [row for row in rows if row["series"] == "Training loss"]
    assert [float(row["x"]) for row in line] == list(range(1, 201))
    assert [float(row["value"]) for row in line] == [*range(1, 101), *range(1101, 1201)]
    again = [row for row in rows if row["series"] == "Training loss, superseded"]
    assert [float(row["x"]) for row in again] == list(range(100, 138))


@pytest.mark.slow
def test_that_the_csv_has_the_ends_and_the_kind_of_a_band(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    for number in (1, 2):
        journalled(folder, f"seed {number}", steps(1, 50, number), seed=number)
    assert session.open_project(tmp_path / "lab")
    panel = compared(qtbot, session)
    field(panel, "Seeds", QComboBox).setCurrentText("mean, lowest and highest")
    plot = plots(panel)[VALIDATION]
    qtbot.waitUntil(lambda: any("n = 2" in text for text in plot.canvas.labels))
    plot.save(tmp_path / "band.csv")
    rows = list(csv.DictReader((tmp_path / "band.csv").read_text("utf-8-sig").splitlines()))
    mean = [row for row in rows if "n = 2" in row["series"]]
    assert {row["band"] for row in mean} == {"range"}
    ends = [(float(row["low"]), float(row["value"]), float(row["high"])) for row in mean]
    assert ends == [(step + 1, step + 1.5, step + 2) for step in range(10, 51, 10)]
    assert {row["low"] for row in rows if row not in mean} == {""}


@pytest.mark.slow
def test_that_runs_of_one_seed_have_no_band_and_that_is_said(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    for number in (1, 2):
        journalled(folder, f"again {number}", steps(1, 50, number))
    assert session.open_project(tmp_path / "lab")
    panel = compared(qtbot, session)
    assert "by their seed alone" not in said(panel)
    field(panel, "Seeds", QComboBox).setCurrentText("mean, lowest and highest")
    qtbot.waitUntil(lambda: "No two of these runs differ by their seed alone" in said(panel))
