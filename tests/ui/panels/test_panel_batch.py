"""The documents of a step in the window."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_project import FakeProject, FakeRun
from PySide6.QtWidgets import QComboBox, QMenu, QSpinBox
from pytestqt.qtbot import QtBot
from screen import button, cells, only, press, said

from ui.curves.along import Along
from ui.curves.marks.step_notes import StepNotes
from ui.curves.shown_run import ShownRun
from ui.models.run_style import RunStyle
from ui.models.view import TableView
from ui.panels.batch.panel import BatchPanel
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.session import Session
from ui.widgets.token_strip import TokenStrip
from workbench.activities.replay.documents import BatchDocument
from workbench.activities.replay.step_batch import StepBatch
from workbench.data.batch_rows import Use
from workbench.errors import BadInput
from workbench.events import CheckpointSaved, Event, Metrics, RunStarted
from workbench.training.anomalies.anomaly import Anomaly, AnomalyKind
from workbench.words import words

RUN = "0003-run"


def document(row: int, losses: tuple[float | None, ...]) -> BatchDocument:
    known = [one for one in losses if one is not None]
    return BatchDocument(
        number=10 + row,
        micro_batch=0,
        row=row,
        tokens=tuple(f"▁w{n}" for n in range(len(losses))),
        uses=(Use.READ, *(Use.LEARNT for _ in losses[1:])),
        losses=losses,
        text=f"document {row}",
        begins_here=True,
        ends_here=row > 1,
        targets=len(losses) - 1,
        loss=sum(known) / len(known) if known else None,
    )


Asked = list[tuple[int, int | None]]


class BatchedRun(FakeRun):
    """Notes what it is asked for, and knows two documents."""

    asked: Asked

    def batch(self, step: int, *, under: int | None = None) -> Iterator[StepBatch]:
        self.asked.append((step, under))
        if step == 13:
            raise BadInput("there is no checkpoint at step {step}", step=step)
        bare = (document(1, (None, None)), document(2, (None, None, None)))
        found = StepBatch(step, 0, under is None, bare, 0, step - 1)
        yield found
        scored = (document(1, (None, 1.0)), document(2, (None, 3.0, 5.0)))
        recorded = 3.0 if step == 7 else 2.0
        yield replace(
            found, documents=scored, done=step - 1, loss=3.0, metric="loss", recorded=recorded
        )


class BatchedProject(FakeProject):
    def __init__(self, folder: Path, asked: Asked) -> None:
        super().__init__(folder, lambda _: iter(()))
        self._asked = asked

    def saved_run(self, run: str) -> BatchedRun:
        found = BatchedRun(self, run)
        found.asked = self._asked
        return found


def events() -> Iterator[Event]:
    yield RunStarted(run=RUN, name="small", kind="pretrain", total_steps=40)
    for step in range(1, 21):
        yield Metrics(step=step, values={"loss": 5 / step}, tokens=step * 100, epoch=step)
    yield CheckpointSaved(step=10, folder="c", digest="d", is_best=True)


@pytest.fixture
def asked() -> Asked:
    return []


@pytest.fixture
def running(session: Session, tmp_path: Path, asked: Asked) -> Session:
    session.use_project(BatchedProject(tmp_path / "lab", asked))
    session.runner.view(RUN).fold(events())
    session.select(run=RUN)
    return session


@pytest.fixture
def panel(qtbot: QtBot, running: Session) -> BatchPanel:
    panel = BatchPanel(running)
    qtbot.addWidget(panel)
    panel.resize(900, 500)
    panel.show()
    qtbot.waitUntil(lambda: only(panel, QSpinBox).maximum() == 20)
    return panel


def ask(qtbot: QtBot, panel: BatchPanel, step: int) -> None:
    only(panel, QSpinBox).setValue(step)
    press(panel, "Show documents")
    qtbot.waitUntil(lambda: button(panel, "Show documents").isEnabled())


def test_that_the_hardest_document_comes_first_and_is_shown(qtbot: QtBot, panel: BatchPanel):
    ask(qtbot, panel, 7)
    assert [row[0] for row in cells(only(panel, TableView))] == ["document 2", "document 1…"]
    assert [token.text for token in only(panel, TokenStrip).tokens] == ["▁w0", "▁w1", "▁w2"]
    assert "The run recorded the same: 3" in said(panel)
    assert "replayed from the beginning, 6 steps" in said(panel)


def test_that_another_loss_than_the_recorded_one_is_said(qtbot: QtBot, panel: BatchPanel):
    ask(qtbot, panel, 8)
    assert "not the same" in said(panel)


def test_that_a_checkpoint_can_be_asked_instead_of_a_replay(
    qtbot: QtBot, panel: BatchPanel, asked: Asked
):
    only(panel, QSpinBox).setValue(15)
    ways = only(panel, QComboBox)
    assert "4 steps are replayed from step 10" in ways.itemText(0)
    ways.setCurrentIndex(1)
    ask(qtbot, panel, 15)
    assert asked == [(15, 10)]
    assert "under the checkpoint of step 0" in said(panel)


def test_that_what_goes_wrong_leaves_no_documents(qtbot: QtBot, panel: BatchPanel):
    ask(qtbot, panel, 7)
    ask(qtbot, panel, 13)
    assert cells(only(panel, TableView)) == []


def test_that_a_step_chosen_elsewhere_is_asked_for(qtbot: QtBot, panel: BatchPanel, asked: Asked):
    panel.session.show_step(RUN, 5)
    qtbot.waitUntil(lambda: bool(cells(only(panel, TableView))))
    assert asked == [(5, None)]


def test_that_a_step_is_asked_for_before_the_runs_journal_is_read_so_far(
    qtbot: QtBot, panel: BatchPanel, asked: Asked
):
    other = "0004-other"
    panel.session.show_step(other, 15)
    begun = RunStarted(run=other, name="other", kind="pretrain", total_steps=40)
    first = Metrics(step=5, values={"loss": 1.0}, tokens=500, epoch=1.0)
    panel.session.runner.view(other).fold([begun, first])
    qtbot.waitUntil(lambda: asked == [(15, None)])
    qtbot.waitUntil(lambda: bool(cells(only(panel, TableView))))
    assert only(panel, QSpinBox).value() == 15


@pytest.mark.parametrize(("x", "step"), [(6.2, 6), (-5.0, 1)])
def test_that_curves_offer_the_documents_of_a_step_that_has_a_batch(
    qtbot: QtBot, running: Session, monkeypatch: pytest.MonkeyPatch, x: float, step: int
):
    opened: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: opened.append(menu))
    curves = TrainCurvesPanel(running)
    qtbot.addWidget(curves)
    curves.show()
    run = ShownRun("", "run", running.runner.view(RUN), RunStyle("#123456"))
    StepNotes(running).ask(curves, x, (run,), Along.STEP)
    (menu,) = opened
    (action,) = (one for one in menu.actions() if one.text() == f"Documents of step {step}")
    with qtbot.waitSignal(running.step_requested) as told:
        action.trigger()
    assert told.args == [RUN, step]


def test_that_anomalies_stand_below_the_curves_and_lead_to_documents(
    qtbot: QtBot, running: Session, monkeypatch: pytest.MonkeyPatch
):
    said_of_it = words("the loss leaps at step {step}", step=7)
    anomaly = Anomaly(AnomalyKind.SPIKE, 7, 7, said_of_it, batch_step=7)
    monkeypatch.setattr(BatchedRun, "anomalies", lambda _: (anomaly,))
    curves = TrainCurvesPanel(running)
    qtbot.addWidget(curves)
    curves.show()
    qtbot.waitUntil(lambda: "the loss leaps at step 7" in said(curves))
    with qtbot.waitSignal(running.step_requested) as told:
        press(curves, "Documents of step 7")
    assert told.args == [RUN, 7]
    monkeypatch.setattr(BatchedRun, "anomalies", lambda _: ())
    running.select(run="0004-other")
    qtbot.waitUntil(lambda: "leaps" not in said(curves))
