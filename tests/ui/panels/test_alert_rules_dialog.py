"""The alert rules in the window: judged and tried while typed, told as they begin to hold."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import screen
from fake_project import FakeProject, FakeRun
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from ui.curves.alert_rules import AlertRulesDialog
from ui.models.run_words import with_alerts
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.session import Session
from workbench.errors import BadInput
from workbench.events import Event, Metrics, Outcome, Paused, RunEnded, RunStarted
from workbench.jobs import Control
from workbench.store.choices.alert_rules import AlertRule
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.notes.alerts import Alert
from workbench.store.runs.notes.remarks import Remarks
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import words

SPEC = PretrainSpec(corpus="novel", tokenizer="bpe")


def alert(step: int, *, stops: bool = False) -> Alert:
    said = words("{curve} is {value} at step {step:,}", curve="Loss", value="12.0", step=step)
    return Alert(words=said, when="loss > 10", step=step, stops=stops)


def told_run(control: Control) -> Iterator[Event]:
    yield RunStarted(run="0001-run", name="teacher", kind="pretrain", total_steps=10)
    yield Metrics(step=1, values={"loss": 12.0}, tokens=8, elapsed_s=1)
    yield alert(1)
    yield Paused(step=1)
    yield RunEnded(outcome=Outcome.FINISHED, words=words("finished"))


class TriedRun(FakeRun):
    def would_fire(self, when: str) -> tuple[Alert, ...]:
        if "kl" in when:
            raise BadInput("no 'validation_kl' was measured")
        return tuple(alert(step) for step in (3, 1240))

    def alerts(self) -> tuple[Alert, ...]:
        return (alert(3),)


class TriedProject(FakeProject):
    def saved_run(self, run: str) -> TriedRun:
        return TriedRun(self, run)


@pytest.fixture
def dialog(qtbot: QtBot, session: Session, tmp_path: Any) -> Iterator[AlertRulesDialog]:
    session.use_project(TriedProject(tmp_path / "lab", told_run))
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = AlertRulesDialog(parent, session, [("0001-run", "teacher")])
    dialog.show()
    yield dialog
    parent.close()


def said(dialog: AlertRulesDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def type_in(dialog: AlertRulesDialog, text: str) -> None:
    screen.only(dialog, QLineEdit).setText(text)


def test_that_a_rule_is_tried_on_the_shown_runs_while_it_is_typed(
    qtbot: QtBot, dialog: AlertRulesDialog
) -> None:
    type_in(dialog, "loss > 10")
    expected = "teacher: it would have told 2 times, at steps 3"
    qtbot.waitUntil(lambda: expected in said(dialog))
    type_in(dialog, "val_kl > 10")
    qtbot.waitUntil(lambda: "teacher: no 'validation_kl' was measured" in said(dialog))


def test_that_what_is_no_condition_is_said_and_cannot_be_added(dialog: AlertRulesDialog) -> None:
    type_in(dialog, "loss")
    assert "'loss' is no condition; write 'gradient_norm > 10'" in said(dialog)
    assert not screen.button(dialog, "Add").isEnabled()


def test_that_rules_are_added_and_removed(dialog: AlertRulesDialog, session: Session) -> None:
    project: Any = session.project
    type_in(dialog, "loss > 10")
    screen.only(dialog, QCheckBox).setChecked(True)
    screen.press(dialog, "Add")
    assert project.alerts.kept == [AlertRule(when="loss > 10", stops=True)]
    view = screen.only(dialog, QTableView)
    assert screen.column(view, "Then") == ["tell and stop"]
    view.selectRow(0)
    screen.press(dialog, "Remove")
    assert project.alerts.kept == []


def test_that_an_alert_is_said_logged_and_signalled_and_a_pause_behind_it_waits_for_nothing(
    qtbot: QtBot, session: Session, tmp_path: Any
) -> None:
    session.use_project(FakeProject(tmp_path / "lab", told_run))
    told: list[Alert] = []
    session.runner.alert_fired.connect(lambda _view, one: told.append(one))
    session.start(SPEC)
    view = session.runner.active
    assert view is not None
    qtbot.waitUntil(lambda: session.runner.active is None)
    assert told == [alert(1)]
    assert alert(1) in view.log
    assert [one.text for one in session.messages.history].count("Loss is 12.0 at step 1") == 1


def test_that_a_rule_that_stops_the_run_says_what_is_not_started(
    qtbot: QtBot, session: Session, tmp_path: Any
) -> None:
    def stopped_run(control: Control) -> Iterator[Event]:
        yield RunStarted(run="0001-run", name="teacher", kind="pretrain", total_steps=10)
        yield alert(1, stops=True)
        yield RunEnded(outcome=Outcome.STOPPED, words=words("stopped"))

    project = FakeProject(tmp_path / "lab", stopped_run)
    session.use_project(project)
    second = SPEC.model_copy(update={"name": "second"})
    session.start(SPEC, second)
    qtbot.waitUntil(lambda: session.runner.active is None)
    assert "Not started: second" in session.messages.history[-1].text
    assert project.kept["0001-run"] == (second,)
    assert session.runner.queued == ()


def test_that_the_state_of_a_run_tells_how_many_alerts_it_has() -> None:
    run = RunRecord("0001-run", "run", "pretrain", RunStatus.FINISHED, Path(), 9, 9)
    texts = [
        with_alerts("finished", replace(run, remarks=Remarks(alerts=number)))
        for number in (0, 1, 2)
    ]
    assert texts == ["finished", "finished, 1 alert", "finished, 2 alerts"]


@pytest.mark.slow
def test_that_the_alerts_of_a_run_stand_below_its_curves(
    qtbot: QtBot, session: Session, tmp_path: Any
) -> None:
    session.use_project(TriedProject(tmp_path / "lab", told_run))
    panel = TrainCurvesPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    session.start(SPEC)

    def shown() -> bool:
        return any("Loss is 12.0 at step 3" in one.text() for one in panel.findChildren(QLabel))

    qtbot.waitUntil(shown)
