"""The Train workspace, driven by events alone."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QTableWidget,
    QTextEdit,
)
from pytestqt.qtbot import QtBot
from screen import only

from ui.curves.along import Along, position_of_step, positions
from ui.curves.charts import ChartNames, chart_of
from ui.panel import EmptyState
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.panels.train_log import TrainLogPanel
from ui.panels.train_samples import TrainSamplesPanel
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.session import Session
from ui.shell.status import StatusBar
from ui.theme import Appearance
from ui.widgets.curves.curve_canvas import CurveCanvas
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.log_view import LogView
from workbench.distillation.spec import DistillSpec
from workbench.events import (
    ArtifactReady,
    CheckpointSaved,
    Event,
    Level,
    Metrics,
    Note,
    Outcome,
    Reference,
    RunEnded,
    RunResumed,
    RunStarted,
    SampleWritten,
    StageStarted,
)
from workbench.metrics import Chart
from workbench.spec import to_toml
from workbench.store.runs.state import RunState
from workbench.store.runs.time_left import seconds_left
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import words

RUN = "0003-run"


def events() -> Iterator[Event]:
    yield RunStarted(run=RUN, name="small", kind="distill", total_steps=40)
    yield StageStarted(words=words("Distilling"), total=40, unit="steps")
    yield Reference(metric="validation_loss", name="teacher", value=2.5)
    yield Note(words=words("mind the {what}", what="gap"), level=Level.WARNING)
    for step in range(1, 21):
        values = {"loss": 5 / step, "loss_soft": 3 / step, "loss_hard": 2 / step}
        yield Metrics(step=step, values=values, tokens=step * 100, elapsed_s=step * 2, epoch=step)
    values = {"validation_loss": 1.0, "validation_perplexity": math.e}
    yield Metrics(step=20, values=values, tokens=2000, elapsed_s=41, epoch=20)
    yield SampleWritten(step=20, prompt="Once", text=" <b>upon</b> a time")
    yield CheckpointSaved(step=20, folder="c", digest="d", is_best=True)


@pytest.fixture
def running(lab_session: Session) -> Session:
    """A session that looks at a run which has made twenty steps."""
    lab_session.runner.view(RUN).fold(events())
    lab_session.select(run=RUN)
    return lab_session


def loss_plot(panel: TrainCurvesPanel) -> CurvePlot:
    plot = panel.findChild(CurvePlot, Chart.LOSS)
    assert isinstance(plot, CurvePlot)
    return plot


def shown_plots(panel: TrainCurvesPanel) -> list[CurvePlot]:
    return [plot for plot in panel.findChildren(CurvePlot) if plot.isVisible()]


def test_that_each_curve_stands_on_its_plot(qtbot: QtBot, running: Session) -> None:
    panel = TrainCurvesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    drawn = {key for plot in shown_plots(panel) for key in plot.canvas.series}
    losses, parts = {"loss", "validation_loss"}, {"loss_soft", "loss_hard", "mixed_loss"}
    assert drawn == losses | parts | {"validation_perplexity"}
    assert len(shown_plots(panel)) == 3


def test_that_curves_that_take_long_are_drawn_one_after_another(
    qtbot: QtBot, running: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.curves.grid._DRAWN_AT_ONCE_S", -1.0)
    panel = TrainCurvesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    assert len(shown_plots(panel)) < 3
    qtbot.waitUntil(lambda: len(shown_plots(panel)) == 3)


def test_that_a_student_stands_beside_its_teacher_with_the_loss_of_true_tokens_alone(
    qtbot: QtBot, running: Session
) -> None:
    panel = TrainCurvesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    assert loss_plot(panel).canvas.series["loss"].y[0] == 2.0
    parts = panel.findChild(CurvePlot, Chart.PARTS)
    assert isinstance(parts, CurvePlot)
    assert parts.canvas.series["mixed_loss"].y[0] == 5.0


def test_that_no_two_lines_of_a_plot_are_called_the_same(qtbot: QtBot, running: Session) -> None:
    names = ("validation_accuracy", "validation_top5_accuracy")
    lines = [Reference(metric=name, name="teacher", value=0.5) for name in names]
    agreement = Metrics(step=20, values={"validation_agreement": 0.5})
    running.runner.view(RUN).fold([*lines, agreement])
    panel = TrainCurvesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    for plot in shown_plots(panel):
        labels = plot.canvas.labels
        assert len(set(labels)) == len(labels)
    agreement_plot = panel.findChild(CurvePlot, Chart.AGREEMENT)
    assert isinstance(agreement_plot, CurvePlot)
    teachers = {"teacher: Accuracy", "teacher: Top-5 accuracy"}
    assert teachers <= set(agreement_plot.canvas.labels)


def test_that_a_hidden_panel_draws_nothing_and_catches_up_when_shown(
    qtbot: QtBot, running: Session
) -> None:
    panel = TrainCurvesPanel(running)
    qtbot.addWidget(panel)
    assert not panel.findChildren(CurvePlot)
    panel.show()
    assert len(loss_plot(panel).canvas.series["loss"].x) == 20


def test_that_curves_are_redrawn_a_few_times_a_second_and_no_oftener(
    qtbot: QtBot, running: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = TrainCurvesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    drawings: list[str] = []
    original = CurveCanvas.set_series

    def count(self: CurveCanvas, key: str, *args: Any, **kwargs: Any) -> None:
        drawings.append(key)
        original(self, key, *args, **kwargs)

    monkeypatch.setattr(CurveCanvas, "set_series", count)
    view = running.runner.view(RUN)
    for step in range(21, 41):
        view.fold([Metrics(step=step, values={"loss": 0.1})])
        qtbot.wait(20)
    qtbot.waitUntil(lambda: bool(drawings))
    assert len(drawings) <= 4


def test_that_steps_of_a_run_have_no_list_of_runs_read_again(
    qtbot: QtBot, running: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = TrainCurvesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    looks: list[str] = []

    def count(_project: object) -> tuple[()]:
        looks.append("")
        return ()

    monkeypatch.setattr(type(running.project), "runs", property(count))
    series = loss_plot(panel).canvas
    view = running.runner.view(RUN)
    view.fold([Metrics(step=21, values={"loss_hard": 0.1})])
    qtbot.waitUntil(lambda: len(series.series["loss"].x) == 21)
    assert not looks
    running.tell_catalogue_changed()
    looks.clear()
    view.fold([Metrics(step=22, values={"loss_hard": 0.1})])
    qtbot.waitUntil(lambda: len(series.series["loss"].x) == 22)
    assert looks


def test_that_resuming_from_an_earlier_step_drops_the_points_after_it(
    qtbot: QtBot, running: Session
) -> None:
    panel = TrainCurvesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    running.runner.view(RUN).fold([RunResumed(from_step=10)])
    qtbot.waitUntil(lambda: len(loss_plot(panel).canvas.series["loss"].x) == 10)


def test_that_points_that_were_measured_anew_are_drawn_though_they_are_as_many(
    qtbot: QtBot, running: Session
) -> None:
    panel = TrainCurvesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    again = [Metrics(step=step, values={"loss": 7.0, "loss_hard": 7.0}) for step in range(11, 21)]
    running.runner.view(RUN).fold([RunResumed(from_step=10), *again])
    qtbot.waitUntil(lambda: loss_plot(panel).canvas.series["loss"].y[-1] == 7.0)


def test_that_neither_resuming_nor_another_theme_takes_a_chosen_view_away(
    qtbot: QtBot, running: Session
) -> None:
    panel = TrainCurvesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    box = only(loss_plot(panel), pg.PlotWidget).getViewBox()
    box.setRange(xRange=(12, 18), yRange=(0.1, 0.3), padding=0)
    box.sigRangeChangedManually.emit([True, True])
    running.runner.view(RUN).fold([RunResumed(from_step=10)])
    qtbot.waitUntil(lambda: len(loss_plot(panel).canvas.series["loss"].x) == 10)
    running.theme.set_appearance(Appearance.DARK)
    qtbot.wait(10)
    assert box.viewRange() == [[12, 18], [0.1, 0.3]]


def test_that_a_lone_part_of_the_loss_is_not_drawn_twice() -> None:
    state = RunState().apply(Metrics(step=1, values={"loss": 1.0, "loss_hard": 1.0}))
    assert chart_of("loss_hard", state) is None
    state = state.apply(Metrics(step=2, values={"loss_soft": 1.0}))
    assert chart_of("loss_hard", state) is Chart.PARTS


def test_that_an_unknown_metric_has_a_plot_titled_by_its_name(
    qtbot: QtBot, running: Session
) -> None:
    running.runner.view(RUN).fold([Metrics(step=20, values={"validation_novelty": 0.5})])
    panel = TrainCurvesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    plot = panel.findChild(CurvePlot, "validation_novelty")
    assert isinstance(plot, CurvePlot)
    assert plot in shown_plots(panel)
    assert plot.canvas.series.keys() == {"validation_novelty"}
    titles = {label.text() for label in panel.findChildren(QLabel) if label.isVisible()}
    assert "validation novelty" in titles


def test_that_a_step_is_found_on_every_axis() -> None:
    state = RunState()
    for event in events():
        state = state.apply(event)
    step_positions = {along: position_of_step(state, 10, along, 3.0) for along in Along}
    assert step_positions == {
        Along.STEP: 10.0,
        Along.TOKENS: 1000.0,
        Along.EPOCH: 10.0,
        Along.MINUTES: pytest.approx(20 / 60),
        Along.FLOPS: 3000.0,
    }
    assert len(positions(state.series["loss"], Along.TOKENS)) == 20


def test_that_the_log_tells_the_run_in_words(qtbot: QtBot, running: Session) -> None:
    panel = TrainLogPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    log = panel.findChild(LogView)
    assert log is not None
    text = "\n".join(log.lines())
    for piece in ("Distilling", "mind the gap", "step 20", "best"):
        assert piece in text
    assert "()" not in text


ARTIFACTS = get_args(ArtifactReady.model_fields["artifact"].annotation)


@pytest.mark.parametrize("artifact", ARTIFACTS)
def test_that_the_log_tells_once_of_whatever_is_ready(
    qtbot: QtBot, running: Session, artifact: Any
) -> None:
    panel = TrainLogPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    log = panel.findChild(LogView)
    assert log is not None
    before = log.lines()
    ready = ArtifactReady(artifact=artifact, name="n", folder="f", digest="d", facts={"tokens": 7})
    running.runner.view(RUN).fold([ready])
    qtbot.waitUntil(lambda: len(log.lines()) > len(before))
    panel.hide()
    panel.show()
    (line,) = log.lines()[len(before) :]
    assert line.endswith("is ready (7 tokens)") or line == "The text is encoded (7 tokens)"


def test_that_a_failure_can_be_copied_with_its_traceback(qtbot: QtBot, running: Session) -> None:
    panel = TrainLogPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    button = next(b for b in panel.findChildren(QPushButton) if "failure" in b.text())
    assert not button.isVisible()
    end = RunEnded(outcome=Outcome.FAILED, words=words("out of luck"))
    running.runner.view(RUN).fold([end])
    qtbot.waitUntil(button.isVisible)
    assert running.project is not None
    folder = running.project.folder / "runs" / RUN
    folder.mkdir(parents=True)
    (folder / "traceback.txt").write_text("Traceback of the thread")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    from PySide6.QtGui import QGuiApplication

    assert QGuiApplication.clipboard().text() == "Traceback of the thread"


def test_that_samples_are_plain_text(qtbot: QtBot, running: Session) -> None:
    panel = TrainSamplesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    text = panel.findChild(QTextEdit)
    assert text is not None
    assert "Once <b>upon</b> a time" in text.toPlainText()


def test_that_samples_are_filtered_by_their_prompt_and_stand_side_by_side_by_step(
    qtbot: QtBot, running: Session
) -> None:
    more = [
        SampleWritten(step=step, prompt=prompt, text=f" {prompt} at {step}")
        for step in (10, 20)
        for prompt in ("One", "Two")
    ]
    running.runner.view(RUN).fold(more)
    panel = TrainSamplesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    text, prompts = panel.findChild(QTextEdit), panel.findChild(QComboBox)
    table, beside = panel.findChild(QTableWidget), panel.findChild(QCheckBox)
    assert text is not None
    assert prompts is not None
    assert table is not None
    assert beside is not None
    prompts.setCurrentIndex(prompts.findData("Two"))
    assert "Two at 20" in text.toPlainText()
    assert "One at" not in text.toPlainText()
    beside.setChecked(True)
    assert table.isVisible()
    cells = [table.item(0, column) for column in (0, 1)]
    assert [cell.text() for cell in cells if cell] == [" Two at 20", " Two at 10"]
    prompts.setCurrentIndex(0)
    assert table.rowCount() == 3
    running.runner.view(RUN).fold([SampleWritten(step=30, prompt="Two", text=" more")])
    qtbot.waitUntil(lambda: table.columnCount() == 3)


def test_that_a_curve_of_a_probe_is_called_by_its_sentence() -> None:
    names = ChartNames(probe_text=lambda run, curve: f"{run} {curve}")
    assert names.curve("probe_loss_1", RunState(), "run") == "run probe_loss_1"
    assert ChartNames().curve("probe_loss_1", RunState()) == "1"


def test_that_the_time_left_follows_from_the_pace() -> None:
    state = RunState().apply(RunStarted(run="r", name="n", kind="pretrain", total_steps=100))
    assert seconds_left(state) is None
    state = state.apply(Metrics(step=25, values={"loss": 1.0}, elapsed_s=50))
    assert seconds_left(state) == 150


def test_that_the_status_bar_says_what_is_done(
    qtbot: QtBot, session: Session, endless_project: Any
) -> None:
    bar = StatusBar(session, None)  # type: ignore[arg-type]
    qtbot.addWidget(bar)
    assert "Nothing is running" in said(bar)
    session.use_project(endless_project)
    session.start(PretrainSpec(corpus="novel", tokenizer="bpe"))
    view = session.runner.active
    assert view is not None
    view.fold([StageStarted(words=words("Training"))])
    bar.refresh()
    assert any("Training" in text for text in said(bar))


def said(widget: Any) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


# -- setting up ---------------------------------------------------------------------------------


@pytest.fixture
def setup(qtbot: QtBot, lab_session: Session) -> TrainSetupPanel:
    panel = TrainSetupPanel(lab_session)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def button(panel: TrainSetupPanel, text: str) -> QPushButton:
    return next(b for b in panel.findChildren(QPushButton) if b.text() == text)


def test_that_a_pretraining_is_started_with_one_click(qtbot: QtBot, setup: TrainSetupPanel) -> None:
    qtbot.mouseClick(button(setup, "Start"), Qt.MouseButton.LeftButton)
    project: Any = setup.session.project
    assert project.started == [PretrainSpec(corpus="novel", tokenizer="bpe")]


def test_that_a_distillation_starts_its_control_first_with_one_click(
    qtbot: QtBot, setup: TrainSetupPanel
) -> None:
    setup.findChildren(QRadioButton)[1].click()
    qtbot.mouseClick(button(setup, "Start with control"), Qt.MouseButton.LeftButton)
    project: Any = setup.session.project
    qtbot.waitUntil(lambda: len(project.started) == 2)
    control, student = project.started
    assert isinstance(student, DistillSpec)
    assert (student.teacher, student.corpus) == ("big", "novel")
    assert all(stage.alpha == 0 for stage in control.stages)
    assert student.stages[0].alpha > 0


def test_that_an_estimate_stands_beside_the_settings(qtbot: QtBot, setup: TrainSetupPanel) -> None:
    qtbot.waitUntil(lambda: "about 2 min" in said(setup))
    assert "1\N{THIN SPACE}234\N{THIN SPACE}567" in said(setup)


def test_that_what_is_not_possible_yet_says_why(qtbot: QtBot, lab_session: Session) -> None:
    project: Any = lab_session.project
    project.records = project.records[:2]
    panel = TrainSetupPanel(lab_session)
    qtbot.addWidget(panel)
    panel.show()
    panel.findChildren(QRadioButton)[1].click()
    assert not button(panel, "Start").isEnabled()
    assert any("Train a teacher first" in text for text in said(panel))


def test_that_an_empty_project_is_sent_to_its_next_step(qtbot: QtBot, lab_session: Session) -> None:
    project: Any = lab_session.project
    project.records = ()
    requests: list[tuple[str, str]] = []
    lab_session.workspace_requested.connect(lambda *request: requests.append(request))
    panel = TrainSetupPanel(lab_session)
    qtbot.addWidget(panel)
    panel.show()
    empty = panel.findChild(EmptyState)
    assert empty is not None
    assert empty.isVisible()
    empty.findChildren(QPushButton)[0].click()
    assert requests == [("data", "corpora")]


def test_that_a_spec_file_is_shown_and_written(setup: TrainSetupPanel, tmp_path: Path) -> None:
    spec = DistillSpec(corpus="novel", teacher="big", name="from a file")
    (tmp_path / "a.toml").write_text(to_toml(spec))
    setup.load(tmp_path / "a.toml")
    setup.save(tmp_path / "b.toml")
    assert (tmp_path / "b.toml").read_text() == to_toml(spec)


def test_that_a_broken_spec_file_is_said(setup: TrainSetupPanel, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("kind = 'pretrain'\nname = ")
    setup.load(tmp_path / "a.toml")
    assert "is not valid TOML" in setup.session.messages.history[-1].text


def test_that_nobody_is_told_that_there_are_no_curves_while_they_are_read(
    qtbot: QtBot, running: Session
) -> None:
    panel = TrainCurvesPanel(running)
    qtbot.addWidget(panel)
    panel.show()
    empty = panel.findChild(EmptyState)
    assert empty is not None
    assert not empty.isVisible()
    seen: list[bool] = []
    view = running.runner.view("0009-other")
    assert not view.is_read
    view.changed.connect(lambda: seen.append(view.is_read))
    running.select(run="0009-other")
    assert not empty.isVisible()
    qtbot.waitUntil(lambda: view.is_read)
    qtbot.waitUntil(empty.isVisible)
    assert seen == [True]
