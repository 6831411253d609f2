"""The queue: what waits, its part of a plan, other places, and what is taken out with its needs."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import screen
from fake_project import FakeProject, FakeRun
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from ui.durations import ends_at
from ui.panels.queue.entries import QueuedWork, entries
from ui.panels.queue.panel import QueuePanel
from ui.running.run_view import RunView
from ui.session import Session
from workbench.distillation.spec import DistillSpec
from workbench.errors import DiskFull
from workbench.plans.planned_run import PlannedRun, Startable
from workbench.plans.queue_order import can_move, goes_with
from workbench.project.runs.processes.interrupted import Interrupted
from workbench.store.membership import Membership
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.state import RunState
from workbench.training.pretrain_spec import PretrainSpec

ALONE = PretrainSpec(corpus="novel", tokenizer="bpe", name="alone")
TEACHER = PretrainSpec(corpus="novel", tokenizer="bpe", name="teacher")
STUDENT = DistillSpec(corpus="novel", teacher="teacher@best", name="student")


@pytest.fixture
def panel(qtbot: QtBot, session: Session, endless_project: Any) -> Iterator[QueuePanel]:
    session.use_project(endless_project)
    panel = QueuePanel(session)
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.show()
    yield panel
    session.runner.stop()
    qtbot.waitUntil(lambda: session.runner.active is None)


def names(panel: QueuePanel) -> list[str]:
    return screen.column(screen.only(panel, QTableView), "Run")


def choose(panel: QueuePanel, name: str) -> None:
    screen.only(panel, QTableView).selectRow(names(panel).index(name))


def test_that_what_waits_changes_places_here_and_on_the_disk(
    panel: QueuePanel, session: Session, endless_project: Any
) -> None:
    first, second = (ALONE.model_copy(update={"name": name}) for name in ("first", "second"))
    session.start(ALONE, first, second)
    assert names(panel)[1:] == ["first", "second"]
    choose(panel, "second")
    screen.press(panel, "Move up")
    assert names(panel)[1:] == ["second", "first"]
    assert endless_project.kept == {"0001-run": (second, first)}
    assert not screen.button(panel, "Move up").isEnabled()
    screen.press(panel, "Move down")
    assert session.runner.queued == ("first", "second")


def test_that_what_a_killed_window_left_is_said_and_gone_on_with(
    qtbot: QtBot, session: Session, endless_project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunRecord("0007-big", "big", "pretrain", RunStatus.INTERRUPTED, Path(), 125, 500)
    left = Interrupted(run, ("control", "small"))
    monkeypatch.setattr(type(endless_project), "interrupted", lambda _: left, raising=False)
    resumed: list[str] = []
    monkeypatch.setattr(session.runner, "resume", resumed.append)
    session.use_project(endless_project)
    panel = QueuePanel(session)
    qtbot.addWidget(panel)
    panel.show()
    text = "“big” was interrupted at step 125. Waiting behind it: control, small."
    qtbot.waitUntil(lambda: text in screen.said(panel))
    screen.press(panel, "Resume")
    assert resumed == ["0007-big"]


def test_that_the_last_that_waits_is_taken_out_here_and_on_the_disk(
    panel: QueuePanel, session: Session, endless_project: Any
) -> None:
    session.start(ALONE, TEACHER, STUDENT)
    choose(panel, "teacher")
    assert not screen.button(panel, "Move down").isEnabled()
    assert "student" in screen.button(panel, "Take out").toolTip()
    screen.press(panel, "Take out")
    assert not session.runner.queued
    assert endless_project.kept == {"0001-run": ()}
    assert session.messages.history[-1].text == "Taken out of the queue: teacher, student"


def test_that_a_run_does_not_change_places_with_what_it_reads() -> None:
    waiting = (TEACHER, STUDENT, ALONE)
    assert not can_move(waiting, 0, 1)
    assert not can_move(waiting, 1, -1)
    assert can_move(waiting, 1, 1)
    assert not can_move(waiting, 0, -1)
    assert not can_move(("0009-old", ALONE), 0, 1)
    assert goes_with(waiting, 0) == [0, 1]
    assert goes_with((ALONE, ALONE), 0) == [0]


def test_that_each_part_of_a_plan_says_which_of_how_many_it_is(
    panel: QueuePanel, session: Session
) -> None:
    journey = Membership("journey", "a1", "teacher")
    session.start(ALONE, PlannedRun(TEACHER, journey), PlannedRun(STUDENT, journey), ALONE)
    view = screen.only(panel, QTableView)
    expected = ["", "Journey, step 1 of 2", "Journey, step 2 of 2", ""]
    assert screen.column(view, "Part of") == expected
    assert screen.column(view, "State")[1:] == ["queued"] * 3


def test_that_the_times_of_what_waits_are_told_and_added_up(
    qtbot: QtBot, panel: QueuePanel, session: Session
) -> None:
    session.start(ALONE, TEACHER)
    view = screen.only(panel, QTableView)
    qtbot.waitUntil(lambda: screen.column(view, "Time left")[1] != "–")
    assert "All is done in" in screen.said(panel)


def drag(panel: QueuePanel, name: str, before: str) -> None:
    """What Qt does once a row was dragged and let go before another one."""
    view = screen.only(panel, QTableView)
    model, shown = view.model(), names(panel)
    data = model.mimeData([model.index(shown.index(name, 1), 0)])
    row = shown.index(before) if before else len(shown)
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, QModelIndex())


def test_that_what_waits_is_dragged_as_far_as_what_it_needs_allows(
    panel: QueuePanel, session: Session
) -> None:
    first, last = (ALONE.model_copy(update={"name": name}) for name in ("first", "last"))
    session.start(ALONE, first, TEACHER, STUDENT, last)
    drag(panel, "last", before="first")
    assert session.runner.queued == ("last", "first", "teacher", "student")
    drag(panel, "last", before="")
    assert session.runner.queued == ("first", "teacher", "student", "last")
    drag(panel, "student", before="first")
    assert session.runner.queued == ("first", "teacher", "student", "last")
    said = session.messages.history[-1].text
    assert said == "“student” needs “teacher”, which therefore comes before it."
    drag(panel, "teacher", before=names(panel)[0])
    assert session.runner.queued == ("teacher", "first", "student", "last")
    flags = screen.only(panel, QTableView).model().flags
    live = screen.only(panel, QTableView).model().index(0, 0)
    assert not flags(live) & Qt.ItemFlag.ItemIsDragEnabled


def test_that_alt_and_an_arrow_move_what_is_chosen(
    qtbot: QtBot, panel: QueuePanel, session: Session
) -> None:
    first, second = (ALONE.model_copy(update={"name": name}) for name in ("first", "second"))
    session.start(ALONE, first, second)
    choose(panel, "second")
    keys = {key.toString() for action in panel.findChildren(QAction) for key in action.shortcuts()}
    assert {"Alt+Up", "Alt+Down", "Ctrl+Up", "Ctrl+Down", "Del"} <= keys


def test_that_the_end_of_each_is_that_of_all_before_it_and_its_own() -> None:
    at = datetime(2026, 11, 30, 23, 40)
    assert (ends_at(600, at), ends_at(1800, at)) == ("23:50", "2026-12-01 00:10")
    view = RunView("0001-run")
    view.state = RunState(kind="pretrain", step=10, total_steps=40, elapsed_s=100.0)
    work = QueuedWork(view, paused=False, waiting=(ALONE, TEACHER, ALONE))
    ends = [row.ends_in for row in entries((), work, {1: 60.0, 2: None, 3: 5.0})]
    assert ends == [300.0, 360.0, None, None]
    paused = QueuedWork(view, paused=True, waiting=(ALONE,))
    assert [row.ends_in for row in entries((), paused, {1: 60.0})] == [None, None]
    held = QueuedWork(view, paused=False, waiting=(ALONE,), held=True)
    assert [row.ends_in for row in entries((), held, {1: 60.0})] == [300.0, None]


def test_that_a_paused_queue_starts_nothing_until_it_goes_on(
    qtbot: QtBot, session: Session, project: FakeProject
) -> None:
    session.use_project(project)
    panel = QueuePanel(session)
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.show()
    project.queue.hold()  # by another process
    session.start(ALONE, TEACHER)
    qtbot.waitUntil(lambda: session.runner.active is None)
    assert [spec.name for spec in project.started] == ["alone"]
    kept: dict[str, Any] = project.kept
    assert kept["0001-run"] == (TEACHER,)
    assert "The queue is paused" in screen.said(panel)
    session.start(STUDENT)
    assert session.runner.queued == ("teacher", "student")
    assert kept["0001-run"] == (TEACHER, STUDENT)
    project.queue.release()  # by a process that performs what waits itself
    qtbot.waitUntil(lambda: not session.runner.is_held)
    assert session.runner.active is None
    screen.press(panel, "Pause the queue")
    assert project.queue.is_held
    screen.press(panel, "Pause the queue")
    assert not project.queue.is_held
    qtbot.waitUntil(lambda: len(project.started) == 3 and session.runner.active is None)


def test_that_an_order_that_another_process_gave_is_taken_over(
    qtbot: QtBot, panel: QueuePanel, session: Session, endless_project: Any
) -> None:
    first, second = (ALONE.model_copy(update={"name": name}) for name in ("first", "second"))
    session.start(ALONE, first, second)
    endless_project.kept["0001-run"] = (second, first)
    qtbot.waitUntil(lambda: session.runner.queued == ("second", "first"))
    assert names(panel)[1:] == ["second", "first"]


def test_that_what_could_not_be_kept_on_the_disk_waits_all_the_same(
    qtbot: QtBot, session: Session, endless_project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(run: FakeRun, runs: Sequence[Startable]) -> None:
        raise DiskFull("no room")

    monkeypatch.setattr(FakeRun, "keep_following", refuse)
    session.use_project(endless_project)
    session.start(ALONE, TEACHER)
    qtbot.wait(1200)  # it looks once a second at what others have changed
    assert session.runner.queued == ("teacher",)
    session.runner.stop()
    qtbot.waitUntil(lambda: session.runner.active is None)


def test_that_the_run_is_paused_and_resumed_from_the_queue(
    qtbot: QtBot, panel: QueuePanel, session: Session
) -> None:
    session.start(ALONE)
    screen.press(panel, "Pause the run")
    assert session.runner.pausing
    texts = {action.text() for action in panel.findChildren(QAction)}
    assert "Resume the run" in texts
    screen.press(panel, "Resume the run")
    assert not session.runner.pausing


class RunsElsewhere(FakeProject):
    """One run trains in another process, which starts another one after it."""

    runs = (
        RunRecord(
            id="0007-far",
            name="far",
            kind="pretrain",
            status=RunStatus.RUNNING,
            step=3,
            total_steps=9,
            folder=Path("0007-far"),
        ),
    )


def test_that_what_another_process_starts_after_its_run_is_seen_and_left_to_it(
    qtbot: QtBot, session: Session
) -> None:
    project = RunsElsewhere()
    project.kept["0007-far"] = (TEACHER, STUDENT)
    session.use_project(project)
    panel = QueuePanel(session)
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    panel.show()
    assert names(panel) == ["far", "teacher", "student"]
    states = screen.column(screen.only(panel, QTableView), "State")
    assert states == ["running", "follows elsewhere", "follows elsewhere"]
    choose(panel, "teacher")
    assert not screen.button(panel, "Take out").isEnabled()
