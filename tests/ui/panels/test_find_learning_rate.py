"""*Find learning rate…* in the set-up: a range test as a run, its curve, a rate for the form."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_project import CORPUS, MODEL, TOKENIZER, FakeProject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from screen import button, enter, only, press, said, shown

from ui.forms.form import SpecForm
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.panels.train_setup.rates.dialog import LearningRateDialog
from ui.panels.train_setup.rates.rate_plot import RatePlot
from ui.session import Session
from workbench.activities.range_test.result import LearningRateTest
from workbench.activities.range_test.spec import LearningRateTestSpec, lr_test_of
from workbench.curves.range_test import growing_rates
from workbench.errors import BadInput
from workbench.events import Event, Metrics, Outcome, RunEnded, RunStarted, StageStarted
from workbench.jobs import Control, ThreadControl
from workbench.spec import to_toml
from workbench.store.records import RunStatus
from workbench.store.runs.state import RunState
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import words

SPEC = PretrainSpec(name="teacher", corpus="novel", tokenizer="bpe")
STEPS = 40


def falling(step: int) -> float:
    """Flat, then down, then up."""
    return 5.0 - 3.0 * min(max(step - 15, 0), 15) / 15 + 4.0 * max(step - 32, 0)


def endless(step: int) -> float:
    """Stays at its first step until it is told to stop."""
    return 5.0


def script(loss_of: Callable[[int], float]) -> Callable[[Control], Iterator[Event]]:
    def events(control: Control) -> Iterator[Event]:
        yield RunStarted(run="0001-run", name="learning rate of teacher", kind="lr_test")
        yield StageStarted(words=words("Testing learning rates"), total=STEPS, unit="steps")
        for step, rate in enumerate(growing_rates(1e-6, 1.0, STEPS), start=1):
            yield Metrics(step=step, values={"loss": loss_of(step), "learning_rate": rate})
            while loss_of is endless and not control.stopping:
                control.wait(0.01)
            if control.stopping:
                yield RunEnded(outcome=control.outcome, words=words("Stopped"))
                return
        yield RunEnded(outcome=Outcome.FINISHED, words=words("Finished"))

    return events


class Remembering(FakeProject):
    """Knows the result of a test of before; may refuse to start."""

    last: LearningRateTest | None = None
    refuses = False

    def start(self, run, control=None):
        if self.refuses:
            raise BadInput("the {what} is missing", what="corpus")
        return super().start(run, control)

    def last_lr_test(self, spec):
        return self.last


Opens = Callable[..., TrainSetupPanel]


@pytest.fixture
def opens(qtbot: QtBot, session: Session, tmp_path: Path) -> Opens:
    def open_(loss_of=falling, last=None) -> TrainSetupPanel:
        project = Remembering(tmp_path / "lab", script(loss_of), (CORPUS, TOKENIZER, MODEL))
        project.last = last
        session.use_project(project)
        panel = TrainSetupPanel(session)
        qtbot.addWidget(panel)
        panel.show()
        form_of(panel).setValue(SPEC)
        return panel

    return open_


def form_of(panel: TrainSetupPanel) -> SpecForm[Any]:
    (form,) = [one for one in shown(panel, SpecForm) if one.spec_type is PretrainSpec]
    return form


def dialog_of(panel: TrainSetupPanel) -> LearningRateDialog:
    press(panel, "Find learning rate…")
    return panel.findChildren(LearningRateDialog)[-1]


def rate_of(panel: TrainSetupPanel) -> float:
    rate: float = form_of(panel).plain()["optimizer"]["learning_rate"]
    return rate


def is_there(parent: QWidget, text: str) -> bool:
    return text in said(parent)


def test_that_a_test_runs_with_the_settings_as_they_stand_and_its_rate_is_used(
    qtbot: QtBot, opens: Opens, session: Session
):
    panel = opens()
    dialog = dialog_of(panel)
    enter(dialog, "Steps", STEPS)
    enter(dialog, "Lowest learning rate", 1e-6)
    press(dialog, "Test")
    assert isinstance(session.project, Remembering)
    (asked,) = session.project.started
    assert isinstance(asked, LearningRateTestSpec)
    assert asked.training == form_of(panel).value()
    assert (asked.steps, asked.low) == (STEPS, 1e-6)
    qtbot.waitUntil(lambda: is_there(dialog, "Suggested learning rate: "))
    found = LearningRateTest.of("0001-run", asked, session.runner.view("0001-run").state)
    assert found.suggestion is not None
    rate = found.suggestion.steepest
    assert str(found.sentences()[0]) in said(dialog)
    assert rate_of(panel) == SPEC.optimizer.learning_rate
    press(dialog, f"Use {rate:g} (steepest)")
    assert rate_of(panel) == rate
    assert form_of(panel).value().name == "teacher"


@pytest.mark.slow
def test_that_a_curve_that_tells_nothing_offers_no_rate(qtbot: QtBot, opens: Opens):
    dialog = dialog_of(opens(lambda _: 4.0))
    enter(dialog, "Steps", STEPS)
    press(dialog, "Test")
    qtbot.waitUntil(lambda: is_there(dialog, "No learning rate is suggested: the loss did not"))
    assert "Use" not in said(dialog)
    assert button(dialog, "Test").isEnabled()


@pytest.mark.slow
def test_that_a_test_that_is_stopped_says_how_far_it_came(qtbot: QtBot, opens: Opens):
    dialog = dialog_of(opens(endless))
    assert not button(dialog, "Stop").isEnabled()
    press(dialog, "Test")
    qtbot.waitUntil(lambda: button(dialog, "Stop").isEnabled())
    assert not button(dialog, "Test").isEnabled()
    press(dialog, "Stop")
    qtbot.waitUntil(lambda: is_there(dialog, "1 of 100 steps were taken"))
    assert button(dialog, "Test").isEnabled()


@pytest.mark.slow
def test_that_a_test_that_cannot_start_leaves_the_dialog_as_it_was(opens: Opens, session: Session):
    dialog = dialog_of(opens())
    assert isinstance(session.project, Remembering)
    session.project.refuses = True
    press(dialog, "Test")
    assert button(dialog, "Test").isEnabled()
    assert not button(dialog, "Stop").isEnabled()


@pytest.mark.slow
def test_that_what_was_tested_before_stands_there_at_once(qtbot: QtBot, opens: Opens):
    spec = lr_test_of(SPEC, {"steps": STEPS, "low": 1e-6})
    state = RunState(status=RunStatus.RUNNING)
    for event in script(falling)(ThreadControl()):
        state = state.apply(event)
    last = LearningRateTest.of("0001-run", spec, state)
    panel = opens(last=last)
    dialog = dialog_of(panel)
    qtbot.waitUntil(lambda: is_there(dialog, "Suggested learning rate: "))
    assert last.suggestion is not None
    press(dialog, f"Use {last.suggestion.tenth_of_lowest:g} (lowest ÷ 10)")
    assert rate_of(panel) == last.suggestion.tenth_of_lowest


@pytest.mark.slow
def test_that_a_test_is_set_up_again_with_its_dialog(opens: Opens, tmp_path: Path):
    panel = opens()
    path = tmp_path / "spec.toml"
    thin = SPEC.model_copy(update={"name": "thin"})
    path.write_text(to_toml(lr_test_of(thin, {})))
    panel.load(path)
    assert form_of(panel).value().name == "thin"
    assert "“thin”" in panel.findChildren(LearningRateDialog)[-1].windowTitle()


def test_that_impossible_settings_cannot_be_tested(opens: Opens):
    panel = opens()
    form_of(panel).set_value({"name": ""})
    assert not button(panel, "Find learning rate…").isEnabled()
    form_of(panel).set_value({"name": "teacher"})
    dialog = dialog_of(panel)
    enter(dialog, "Highest learning rate", 1e-7)
    assert "at least ten times" in said(dialog)
    assert not button(dialog, "Test").isEnabled()
    assert only(dialog, RatePlot).plot.accessibleName() == "Loss over the learning rate"
