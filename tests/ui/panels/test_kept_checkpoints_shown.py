"""The checkpoints of the models that are chosen, and what is done with them."""

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QPlainTextEdit
from pytestqt.qtbot import QtBot
from screen import button, column, press, said, shown
from tiny_project import CORPUS, TEACHER, grown, pretrain_spec

from ui.curves.reading.probe_texts import ProbeTexts
from ui.forms.form import SpecForm
from ui.models.view import TableView
from ui.panels.checkpoints.probes_page import ProbesPage
from ui.panels.models.branch_dialog import BranchDialog
from ui.panels.models.made_model import MadeModelDialog
from ui.panels.models.pairs_dialog import PairsDialog
from ui.panels.models.panel import ModelsPanel
from ui.panels.models.weights_dialog import WeightsDialog
from ui.session import Session
from ui.widgets.curves.curve_plot import CurvePlot
from workbench.activities.spec import AverageSpec
from workbench.plans.planned_run import PlannedRun, Startable
from workbench.store.membership import parent_of
from workbench.training.pretrain_spec import PretrainSpec


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, session: Session) -> list[Startable]:
    runs: list[Startable] = []
    monkeypatch.setattr(session, "start", lambda *given: runs.extend(given))
    return runs


PROBES = {
    "probe_prompts": ["Ada had"],
    "probe_sentences": ["The cat sat.", "A very long sentence that nobody would read to its end."],
}


