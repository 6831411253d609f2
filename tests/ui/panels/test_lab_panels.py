"""The laboratory's panels on a real project: layer map, recipes, caches, sweep, report, curves."""

from pathlib import Path
from typing import Any

import pytest
import tiny_project
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from ui.panels.caches import CachesPanel
from ui.panels.layer_map.panel import LayerMapPanel
from ui.panels.report.panel import ReportPanel
from ui.panels.sweep.panel import SweepPanel
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.session import Session
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.recipes import RECIPES
from workbench.distillation.spec import DistillSpec, control_of
from workbench.events import Metrics, Note, Progress
from workbench.project import Project
from workbench.spec import validate
from workbench.store.records import RunStatus
from workbench.store.run_folder import RunFolder
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
    assert tiny.catalogue._database is not None
    tiny.catalogue._database.ingest_all()
    run = RunFolder(tiny.saved_run(tiny_project.TEACHER).record.folder)
    journal = run.journal()
    journal.append(Note(words=words("One more thing")))
    journal.close()
    assert 0 < tiny.saved_run(run.id).past().offset < run.journal_path.stat().st_size
    session.use_project(tiny)
    view = session.runner.view(run.id)
    qtbot.waitUntil(lambda: bool(view.state.notes))
    assert view.state.status is RunStatus.FINISHED
    told = [e for e in tiny_project.events_of(run) if not isinstance(e, Metrics | Progress)]
    assert view.log == told
    rows = [(name, step) for name, s in view.state.series.items() for step in s.steps]
    assert {(name, step) for name, step, *_ in tiny_project.metric_rows(run)} <= set(rows)


