"""The Runs workspace: the table, curves over each other, the report, the models."""

import csv
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_project import MODEL
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot
from screen import button, choose, field, offered, press, said

from ui.curves.along import Along, positions
from ui.models.run_style import run_styles
from ui.models.run_words import role_colour, status_colour, status_text
from ui.models.table import Table
from ui.models.view import TableView
from ui.panel import Panel, Swap
from ui.panels.models.panel import ModelsPanel
from ui.panels.report.panel import ReportPanel
from ui.panels.runs.panel import RunsPanel
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.session import Session
from ui.shell.status import StatusBar
from ui.theme import DARK, LIGHT, Colours
from ui.widgets.charts.histogram import BarChart
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.curves.line_icon import SIZE
from workbench.events import (
    Event,
    Metrics,
    Outcome,
    Paused,
    ReportReady,
    ReportRow,
    RunEnded,
    RunStarted,
)
from workbench.metrics import Chart
from workbench.project.runs.saved_run import SavedRun
from workbench.store.folders import ProjectFolder
from workbench.store.membership import Membership
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.requests import Request
from workbench.store.runs.state import RunState
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import words

SPEC = PretrainSpec(corpus="novel", tokenizer="bpe")
ROWS = (
    ReportRow(
        role="ngram", model="4-gram", parameters=9, loss=4.0, perplexity=54.6, bits_per_byte=2.5
    ),
    ReportRow(
        role="teacher",
        model="big@20",
        parameters=3_000_000,
        loss=2.0,
        perplexity=7.39,
        bits_per_byte=1.5,
        agreement=1.0,
        kl=0.0,
        ms_per_token=5.0,
    ),
    ReportRow(
        role="student",
        model="=small@20",
        parameters=1_000_000,
        loss=2.25,
        perplexity=9.49,
        bits_per_byte=1.75,
        agreement=0.8125,
        kl=0.125,
        ms_per_token=2.0,
    ),
)
VERDICT = words("The student is worse by {difference} nats.", difference=0.25)


def training(name: str, steps: int, outcome: Outcome) -> Iterator[Event]:
    yield RunStarted(run=name, name=name, kind="pretrain", total_steps=100)
    for step in range(1, steps + 1):
        values = {"loss": 5 / step}
        if step % 10 == 0:
            values["validation_loss"] = 6 / step
        yield Metrics(step=step, values=values, tokens=step * 64, epoch=step / 50, elapsed_s=step)
    yield RunEnded(outcome=outcome, words=words("over"))


def comparison() -> Iterator[Event]:
    yield RunStarted(run="report", name="report", kind="evaluate")
    yield ReportReady(corpus="novel", rows=ROWS, verdict=VERDICT)
    yield RunEnded(outcome=Outcome.FINISHED, words=words("over"))


def make_run(folder: ProjectFolder, name: str, kind: str, events: Iterable[Event]) -> None:
    run = folder.new_run(SPEC, Inputs(), name=name, kind=kind)
    journal = run.journal()
    for event in events:
        own = event.model_copy(update={"run": run.id}) if isinstance(event, RunStarted) else event
        journal.append(own)
    journal.close()


@pytest.fixture
def lab(session: Session, tmp_path: Path) -> Session:
    """A project with a long, a short and a failed training and a comparison."""
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    make_run(folder, "long", "pretrain", training("long", 100, Outcome.FINISHED))
    make_run(folder, "short", "pretrain", training("short", 30, Outcome.STOPPED))
    make_run(folder, "report", "evaluate", comparison())
    assert session.open_project(tmp_path / "lab")
    return session


def shown(qtbot: QtBot, panel: Panel) -> None:
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()