@pytest.fixture(scope="module")
def tiny_template(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a model that kept its checkpoints and answered probes."""
    loop = {"steps": 4, "keep_every": 2, "evaluate_every": 2, **PROBES}
    spec = pretrain_spec(name="kept", loop=loop)
    return grown(tiny_template, tmp_path_factory.mktemp("kept"), spec)


@pytest.fixture
def panel(qtbot: QtBot, session: Session, tiny_folder: Path) -> ModelsPanel:
    assert session.open_project(tiny_folder)
    panel = ModelsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1000, 700)
    panel.show()
    qtbot.waitUntil(lambda: set(column(models(panel), "Name")) == {TEACHER, "kept"})
    choose(models(panel), column(models(panel), "Name").index("kept"))
    qtbot.waitUntil(lambda: steps(panel) == ["0", "2", "4"])
    return panel


def models(panel: ModelsPanel) -> TableView:
    return next(
        view for view in panel.findChildren(TableView) if view.accessibleName() == panel.title()
    )


def checkpoints(panel: ModelsPanel) -> TableView:
    return next(
        view for view in panel.findChildren(TableView) if view.accessibleName() == "Checkpoints"
    )


def steps(panel: ModelsPanel) -> list[str]:
    return column(checkpoints(panel), "Step")


def choose(view: TableView, *rows: int) -> None:
    view.clearSelection()
    flags = QItemSelectionModel.SelectionFlag
    for row in rows:
        view.selectionModel().select(view.model().index(row, 0), flags.Select | flags.Rows)


def dialog(panel: ModelsPanel, kind: type[QDialog]) -> QDialog:
    return next(one for one in panel.findChildren(QDialog) if isinstance(one, kind))


@pytest.mark.slow
def test_that_a_checkpoint_is_pinned_and_then_unpinned(qtbot: QtBot, panel: ModelsPanel) -> None:
    choose(checkpoints(panel), 1)
    press(panel, "Pin")
    qtbot.waitUntil(lambda: "pinned" in column(checkpoints(panel), "Kept as")[1])
    press(panel, "Unpin")
    qtbot.waitUntil(lambda: "pinned" not in column(checkpoints(panel), "Kept as")[1])


def test_that_checkpoints_show_what_was_measured_and_why_they_are_kept(panel: ModelsPanel) -> None:
    table = checkpoints(panel)
    assert len(set(column(table, "Validation loss (nats per token)"))) == 3
    assert column(table, "Kept as")[0] == "every so many steps"
    assert "last" in column(table, "Kept as")[-1]
    assert all(cell.endswith("B") for cell in column(table, "Size"))


def test_that_a_branch_is_started_with_what_is_typed(
    qtbot: QtBot, panel: ModelsPanel, started: list[Startable]
) -> None:
    choose(checkpoints(panel), 1)
    press(panel, "Branch")
    asked = dialog(panel, BranchDialog)
    form = asked.findChildren(SpecForm)[0]
    changes = next(iter(asked.findChildren(TableView)))
    assert form.plain()["name"] == "kept branch"
    assert "What cannot change: Start from, Tokenizer, Model" in said(asked)
    form.set_value({"loop": {"steps": 9}, "optimizer": {"learning_rate": 0.002}})
    assert column(changes, "Setting") == ["optimizer.learning_rate", "loop.steps"]
    assert column(changes, "Now") == ["0.002", "9"]
    form.set_value({"loop": {"steps": 0}})
    assert not button(asked, "Start").isEnabled()
    form.set_value({"loop": {"steps": 9}, "runtime": {"seed": 3}})
    assert "runtime.seed" in column(changes, "Setting")
    press(asked, "Start")
    (planned,) = started
    assert isinstance(planned, PlannedRun)
    assert isinstance(planned.spec, PretrainSpec)
    assert (planned.spec.loop.steps, planned.spec.optimizer.learning_rate) == (9, 0.002)
    parent = parent_of(planned.belongs_to)
    assert parent is not None
    assert parent[1] == 2


@pytest.mark.slow
def test_that_several_are_averaged_and_measured_where_that_is_asked_for(
    qtbot: QtBot, panel: ModelsPanel, started: list[Startable]
) -> None:
    choose(checkpoints(panel), 1, 2)
    press(panel, "Average")
    asked = dialog(panel, MadeModelDialog)
    corpus, best = asked.findChildren(QComboBox)
    assert not best.isEnabled()
    corpus.setCurrentText(CORPUS)
    best.setCurrentText(TEACHER)
    press(asked, "Make")
    (spec,) = started
    assert isinstance(spec, AverageSpec)
    assert spec.checkpoints == ("kept@2", "kept@4")
    assert (spec.name, spec.corpus, spec.no_worse_than) == ("kept average", CORPUS, TEACHER)


@pytest.mark.slow
def test_that_a_checkpoint_becomes_a_model_only_if_it_is_not_worse(
    qtbot: QtBot, panel: ModelsPanel, started: list[Startable]
) -> None:
    def asked_of(row: int, best: str) -> QDialog:
        choose(checkpoints(panel), row)
        press(panel, "Make a model")
        asked = [one for one in panel.findChildren(QDialog) if isinstance(one, MadeModelDialog)][-1]
        corpus, against = asked.findChildren(QComboBox)
        corpus.setCurrentText(CORPUS)
        against.setCurrentText(best)
        press(asked, "Make")
        return asked

    refused = asked_of(0, TEACHER)
    qtbot.waitUntil(lambda: "kept@0 is worse than" in said(refused), timeout=30_000)
    assert "so that no model is made" in said(refused)
    assert started == []
    refused.reject()
    itself = asked_of(2, "kept")
    qtbot.waitUntil(
        lambda: "'kept@4' would be compared with itself" in said(itself), timeout=30_000
    )
    assert started == []
    itself.reject()
    choose(models(panel), column(models(panel), "Name").index(TEACHER))
    qtbot.waitUntil(lambda: steps(panel)[-1:] == ["20"])
    made = asked_of(len(steps(panel)) - 1, "kept")
    qtbot.waitUntil(lambda: bool(started), timeout=30_000)
    (spec,) = started
    assert isinstance(spec, AverageSpec)
    assert spec.because.startswith(f"{TEACHER}@20 is not worse than kept@")
    (table,) = made.findChildren(TableView)
    assert column(table, "Result") == ["not worse"]


@pytest.mark.slow
def test_that_the_weights_of_two_are_compared_by_layer(qtbot: QtBot, panel: ModelsPanel) -> None:
    choose(checkpoints(panel), 0, 2)
    press(panel, "Compare weights")
    found = dialog(panel, WeightsDialog)
    qtbot.waitUntil(lambda: "All weights: relative distance" in said(found), timeout=20_000)
    (table,) = found.findChildren(TableView)
    assert column(table, "Layer")[:2] == ["0", "1"]


def test_that_a_deleted_checkpoint_is_gone_from_the_table(qtbot: QtBot, panel: ModelsPanel) -> None:
    choose(checkpoints(panel), 1)
    below = [one for one in shown(panel, QAbstractButton) if one.text() == "Move to the bin"]
    max(below, key=lambda one: one.mapTo(panel, QPoint()).y()).click()
    qtbot.waitUntil(lambda: bool(panel.findChildren(QDialog)))
    press(panel.findChildren(QDialog)[0], "Move to the bin")
    qtbot.waitUntil(lambda: steps(panel) == ["0", "4"])


@pytest.mark.slow
def test_that_minimal_pairs_are_scored_at_each_checkpoint(panel: ModelsPanel, qtbot: QtBot) -> None:
    choose(checkpoints(panel), 0)
    press(panel, "Minimal pairs")
    asked = dialog(panel, PairsDialog)
    press(asked, "Test")
    by_name = {view.accessibleName(): view for view in asked.findChildren(TableView)}
    table, made = by_name["Minimal pairs at each checkpoint"], by_name["How the pairs were found"]
    qtbot.waitUntil(lambda: set(column(table, "Step")) == {"0", "2", "4"}, timeout=30_000)
    assert {"Order of words", "a or an", "All"} == set(column(table, "Kind"))
    assert all("–" in cell for cell in column(table, "95 % interval"))
    (curves,) = asked.findChildren(CurvePlot)
    assert [list(one.x) for one in curves.canvas.series.values()] == [[0, 2, 4]] * 3
    found = dict(zip(column(made, "Kind"), column(made, "Found"), strict=True))
    assert found["Brackets closed"] == "0"
    assert int(found["a or an"]) > 0
    assert "documents of the validation part were read" in said(asked)


def test_that_the_answers_to_the_probes_stand_at_each_checkpoint(
    panel: ModelsPanel, qtbot: QtBot
) -> None:
    page = ProbesPage(panel.session)
    qtbot.addWidget(page)
    page.retranslate()
    page.show_step("kept", 4)
    page.show()
    text = page.findChild(QPlainTextEdit)
    assert text is not None
    qtbot.waitUntil(lambda: "Step 4" in text.toPlainText())
    assert "Ada had▸" in text.toPlainText()
    assert "The cat sat. – " in text.toPlainText()
    page.show_step("kept", 3)
    qtbot.waitUntil(lambda: "Nothing was asked at this step" in text.toPlainText())
    project = panel.session.project
    assert project is not None
    found = project.saved_run("kept").probes(4)
    series = project.saved_run("kept").state().series["probe_loss_1"]
    assert found.losses[0].loss == series.values[series.steps.index(4)]
    assert [one.prompt for one in found.answers][-1] == "Ada had"


def test_that_the_curve_of_a_probe_has_the_beginning_of_its_sentence(panel: ModelsPanel) -> None:
    project = panel.session.project
    assert project is not None
    texts, run = ProbeTexts(panel.session), project.saved_run("kept").record.id
    assert texts.text(run, "probe_loss_1") == "The cat sat."
    assert texts.text(run, "probe_loss_2") == "A very long sentence that nobody…"
    assert texts.text(run, "probe_loss_3") == texts.text(run, "loss") == ""