@pytest.fixture
def setup(qtbot: QtBot, lab: Session) -> TrainSetupPanel:
    panel = TrainSetupPanel(lab)
    qtbot.addWidget(panel)
    panel.resize(460, 900)
    panel.show()
    panel.findChildren(QRadioButton)[1].click()
    panel._distill.setValue(tiny_project.distill_spec(stages=[{"steps": 2}]))
    return panel


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
    assert panel._map.layers == (0,)
    begin = panel._map.box(teacher=False, layer=0).center()
    end = panel._map.box(teacher=True, layer=1).center()
    qtbot.mouseClick(panel._map, Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseClick(panel._map, Qt.MouseButton.LeftButton, pos=end)
    assert spec_of(lab).student.layers == (1,)
    assert panel._map.layers == (1,)
    qtbot.mousePress(panel._map, Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseMove(panel._map, panel._map.box(teacher=True, layer=0).center())
    qtbot.mouseRelease(
        panel._map,
        Qt.MouseButton.LeftButton,
        pos=panel._map.box(teacher=True, layer=0).center(),
    )
    assert spec_of(lab).student.layers == (0,)
    panel._presets["last"].click()
    assert (spec_of(lab).student.layer_map, spec_of(lab).student.layers) == ("last", ())
    assert panel._map.layers == (1,)
    assert panel._presets["last"].isChecked()


def test_that_the_keyboard_moves_a_line_too(
    qtbot: QtBot, lab: Session, setup: TrainSetupPanel
) -> None:
    panel = shown(qtbot, LayerMapPanel(lab))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right):
        qtbot.keyClick(panel._map, key)
    assert spec_of(lab).student.layers == (1,)
    qtbot.keyClick(panel._map, Qt.Key.Key_Delete)
    assert spec_of(lab).student.layers == (-1,)


def test_that_conflicts_are_said_where_the_layers_are(
    qtbot: QtBot, lab: Session, setup: TrainSetupPanel
) -> None:
    panel = shown(qtbot, LayerMapPanel(lab))
    setup._distill.set_value({"student": {"family": "gpt", "num_heads": 4}})
    setup._distill.set_value({"stages": [{"terms": [{"kind": "attention"}]}]})
    assert "cannot be compared head by head" in panel._problems.text()
    assert panel._map._student.clashes
    assert lab.edited.spec is None
    assert "Not yet" in setup._why_not.text()


def test_that_the_loss_before_the_first_step_is_measured(
    qtbot: QtBot, lab: Session, setup: TrainSetupPanel
) -> None:
    panel = shown(qtbot, LayerMapPanel(lab))
    assert not panel._measure.isEnabled()
    setup._distill.set_value({"student": {"family": "gpt", "init": "from_teacher"}})
    panel._measure.click()
    qtbot.waitUntil(lambda: "with random ones" in panel._losses.text(), timeout=10_000)


@pytest.mark.parametrize("recipe", [r for r in RECIPES if not r.for_bert], ids=lambda r: r.name)
def test_that_every_recipe_makes_a_possible_form(setup: TrainSetupPanel, recipe) -> None:
    setup._recipes.take(recipe)
    if recipe.name == "gkd":
        setup._distill.set_value({"stages": [{"on_policy": {"prompt_tokens": 8, "new_tokens": 8}}]})
    assert setup._distill.problems == ()
    assert setup._distill.value().stages[0].divergence.kind in ("forward_kl", "jsd", "skewed_kl")


def test_that_the_schedule_of_alpha_is_drawn_with_its_stages(setup: TrainSetupPanel) -> None:
    falling = {"steps": 10, "alpha": 0.9, "alpha_schedule": "linear", "alpha_end": 0.1}
    setup._distill.set_value({"stages": [falling, {"steps": 30}]})
    alpha, tau = setup._schedules._schedules
    assert alpha.values[0] == 0.9
    assert min(alpha.values[:30]) == pytest.approx(0.1, abs=0.1)
    assert alpha.values[-1] == 0.5
    assert set(tau.values) == {2.0}
    assert setup._schedules._borders == (0.25,)


def test_that_a_measured_time_takes_the_place_of_the_guess(
    qtbot: QtBot, setup: TrainSetupPanel
) -> None:
    box = setup._estimate
    qtbot.waitUntil(box._measure.isEnabled)
    box._measure.click()
    qtbot.waitUntil(lambda: "measured" in box._rows[3][1].text(), timeout=20_000)


def test_that_a_cache_is_set_up_and_listed(
    qtbot: QtBot, lab: Session, setup: TrainSetupPanel
) -> None:
    setup.findChildren(QRadioButton)[3].click()
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
    assert [row.name for row in panel._table.rows] == ["kept"]
    assert "kept" in setup._choices("cache")


def test_that_a_sweep_makes_its_runs_and_opens_the_best(
    qtbot: QtBot, lab: Session, setup: TrainSetupPanel
) -> None:
    panel = shown(qtbot, SweepPanel(lab))
    setup._on_change()
    panel._form.set_value(
        {"name": "tau", "varied": [{"name": "stages.0.temperature", "values": ["1", "2"]}]}
    )
    assert panel._table.rowCount() == 2
    panel._start.click()
    assert lab.project is not None
    qtbot.waitUntil(lambda: panel._sweeps.active is None, timeout=60_000)
    assert [row.status for row in panel._table.rows] == ["finished", "finished"]
    assert panel._choice.currentText() == "tau"
    panel._open.click()
    assert lab.selection.student.startswith("tau ")
    best = lab.project.saved_run(lab.selection.run).record
    lab.project.catalogue.rename(best, "the mildest")
    lab.catalogue_changed.emit()
    assert "“the mildest”" in panel._verdict.text()
    panel._open.click()
    assert (lab.selection.run, lab.selection.student) == (best.id, "the mildest")
    assert "2 of 2 runs are made" in panel._verdict.text()
    line = next(one for one in panel._picture._lines if one.best)
    begin, end = panel._picture._points(line)
    middle = QPointF((begin.x() + end.x()) / 2, (begin.y() + end.y()) / 2)
    assert panel._picture.line_at(middle) is not None


def test_that_an_impossible_sweep_says_why(
    qtbot: QtBot, lab: Session, setup: TrainSetupPanel
) -> None:
    panel = shown(qtbot, SweepPanel(lab))
    setup._on_change()
    panel._form.set_value({"varied": [{"name": "stages.0.alpha", "values": ["7"]}]})
    assert "must be at most 1" in panel._why_not.text()
    assert not panel._start.isEnabled()


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
    panel = shown(qtbot, TrainCurvesPanel(lab))

    def drawn() -> set[str]:
        return {name for plot in panel._plots() for name in plot.canvas.series}

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
    assert "<table>" in page.read_text()
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "big" in panel._texts.toPlainText()
    assert panel.findChildren(QPushButton) is not None
