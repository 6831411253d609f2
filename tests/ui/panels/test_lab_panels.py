"""The laboratory's panels on a real project: layer map, recipes, caches, sweep, report, curves."""

import itertools
from pathlib import Path
from typing import Any, NoReturn

import pytest
import tiny_project
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from screen import (
    beside,
    button,
    cells,
    column,
    entry,
    field,
    has_content,
    menu_of,
    offered,
    only,
    painted,
    press,
    said,
)

from ui.forms.form import SpecForm
from ui.models.view import TableView
from ui.panels.caches import CachesPanel
from ui.panels.layer_map.panel import LayerMapPanel
from ui.panels.report.panel import ReportPanel
from ui.panels.sweep.panel import SweepPanel
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.panels.train_setup.schedules import schedules_of
from ui.session import Session
from ui.widgets.charts.parallel import ParallelCoordinates
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.curves.schedule_plot import SchedulePlot
from ui.widgets.drawings.layer_map import LayerMap
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.recipes import RECIPES
from workbench.distillation.spec import DistillSpec, control_of
from workbench.errors import NotFinite, NotFound
from workbench.events import Metrics, Note, Progress
from workbench.project import Project
from workbench.project.plans import Plans
from workbench.spec import validate
from workbench.store.records import RunStatus
from workbench.store.runs.run_folder import RunFolder
from workbench.training.checkpoints import Checkpoints
from workbench.words import words

pytestmark = pytest.mark.slow


@pytest.fixture
def lab(session: Session, tiny: Project) -> Session:
    """A window's session on the tiny project, with a distillation in the form."""
    session.use_project(tiny)
    return session


def test_that_a_view_begins_with_what_the_database_holds_and_goes_on_with_the_journal(
    qtbot: QtBot, session: Session, tiny: Project
) -> None:
    tiny.catalogue.reindex()
    run = RunFolder(tiny.saved_run(tiny_project.TEACHER).record.folder)
    journal = run.journal()
    journal.append(Note(words=words("One more thing")))
    journal.close()
    assert 0 < tiny.saved_run(run.id).past().offset < run.journal_path.stat().st_size
    session.use_project(tiny)
    view = session.runner.view(run.id)
    qtbot.waitUntil(lambda: bool(view.state.notes))
    assert view.state.status is RunStatus.FINISHED
    expected_log = [e for e in tiny_project.events_of(run) if not isinstance(e, Metrics | Progress)]
    assert view.log == expected_log
    rows = [(name, step) for name, s in view.state.series.items() for step in s.steps]
    assert {(name, step) for name, step, *_ in tiny_project.metric_rows(run)} <= set(rows)


@pytest.fixture
def setup(qtbot: QtBot, lab: Session) -> TrainSetupPanel:
    panel = TrainSetupPanel(lab)
    qtbot.addWidget(panel)
    panel.resize(460, 900)
    panel.show()
    press(panel, "Distil a student")
    form_of(panel).setValue(tiny_project.distill_spec(stages=[{"steps": 2}]))
    return panel


def form_of(panel: QWidget) -> SpecForm[Any]:
    """The form that is shown."""
    return only(panel, SpecForm)


def spec_of(session: Session) -> DistillSpec:
    assert isinstance(session.edited.spec, DistillSpec)
    return session.edited.spec


def shown(qtbot: QtBot, panel: Any) -> Any:
    qtbot.addWidget(panel)
    panel.resize(1000, 700)
    panel.show()
    return panel


