"""The order of the journey: what is offered after each step, wherever it is offered."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fake_project import CORPUS, TOKENIZER, AnyThing, FakeProject, FakeRun, saved_model
from PySide6.QtWidgets import QMainWindow, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot
from screen import button, press, shown

from ui.models.next_step import NextStep, next_step, step_after
from ui.panels.report.panel import ReportPanel
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.session import Session
from ui.shell.finished_runs import FinishedRuns
from ui.shell.message_bar import MessageBar
from ui.workspace import Workspace
from workbench.activities.spec import EvaluateSpec
from workbench.distillation.spec import DistillSpec
from workbench.events import Event, Metrics, Outcome, RunEnded, RunStarted
from workbench.jobs import Control
from workbench.store.membership import Membership
from workbench.store.records import RunRecord, RunStatus
from workbench.words import words

BIG = replace(saved_model("big", 2), run="0000-run")
SMALL = replace(saved_model("small", 1), run="0001-run")
DISTILLATION = DistillSpec(name="small", corpus="novel", teacher="big")


def distillation(control: Control) -> Iterator[Event]:
    yield RunStarted(run="0001-run", name="small", kind="distill", total_steps=1)
    yield Metrics(step=1, values={"loss": 1.0}, tokens=8, elapsed_s=1.0)
    yield RunEnded(outcome=Outcome.FINISHED, words=words("finished"))


class PartOfPlan(FakeRun):
    belongs_to = Membership()

    @property
    def record(self) -> RunRecord:
        return replace(super().record, belongs_to=self.belongs_to)


class Lab(FakeProject):
    made: tuple[str, ...] = ()
    """The kinds of the runs that have finished."""

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        status = RunStatus.FINISHED
        return tuple(RunRecord(kind, kind, kind, status, Path(), 1, 1) for kind in self.made)

    def saved_run(self, run: str) -> FakeRun:
        return PartOfPlan(self, run)


@pytest.fixture
def lab(session: Session, tmp_path: Path) -> Lab:
    project = Lab(tmp_path / "lab", distillation, (CORPUS, TOKENIZER, BIG, SMALL))
    session.use_project(project)
    return project


def visible(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    widget.show()


@pytest.mark.parametrize(
    ("records", "made", "step"),
    [
        ((), (), NextStep.CORPUS),
        ((CORPUS,), (), NextStep.TOKENIZER),
        ((CORPUS, TOKENIZER), (), NextStep.TEACHER),
        ((CORPUS, TOKENIZER, BIG), (), NextStep.STUDENT),
        ((CORPUS, TOKENIZER, BIG, SMALL), ("pretrain", "distill"), NextStep.COMPARE),
        ((CORPUS, TOKENIZER, BIG, SMALL), ("distill", "evaluate"), NextStep.WRITE),
    ],
)
def test_that_what_is_missing_first_comes_next(
    qtbot: QtBot,
    session: Session,
    records: Sequence[AnyThing],
    made: tuple[str, ...],
    step: NextStep,
) -> None:
    project = Lab(records=records)
    project.made = made
    assert next_step(project) is step
    session.use_project(project)
    panel = ReportPanel(session)
    visible(qtbot, panel)
    assert ("evaluate" in made) or button(panel, step.text).isEnabled()


def test_that_the_steps_follow_each_other_in_one_order() -> None:
    kinds = ("add_corpus", "train_tokenizer", "pretrain", "distill", "evaluate")
    assert [step_after(kind) for kind in kinds] == list(NextStep)[1:]


def test_that_a_finished_distillation_is_one_click_from_its_report(
    qtbot: QtBot, session: Session, lab: Lab
) -> None:
    panel = TrainCurvesPanel(session)
    visible(qtbot, panel)
    session.start(DISTILLATION)
    qtbot.waitUntil(lambda: session.runner.active is None)
    places: list[object] = []
    session.workspace_requested.connect(lambda *place: places.append(place))
    step = "Next: compare in a report"
    qtbot.waitUntil(lambda: step in [button.text() for button in shown(panel, QPushButton)])
    press(panel, step)
    report = lab.started[-1]
    assert isinstance(report, EvaluateSpec)
    assert [one.model for one in report.candidates] == ["small@best"]
    assert places == [(Workspace.RUNS, "report")]


@pytest.mark.parametrize(
    ("belongs_to", "offered"),
    [(Membership(), 1), (Membership("control", "a", "student"), 1), (Membership("sweep", "a"), 0)],
)
def test_that_the_message_of_a_finished_run_leads_on(
    qtbot: QtBot,
    session: Session,
    lab: Lab,
    monkeypatch: pytest.MonkeyPatch,
    belongs_to: Membership,
    offered: int,
) -> None:
    monkeypatch.setattr(PartOfPlan, "belongs_to", belongs_to)
    window = QMainWindow()
    FinishedRuns(session)
    bar = MessageBar(session.messages, session.theme, window)
    visible(qtbot, window)
    lab.records = (*lab.records[:-1], replace(SMALL, run="0002-run"))
    session.start(DISTILLATION, DISTILLATION)
    qtbot.waitUntil(lambda: session.runner.active is None)
    assert len(session.messages.history) == offered, "the last one of a queue speaks"
    if offered:
        assert "“small” is ready." in session.messages.history[-1].text
        press(bar, "Next: compare in a report")
        assert isinstance(lab.started[-1], EvaluateSpec)
        assert not bar.isVisible()


@pytest.mark.slow
def test_that_the_step_to_a_student_opens_its_form(
    qtbot: QtBot, session: Session, lab: Lab
) -> None:
    panel = TrainSetupPanel(session)
    visible(qtbot, panel)

    def chosen() -> list[str]:
        return [one.text() for one in shown(panel, QRadioButton) if one.isChecked()]

    session.take(NextStep.STUDENT)
    assert chosen() == ["Distil a student"]
    session.take(NextStep.TEACHER)
    assert chosen() == ["Train a teacher"]