def line_colour(icon: QIcon) -> str:
    """The colour of the piece of a curve that stands before a run's name."""
    return icon.pixmap(SIZE).toImage().pixelColor(SIZE.width() // 4, SIZE.height() // 2).name()


def test_that_the_run_whose_curves_are_shown_is_chosen_by_its_name_of_now(
    qtbot: QtBot, lab: Session
) -> None:
    curves = TrainCurvesPanel(lab)
    shown(qtbot, curves)
    choice = field(curves, "Run", QComboBox)
    assert offered(choice) == ["short – stopped", "long – finished"]
    assert choice.currentText() == "short – stopped"
    colours = [line_colour(choice.itemIcon(number)) for number in (0, 1)]
    assert lab.project is not None
    styles = run_styles(lab.project.runs, lab.theme.colours)
    assert colours == [styles[choice.itemData(number)].colour for number in (0, 1)]
    choose(choice, "long – finished")
    choice.activated.emit(choice.currentIndex())
    assert lab.selection.run == choice.currentData()
    qtbot.waitUntil(lambda: "in 2 min" in said(curves))
    record = next(run for run in lab.project.runs if run.name == "long")
    lab.project.catalogue.rename(record, "longer")
    lab.tell_catalogue_changed()
    qtbot.waitUntil(lambda: choice.currentText() == "longer – finished")


def view_of(panel: Panel) -> TableView[RunRecord]:
    """The table that is called as its panel, or its only one."""
    views: list[TableView[RunRecord]] = panel.findChildren(TableView)
    return next((view for view in views if view.accessibleName() == panel.title()), views[0])


def cells(panel: Panel, column: int) -> list[str]:
    table = view_of(panel).model()
    assert isinstance(table, Table)
    return [table.index(row, column).data() for row in range(table.rowCount())]


def action(panel: Panel, text: str) -> QAction:
    return next(one for one in panel.findChildren(QAction) if one.text() == text)


def select(panel: Panel, *names: str) -> None:
    view = view_of(panel)
    view.clearSelection()
    flags = QItemSelectionModel.SelectionFlag
    for row, name in enumerate(cells(panel, 0)):
        if name in names:
            index = view.model().index(row, 0)
            view.selectionModel().select(index, flags.Select | flags.Rows)


def plot_of(panel: Panel, title: str = "Validation loss (nats per token)") -> CurvePlot:
    return next(plot for plot in panel.findChildren(CurvePlot) if plot.windowTitle() == title)


LOSS = "Training loss (nats per token)"


def labels(panel: Panel, title: str = "Validation loss (nats per token)") -> list[str]:
    """Of the lines of the plot of a title, if it is there."""
    plots = [plot for plot in panel.findChildren(CurvePlot) if plot.windowTitle() == title]
    return sorted(one.label for plot in plots for one in plot.canvas.series.values())


def test_that_the_newest_run_comes_first_with_its_figures(qtbot: QtBot, lab: Session) -> None:
    panel = RunsPanel(lab)
    shown(qtbot, panel)
    assert cells(panel, 0) == ["report", "short", "long"]
    assert cells(panel, 2) == ["finished", "stopped", "finished"]
    assert cells(panel, 3)[1:] == ["30 / 100", "100 / 100"]
    assert cells(panel, 5)[1:] == ["0.2000", "0.0600"]


def test_that_chosen_runs_are_drawn_over_each_other(qtbot: QtBot, lab: Session) -> None:
    panel = RunsPanel(lab)
    shown(qtbot, panel)
    select(panel, "short", "long")
    qtbot.waitUntil(lambda: labels(panel) == ["long", "short"])
    drawn = {one.label: one for one in plot_of(panel, LOSS).canvas.series.values()}
    assert drawn["long"].y.tolist() == [5 / step for step in range(1, 101)]
    assert drawn["long"].colour != drawn["short"].colour
    axis = field(panel, "Along", QComboBox)
    axis.setCurrentIndex(list(Along).index(Along.TOKENS))
    drawn = {one.label: one for one in plot_of(panel, LOSS).canvas.series.values()}
    assert drawn["short"].x.tolist() == [step * 64 for step in range(1, 31)]


@pytest.mark.slow
def test_that_the_mixture_of_a_distillation_stands_beside_no_other_loss(
    qtbot: QtBot, lab: Session
) -> None:
    assert lab.project is not None
    values = {"loss": 1.0, "loss_soft": 0.5, "loss_hard": 4.0}
    student: list[Event] = [
        RunStarted(run="s", name="student", kind="distill"),
        *(Metrics(step=step, values=values) for step in (1, 2)),
        RunEnded(outcome=Outcome.FINISHED, words=words("over")),
    ]
    make_run(ProjectFolder.open(lab.project.folder), "student", "distill", student)
    panel = RunsPanel(lab)
    shown(qtbot, panel)
    assert cells(panel, 4)[0] == "4.0000"
    select(panel, "student", "long")
    mixed = "Loss that the distillation trains on"
    qtbot.waitUntil(lambda: labels(panel, LOSS) == ["long", "student"])
    drawn = {one.label: one for one in plot_of(panel, LOSS).canvas.series.values()}
    assert drawn["student"].y.tolist() == [4.0, 4.0]
    assert labels(panel, mixed) == ["student"]


@pytest.mark.slow
def test_that_a_run_keeps_its_colour_when_another_is_chosen_too(qtbot: QtBot, lab: Session) -> None:
    panel = RunsPanel(lab)
    shown(qtbot, panel)
    select(panel, "short")
    qtbot.waitUntil(lambda: labels(panel) == ["short"])
    before = next(iter(plot_of(panel).canvas.series.values())).colour
    select(panel, "short", "long")
    qtbot.waitUntil(lambda: labels(panel) == ["long", "short"])
    drawn = {one.label: one.colour for one in plot_of(panel).canvas.series.values()}
    assert drawn["short"] == before


def run_record(number: int, kind: str, role: str = "") -> RunRecord:
    membership = Membership("journey", "j", role)
    return RunRecord(
        f"{number:04}-run", "run", kind, RunStatus.FINISHED, Path(), 1, 1, belongs_to=membership
    )


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_that_no_two_runs_look_the_same_and_no_later_run_changes_one(colours: Colours) -> None:
    kinds = [("evaluate", ""), ("distill", ""), ("pretrain", ""), ("distill", "control")]
    runs = [run_record(n, *kind) for n, kind in enumerate(kinds + [("distill", "")] * 18)]
    styles = run_styles(runs, colours)
    assert len(set(styles.values())) == len(styles) == 21
    assert [styles[run.id].colour for run in runs[1:4]] == [
        *(colours.student, colours.teacher, colours.control)
    ]
    assert run_styles(runs[:7], colours).items() <= styles.items()


def test_that_a_run_has_the_colour_of_its_role_in_the_table_and_in_both_plots(
    qtbot: QtBot, lab: Session
) -> None:
    panel = RunsPanel(lab)
    shown(qtbot, panel)
    for row, colour in ((2, LIGHT.teacher), (1, LIGHT.series[3])):
        swatch = view_of(panel).model().index(row, 0).data(Qt.ItemDataRole.DecorationRole)
        assert line_colour(swatch) == colour
    select(panel, "short", "long")
    qtbot.waitUntil(lambda: labels(panel) == ["long", "short"])
    drawn = {one.label: one.colour for one in plot_of(panel).canvas.series.values()}
    assert drawn == {"long": LIGHT.teacher, "short": LIGHT.series[3]}
    lab.select(run="0001-long")
    curves = TrainCurvesPanel(lab)
    shown(qtbot, curves)
    large = curves.findChild(CurvePlot, Chart.LOSS)
    assert isinstance(large, CurvePlot)
    qtbot.waitUntil(lambda: "loss" in large.canvas.series)
    assert large.canvas.series["loss"].colour == LIGHT.teacher


def counted(name: str, per_byte: float) -> Iterator[Event]:
    yield RunStarted(run=name, name=name, kind="pretrain", total_steps=2)
    for step in (1, 2):
        values = {"validation_loss": 3.0 / step, "validation_perplexity": 20.0 / step}
        values["validation_bits_per_byte"] = per_byte / step
        yield Metrics(step=step, values=values, tokens=step, epoch=step, elapsed_s=step)
    yield RunEnded(outcome=Outcome.FINISHED, words=words("over"))


def test_that_losses_by_different_tokens_are_not_compared_in_silence(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    for name in ("coarse", "fine"):
        make_run(folder, name, "pretrain", counted(name, 2.0))
    assert session.open_project(tmp_path / "lab")
    panel = RunsPanel(session)
    shown(qtbot, panel)
    run_ids = [run.id for run in panel.session.project.runs] if panel.session.project else []
    models = [replace(MODEL, run=run, tokenizer=run) for run in run_ids]
    monkeypatch.setattr(type(session.project), "models", models)
    select(panel, "coarse")
    assert "different tokens" not in said(panel)
    select(panel, "coarse", "fine")
    qtbot.waitUntil(lambda: "different tokens" in said(panel))
    by_bytes = plot_of(panel, "Validation bits per byte")
    assert by_bytes.mapTo(panel, by_bytes.rect().bottomLeft()).y() > panel.height()
    press(panel, "Show bits per byte")
    end = by_bytes.rect().bottomLeft()
    qtbot.waitUntil(lambda: by_bytes.mapTo(panel, end).y() <= panel.height())


@pytest.mark.slow
def test_that_perplexity_has_a_logarithmic_axis(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    make_run(folder, "one", "pretrain", counted("one", 2.0))
    assert session.open_project(tmp_path / "lab")
    panel = RunsPanel(session)
    shown(qtbot, panel)
    select(panel, "one")
    qtbot.waitUntil(lambda: labels(panel) == ["one"])
    assert not plot_of(panel).canvas.axes.log_y
    assert plot_of(panel, "Validation perplexity").canvas.axes.log_y
    curves = TrainCurvesPanel(session)
    shown(qtbot, curves)
    qtbot.waitUntil(lambda: curves.findChild(CurvePlot, "validation_perplexity") is not None)
    small = curves.findChild(CurvePlot, "validation_perplexity")
    assert isinstance(small, CurvePlot)
    assert small.canvas.axes.log_y


def test_that_the_table_follows_what_the_window_looks_at(qtbot: QtBot, lab: Session) -> None:
    panel = RunsPanel(lab)
    shown(qtbot, panel)
    select(panel, "long")
    assert lab.selection.run == "0001-long"
    lab.select(run="0002-short")
    lab.catalogue_changed.emit()
    assert [run.name for run in view_of(panel).chosen()] == ["short"]
    assert lab.selection.run == "0002-short"


def test_that_a_drawn_curve_does_not_keep_its_run_from_going_on() -> None:
    state = RunState()
    for event in training("x", 3, Outcome.STOPPED):
        state = state.apply(event)
    x = positions(state.series["loss"], Along.STEP)
    state.apply(Metrics(step=4, values={"loss": 1.0}))
    assert x.tolist() == [1, 2, 3]


def test_that_only_what_is_possible_can_be_clicked(qtbot: QtBot, lab: Session) -> None:
    panel = RunsPanel(lab)
    shown(qtbot, panel)
    select(panel, "long")
    assert not action(panel, "Resume").isEnabled()
    assert not action(panel, "Pause").isEnabled()
    assert action(panel, "Open folder").isEnabled()
    select(panel, "short")
    assert action(panel, "Resume").isEnabled()
    assert lab.selection.run == "0002-short"


def test_that_a_run_in_another_process_is_steered_through_its_folder(
    qtbot: QtBot, lab: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests: list[tuple[str, Request]] = []
    project = lab.project
    assert project is not None
    folder = ProjectFolder.open(project.folder)
    events = list(training("away", 5, Outcome.STOPPED))[:-1]
    make_run(folder, "away", "pretrain", events)
    monkeypatch.setattr(SavedRun, "request", lambda run, what: requests.append((run.id, what)))
    with folder.run_folder("0004-away").claim():
        panel = RunsPanel(lab)
        shown(qtbot, panel)
        select(panel, "away")
        assert cells(panel, 2)[0] == "running"
        action(panel, "Stop").trigger()
    assert requests == [("0004-away", Request.STOP)]


def test_that_a_run_in_another_process_is_seen_and_steered_wherever_one_of_ours_is(
    qtbot: QtBot, lab: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests: list[tuple[str, Request]] = []
    monkeypatch.setattr(SavedRun, "request", lambda run, what: requests.append((run.id, what)))
    assert lab.project is not None
    bar = StatusBar(lab, None)  # type: ignore[arg-type]
    qtbot.addWidget(bar)
    bar.show()
    folder = ProjectFolder.open(lab.project.folder)
    away = folder.new_run(SPEC, Inputs(), name="away", kind="pretrain")
    curves = TrainCurvesPanel(lab)
    with away.claim():
        journal = away.journal()
        for event in list(training("away", 5, Outcome.STOPPED))[:-1]:
            journal.append(event)
        journal.flush()
        qtbot.waitUntil(lambda: lab.runner.live is not None)
        lab.select(run=away.id)
        shown(qtbot, curves)
        qtbot.waitUntil(lambda: field(curves, "Run", QComboBox).currentText() == "away – running")
        bar.refresh()
        assert "away: Starting (in a process of its own)" in said(bar)
        lab.commands.action("run.pause").trigger()
        press(curves, "Stop")
        assert requests == [(away.id, Request.PAUSE), (away.id, Request.STOP)]
        journal.append(Paused(step=5))
        journal.flush()
        qtbot.waitUntil(lab.commands.action("run.continue").isEnabled)
        qtbot.waitUntil(lambda: field(curves, "Run", QComboBox).currentText() == "away – paused")
        press(curves, "Resume")
        journal.append(RunEnded(outcome=Outcome.STOPPED, words=words("over")))
        journal.close()
    qtbot.waitUntil(lambda: lab.runner.live is None)
    bar.refresh()
    assert "Nothing is running" in said(bar)
    assert not lab.commands.action("run.stop").isEnabled()
    qtbot.waitUntil(lambda: field(curves, "Run", QComboBox).currentText() == "away – stopped")
    assert button(curves, "Resume").isEnabled()


def test_that_the_report_shows_every_row_and_the_verdict(qtbot: QtBot, lab: Session) -> None:
    panel = ReportPanel(lab)
    shown(qtbot, panel)
    qtbot.waitUntil(lambda: panel.report() is not None)
    assert cells(panel, 1) == ["N-gram", "Teacher", "Student"]
    assert cells(panel, 7) == ["–", "100.0\N{NO-BREAK SPACE}%", "81.2\N{NO-BREAK SPACE}%"]
    assert panel.text().endswith("The student is worse by 0.25 nats.")


def test_that_an_exported_report_can_be_read_back(
    qtbot: QtBot, lab: Session, tmp_path: Path
) -> None:
    panel = ReportPanel(lab)
    shown(qtbot, panel)
    qtbot.waitUntil(lambda: panel.report() is not None)
    panel.save(tmp_path / "report.csv")
    text = (tmp_path / "report.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [float(row["loss"]) for row in rows] == [4.0, 2.0, 2.25]
    assert rows[2]["model"] == "'=small@20"
    assert math.isclose(float(rows[2]["agreement"]), 0.8125)


def test_that_an_export_that_fails_says_why(qtbot: QtBot, lab: Session, tmp_path: Path) -> None:
    panel = ReportPanel(lab)
    shown(qtbot, panel)
    qtbot.waitUntil(lambda: panel.report() is not None)
    panel.save(tmp_path / "absent" / "report.csv")
    assert "report.csv" in lab.messages.history[-1].text


def test_that_without_models_the_next_step_is_to_train_one(qtbot: QtBot, lab: Session) -> None:
    panel = ModelsPanel(lab)
    shown(qtbot, panel)
    swap = panel.findChild(Swap)
    assert swap is not None
    assert swap.empty.isVisible()


def test_that_a_report_has_the_colours_of_the_roles(qtbot: QtBot, lab: Session) -> None:
    panel = ReportPanel(lab)
    shown(qtbot, panel)
    qtbot.waitUntil(lambda: panel.report() is not None)
    quality, speed = panel.findChildren(BarChart)
    roles = ("ngram", "teacher", "student")
    assert [bar.colour for bar in quality.bars] == [role_colour(role, LIGHT) for role in roles]
    assert [bar.colour for bar in speed.bars] == [LIGHT.teacher, LIGHT.student]


def test_that_every_status_has_a_word_and_a_colour() -> None:
    assert len({status_text(status) for status in RunStatus}) == len(RunStatus)
    assert all(status_colour(status, LIGHT).startswith("#") for status in RunStatus)
    assert role_colour("teacher", LIGHT) == LIGHT.teacher


def test_that_a_damaged_run_is_in_the_table_and_says_what_is_wrong(
    qtbot: QtBot, lab: Session
) -> None:
    assert lab.project is not None
    (lab.project.runs[1].folder / "meta.json").unlink()
    panel = RunsPanel(lab)
    shown(qtbot, panel)
    assert cells(panel, 2) == ["finished", "stopped, damaged", "finished"]
    assert cells(panel, 0)[1] == "0002-short"
    tip = view_of(panel).model().index(1, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert "meta.json is missing: give the run a name" in tip
    assert view_of(panel).model().index(0, 2).data(Qt.ItemDataRole.ToolTipRole) is None
    view_of(panel).selectRow(1)
    assert any(problem in tip for problem in told(panel))
    view_of(panel).selectRow(0)
    assert not any(problem in tip for problem in told(panel))


def told(panel: RunsPanel) -> list[str]:
    """What stands in words above and below the table."""
    return [
        label.text()
        for label in panel.findChildren(QLabel)
        if label.isVisibleTo(panel) and label.text()
    ]
