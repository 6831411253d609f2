"""The parts of a loss on each other: their tops add up to what was trained on."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMenu, QToolButton
from pytestqt.qtbot import QtBot
from screen import entry, field, only, said

from ui.curves.grid import CurveGrid
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.session import Session
from ui.widgets.curves.curve_plot import CurvePlot
from workbench.distillation.spec import DistillSpec
from workbench.distillation.stages import StageSpec
from workbench.events import Metrics, Outcome, RunEnded, RunStarted
from workbench.store.folders import ProjectFolder
from workbench.store.runs.inputs import Inputs
from workbench.words import words

PARTS = "Parts of the loss"
SOFT, HARD = np.linspace(4, 2, 30), np.linspace(3, 1, 30)


def distilled(folder: ProjectFolder, stage: StageSpec) -> str:
    spec = DistillSpec(corpus="novel", teacher="t", stages=(stage,))
    run = folder.new_run(spec, Inputs(), name="student", kind="distill")
    journal = run.journal()
    journal.append(RunStarted(run=run.id, name="student", kind="distill", total_steps=30))
    for step, (soft, hard) in enumerate(zip(SOFT, HARD, strict=True), start=1):
        values = {"loss": 0.25 * soft + 0.75 * hard, "loss_soft": soft, "loss_hard": hard}
        journal.append(Metrics(step=step, values=values))
    journal.append(RunEnded(outcome=Outcome.FINISHED, words=words("over")))
    journal.close()
    return run.id


def shown(qtbot: QtBot, session: Session, lab: Path, stage: StageSpec) -> TrainCurvesPanel:
    run = distilled(ProjectFolder.open(lab, create=True), stage)
    assert session.open_project(lab)
    session.select(run=run)
    panel = TrainCurvesPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1000, 900)
    panel.show()
    qtbot.waitUntil(lambda: bool(drawing(panel).canvas.series))
    return panel


def drawing(panel: TrainCurvesPanel) -> CurvePlot:
    plots = only(panel, CurveGrid).findChildren(CurvePlot)
    return next(plot for plot in plots if plot.windowTitle() == PARTS)


def menu(panel: TrainCurvesPanel, title: str = PARTS) -> QMenu:
    found = field(panel, f"Menu of the plot {title}", QToolButton).menu()
    found.aboutToShow.emit()
    return found


STACKED = "Stacked, each part times its weight"


@pytest.mark.slow
def test_that_stacked_parts_end_at_the_loss_and_come_apart_again(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    panel = shown(qtbot, session, tmp_path / "lab", StageSpec(steps=30, alpha=0.25))
    entry(menu(panel), STACKED).trigger()
    qtbot.waitUntil(lambda: "stacked loss_hard" in drawing(panel).canvas.series)
    canvas = drawing(panel).canvas
    assert set(canvas.series) == {"stacked loss_soft", "stacked loss_hard"}
    np.testing.assert_allclose(canvas.series["stacked loss_soft"].y, 0.25 * SOFT)
    np.testing.assert_allclose(canvas.series["stacked loss_hard"].y, 0.25 * SOFT + 0.75 * HARD)
    band = canvas.band("stacked loss_hard")
    assert band is not None
    np.testing.assert_allclose(band.low, 0.25 * SOFT)
    entry(menu(panel), STACKED).trigger()
    qtbot.waitUntil(lambda: "loss_soft" in drawing(panel).canvas.series)
    assert "stacked loss_soft" not in drawing(panel).canvas.series


def test_that_parts_that_cannot_be_stacked_say_why(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    stage = StageSpec(steps=30, alpha=0.25, alpha_schedule="confidence")
    panel = shown(qtbot, session, tmp_path / "lab", stage)
    entry(menu(panel), STACKED).trigger()
    qtbot.waitUntil(lambda: "weighs each token by itself" in said(panel))


def test_that_only_parts_of_a_loss_offer_it(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    panel = shown(qtbot, session, tmp_path / "lab", StageSpec(steps=30, alpha=0.25))
    others = menu(panel, "Loss (nats per token)").actions()
    assert STACKED not in [action.text() for action in others]