def test_that_what_is_drawn_goes_into_the_form_and_back(
    qtbot: QtBot, lab: Session, setup: TrainSetupPanel
) -> None:
    panel = shown(qtbot, LayerMapPanel(lab))
    layer_map = only(panel, LayerMap)
    assert layer_map.layers == (0,)
    begin = layer_map.box(teacher=False, layer=0).center()
    end = layer_map.box(teacher=True, layer=1).center()
    qtbot.mouseClick(layer_map, Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseClick(layer_map, Qt.MouseButton.LeftButton, pos=end)
    assert spec_of(lab).student.layers == (1,)
    assert layer_map.layers == (1,)
    qtbot.mousePress(layer_map, Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseMove(layer_map, layer_map.box(teacher=True, layer=0).center())
    qtbot.mouseRelease(
        layer_map,
        Qt.MouseButton.LeftButton,
        pos=layer_map.box(teacher=True, layer=0).center(),
    )
    assert spec_of(lab).student.layers == (0,)
    press(panel, "last")
    assert (spec_of(lab).student.layer_map, spec_of(lab).student.layers) == ("last", ())
    assert layer_map.layers == (1,)
    assert button(panel, "last").isChecked()


def test_that_the_keyboard_moves_a_line_too(
    qtbot: QtBot, lab: Session, setup: TrainSetupPanel
) -> None:
    panel = shown(qtbot, LayerMapPanel(lab))
    layer_map = only(panel, LayerMap)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right):
        qtbot.keyClick(layer_map, key)
    assert spec_of(lab).student.layers == (1,)
    qtbot.keyClick(layer_map, Qt.Key.Key_Delete)
    assert spec_of(lab).student.layers == (-1,)


def test_that_conflicts_are_said_where_the_layers_are(
    qtbot: QtBot, lab: Session, setup: TrainSetupPanel
) -> None:
    panel = shown(qtbot, LayerMapPanel(lab))
    alarm = panel.palette().color(QPalette.ColorRole.BrightText).name()
    assert alarm not in painted(only(panel, LayerMap))
    form_of(setup).set_value({"student": {"family": "gpt", "num_heads": 4}})
    form_of(setup).set_value({"stages": [{"terms": [{"kind": "attention"}]}]})
    assert "cannot be compared head by head" in said(panel)
    assert alarm in painted(only(panel, LayerMap))
    assert lab.edited.spec is None
    assert "Not yet" in said(setup)


def test_that_the_loss_before_the_first_step_is_measured(
    qtbot: QtBot, lab: Session, setup: TrainSetupPanel
) -> None:
    panel = shown(qtbot, LayerMapPanel(lab))
    assert not button(panel, "Loss before the first step").isEnabled()
    form_of(setup).set_value({"student": {"family": "gpt", "init": "from_teacher"}})
    press(panel, "Loss before the first step")
    qtbot.waitUntil(lambda: "with random ones" in said(panel), timeout=10_000)


@pytest.mark.parametrize("recipe", [r for r in RECIPES if not r.for_bert], ids=lambda r: r.name)
def test_that_every_recipe_makes_a_possible_form(setup: TrainSetupPanel, recipe) -> None:
    entry(menu_of(setup, "Recipes"), recipe.title).trigger()
    if recipe.name == "gkd":
        form_of(setup).set_value({"stages": [{"on_policy": {"prompt_tokens": 8, "new_tokens": 8}}]})
    assert form_of(setup).problems == ()
    assert form_of(setup).value().stages[0].divergence.kind in ("forward_kl", "jsd", "skewed_kl")


def test_that_the_schedule_of_alpha_is_drawn_with_its_stages(setup: TrainSetupPanel) -> None:
    falling = {"steps": 10, "alpha": 0.9, "alpha_schedule": "linear", "alpha_end": 0.1}
    form_of(setup).set_value({"stages": [falling, {"steps": 30}]})
    assert only(setup, SchedulePlot).accessibleDescription() == "α: 0.9 – 0.5, τ: 2 – 2"
    (alpha, tau), borders = schedules_of(form_of(setup).value().stages, setup.session.theme.colours)
    assert alpha.values[0] == 0.9
    assert min(alpha.values[:30]) == pytest.approx(0.1, abs=0.1)
    assert alpha.values[-1] == 0.5
    assert set(tau.values) == {2.0}
    assert borders == [0.25]


def test_that_a_measured_time_takes_the_place_of_the_guess(
    qtbot: QtBot, setup: TrainSetupPanel
) -> None:
    qtbot.waitUntil(lambda: beside(setup, "Time") != "–")
    assert "measured" not in beside(setup, "Time")
    press(setup, "Measure the time")
    qtbot.waitUntil(lambda: "measured" in beside(setup, "Time"), timeout=20_000)


def test_that_a_cache_is_set_up_and_listed(
    qtbot: QtBot, lab: Session, setup: TrainSetupPanel
) -> None:
    press(setup, "Cache a teacher")
    assert isinstance(lab.edited.spec, CacheTeacherSpec)
    spec = validate(
        CacheTeacherSpec,
        {
            "name": "kept",
            "corpus": "tales",
            "teacher": "big",
            "tokens": 500,
            "runtime": tiny_project.RUNTIME,
        },
    )
    assert isinstance(lab.project, Project)
    tiny_project.perform(lab.project, spec)
    panel = shown(qtbot, CachesPanel(lab))
    lab.catalogue_changed.emit()
    assert column(only(panel, TableView), "Name") == ["kept"]
    press(setup, "Distil a student")
    assert "kept" in offered(field(setup, "Teacher cache", QComboBox))


@pytest.fixture
def sweep(qtbot: QtBot, lab: Session) -> SweepPanel:
    panel: SweepPanel = shown(qtbot, SweepPanel(lab))
    assert not has_content(panel)
    return panel


def test_that_a_distillation_set_up_while_the_sweep_is_seen_can_be_varied(
    qtbot: QtBot, lab: Session, sweep: SweepPanel
) -> None:
    setup = shown(qtbot, TrainSetupPanel(lab))
    press(setup, "Distil a student")
    form_of(setup).setValue(tiny_project.distill_spec())
    assert has_content(sweep)


def test_that_a_sweep_makes_its_runs_and_opens_the_best(
    qtbot: QtBot, lab: Session, sweep: SweepPanel, setup: TrainSetupPanel
) -> None:
    form_of(sweep).set_value(
        {"name": "tau", "varied": [{"name": "stages.0.temperature", "values": ["1", "2"]}]}
    )
    table = only(sweep, TableView)
    assert len(cells(table)) == 2
    press(sweep, "Start the sweep")
    further = button(sweep, "No further runs")
    assert further.isEnabled()
    assert lab.project is not None
    qtbot.waitUntil(lambda: not further.isEnabled(), timeout=60_000)
    assert column(table, "State") == ["finished", "finished"]
    assert field(sweep, "Sweep", QComboBox).currentText() == "tau"
    press(sweep, "Open the best")
    assert lab.selection.student.startswith("tau ")
    best = lab.project.saved_run(lab.selection.run).record
    lab.project.catalogue.rename(best, "the mildest")
    lab.catalogue_changed.emit()
    assert "“the mildest”" in said(sweep)
    press(sweep, "Open the best")
    assert (lab.selection.run, lab.selection.student) == (best.id, "the mildest")
    assert "2 of 2 runs are made" in said(sweep)
    picture = only(sweep, ParallelCoordinates)
    points = itertools.product(range(0, picture.width(), 4), range(0, picture.height(), 4))
    lines = {line for x, y in points if (line := picture.line_at(QPointF(x, y)))}
    assert {line.name for line in lines} == set(column(table, "Run"))
    assert [line.name for line in lines if line.best] == ["the mildest"]


def test_that_a_sweep_names_the_runs_that_failed(
    qtbot: QtBot,
    lab: Session,
    sweep: SweepPanel,
    setup: TrainSetupPanel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def not_finite(*_: Any) -> NoReturn:
        raise NotFinite("no")

    monkeypatch.setattr(Checkpoints, "save", not_finite)
    form_of(sweep).set_value(
        {"name": "tau", "varied": [{"name": "stages.0.temperature", "values": ["1", "2"]}]}
    )
    press(sweep, "Start the sweep")
    further = button(sweep, "No further runs")
    qtbot.waitUntil(lambda: not further.isEnabled(), timeout=60_000)
    assert "0 of 2 runs are made" in said(sweep)
    assert "to be resumed in the table of runs: “tau 1”, “tau 2”" in said(sweep)


def test_that_a_sweep_whose_next_run_cannot_begin_says_why_and_has_ended(
    lab: Session, sweep: SweepPanel, setup: TrainSetupPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_there(*_: Any) -> NoReturn:
        raise NotFound("it is gone")

    monkeypatch.setattr(Plans, "sweep_run", not_there)
    press(sweep, "Start the sweep")
    assert "it is gone" in lab.messages.history[-1].text
    assert not button(sweep, "No further runs").isEnabled()


def test_that_an_impossible_sweep_says_why(sweep: SweepPanel, setup: TrainSetupPanel) -> None:
    form_of(sweep).set_value({"varied": [{"name": "stages.0.alpha", "values": ["7"]}]})
    assert "must be at most 1" in said(sweep)
    assert not button(sweep, "Start the sweep").isEnabled()


@pytest.mark.parametrize("renamed", [(), ("small control",), ("small", "small control")])
def test_that_the_control_stands_beside_the_student(
    qtbot: QtBot, lab: Session, renamed: tuple[str, ...]
) -> None:
    spec = tiny_project.distill_spec()
    assert isinstance(lab.project, Project)
    for one in (control_of(spec), spec):
        run = tiny_project.perform(lab.project, one)
    for name in renamed:
        lab.project.catalogue.rename(lab.project.saved_run(name).record, f"my {name}")
    lab.select(run=run.id)
    lab.tell_catalogue_changed()
    student = "my small" if "small" in renamed else "small"
    assert (lab.selection.teacher, lab.selection.student) == ("big@best", f"{student}@best")
    panel = shown(qtbot, TrainCurvesPanel(lab))

    def drawn() -> set[str]:
        return {name for plot in panel.findChildren(CurvePlot) for name in plot.canvas.series}

    qtbot.waitUntil(lambda: "control/validation_loss" in drawn(), timeout=10_000)
    assert {
        *("validation_entropy", "validation_teacher_entropy", "validation_calibration_error"),
        *("gradient_norm_soft", "gradient_norm_hard", "validation_agreement_top5"),
        *("control/validation_agreement", "control/validation_kl"),
    } <= drawn()


def test_that_a_report_is_saved_as_a_page_and_as_a_picture(
    qtbot: QtBot, lab: Session, tmp_path: Path
) -> None:
    from workbench.activities.spec import EvaluateSpec

    plain = {
        "corpus": "tales",
        "candidates": [{"model": "big", "role": "teacher"}],
        "tokens": 400,
        "sample_tokens": 4,
        "runtime": tiny_project.RUNTIME,
    }
    assert isinstance(lab.project, Project)
    tiny_project.perform(lab.project, validate(EvaluateSpec, plain))
    panel = shown(qtbot, ReportPanel(lab))
    lab.catalogue_changed.emit()
    qtbot.waitUntil(lambda: panel.report() is not None)
    page, picture = tmp_path / "report.html", tmp_path / "report.png"
    panel.save_page(page)
    panel.save_page(picture)
    qtbot.waitUntil(page.exists)
    assert "<table" in page.read_text()
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "big" in only(panel, QPlainTextEdit).toPlainText()
    assert panel.findChildren(QPushButton) is not None
