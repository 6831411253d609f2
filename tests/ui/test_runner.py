"""Runs and queries: what a thread yields arrives in the GUI thread, once and in order."""

import gc
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from screen import said

from ui.panels.train_curves.run_header import RunHeader
from ui.running.followers import Follower
from ui.running.garbage import GarbageCollection
from ui.running.run_view import RunView
from ui.session import Session
from workbench.errors import BadInput, Corrupt
from workbench.events import (
    Continued,
    Event,
    Level,
    Metrics,
    Note,
    Outcome,
    Paused,
    RunEnded,
    RunResumed,
    RunStarted,
)
from workbench.jobs import RUNS, Control
from workbench.store.change import Change
from workbench.store.database.past import Past
from workbench.store.records import RunStatus
from workbench.store.runs.journal import Journal
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import words

SPEC = PretrainSpec(corpus="novel", tokenizer="bpe")


def idle(session: Session) -> bool:
    return session.runner.active is None


def test_that_a_run_is_folded_into_its_view_and_ends(qtbot: QtBot, lab_session: Session) -> None:
    ended: list[Outcome] = []
    lab_session.runner.run_ended.connect(lambda _view, outcome: ended.append(outcome))
    lab_session.start(SPEC)
    view = lab_session.runner.active
    assert view is not None
    assert lab_session.selection.run == view.run_id
    qtbot.waitUntil(lambda: idle(lab_session))
    assert view.state.status == RunStatus.FINISHED
    assert list(view.state.series["loss"].steps) == list(range(1, 11))
    assert ended == [Outcome.FINISHED]


def test_that_a_view_changes_once_a_tick_however_much_happened(
    qtbot: QtBot, lab_session: Session
) -> None:
    view = lab_session.runner.view("0001-run")
    changes: list[int] = []
    view.changed.connect(lambda: changes.append(view.state.step))
    lab_session.start(SPEC)
    qtbot.waitUntil(lambda: idle(lab_session))
    assert len(changes) <= 3


@pytest.mark.parametrize(
    ("change", "expected"),
    [(Change.NOTHING, []), (Change.NUMBERS, ["numbers"]), (Change.CATALOGUE, ["catalogue"])],
)
def test_that_panels_are_told_of_the_project_only_when_it_holds_something_else(
    qtbot: QtBot,
    lab_session: Session,
    monkeypatch: pytest.MonkeyPatch,
    change: Change,
    expected: list[str],
) -> None:
    received: list[str] = []
    lab_session.runner.catalogue_changed.connect(lambda: received.append("catalogue"))
    lab_session.runner.numbers_changed.connect(lambda: received.append("numbers"))
    changes = [change]
    assert lab_session.project is not None
    monkeypatch.setattr(
        lab_session.project.catalogue,
        "read_ahead",
        lambda: changes.pop() if changes else Change.NOTHING,
    )
    qtbot.waitUntil(lambda: not changes)
    qtbot.waitUntil(lambda: received == expected)
    qtbot.wait(100)
    assert received == expected


def test_that_a_database_that_cannot_be_used_is_said_once(
    qtbot: QtBot, lab_session: Session
) -> None:
    catalogue: Any = lab_session.project.catalogue if lab_session.project else None
    catalogue.notice = words("the database is away")
    shown = lab_session.messages.history
    qtbot.waitUntil(lambda: any("away" in message.text for message in shown))
    for _ in range(3):
        lab_session.runner.tick()
    assert [message.text for message in shown].count("the database is away") == 1


def test_that_queued_runs_follow_one_another(qtbot: QtBot, lab_session: Session) -> None:
    lab_session.start(SPEC, SPEC, SPEC)
    assert lab_session.runner.queued == ("teacher", "teacher")
    project: Any = lab_session.project
    qtbot.waitUntil(lambda: len(project.started) == 3 and idle(lab_session))
    assert not lab_session.runner.queued


def test_that_what_waits_behind_a_stopped_run_is_named_and_follows_once_it_is_resumed(
    qtbot: QtBot, session: Session, project: Any, endless_project: Any
) -> None:
    later = SPEC.model_copy(update={"name": "later"})
    session.use_project(endless_project)
    session.start(SPEC, later)
    view = session.runner.active
    assert view is not None
    session.runner.stop()
    qtbot.waitUntil(lambda: idle(session))
    assert view.state.status == RunStatus.STOPPED
    assert not session.runner.queued
    assert len(endless_project.started) == 1
    assert session.messages.history[-1].text == (
        "Not started: later. They follow once the run has been resumed and has finished."
    )
    endless_project.script = project.script
    session.runner.resume("0001-run")
    qtbot.waitUntil(lambda: len(endless_project.started) == 2 and idle(session))
    assert endless_project.started[1] == later


def test_that_what_waits_is_on_the_disk_from_the_moment_it_is_queued(
    qtbot: QtBot, session: Session, project: Any, endless_project: Any
) -> None:
    second, third = (SPEC.model_copy(update={"name": name}) for name in ("second", "third"))
    session.use_project(endless_project)
    session.start(SPEC, second)
    assert endless_project.kept == {"0001-run": (second,)}
    session.start(third)
    assert endless_project.kept == {"0001-run": (second, third)}
    session.runner.stop()
    qtbot.waitUntil(lambda: idle(session))
    assert endless_project.kept == {"0001-run": (second, third)}
    session.use_project(project)
    session.start(SPEC, second, third)
    qtbot.waitUntil(lambda: len(project.started) == 3 and idle(session))
    assert project.kept == {"0001-run": (), "0002-run": ()}


def test_that_what_was_kept_behind_a_finished_run_is_started(
    qtbot: QtBot, lab_session: Session
) -> None:
    project: Any = lab_session.project
    project.saved_run("0007-run").keep_following((SPEC,))
    lab_session.runner.start_following("0007-run")
    assert project.kept == {"0007-run": ()}
    qtbot.waitUntil(lambda: idle(lab_session))
    assert project.started == [SPEC]


def failing_run(control: Control) -> Iterator[Event]:
    yield RunStarted(run="0001-run", name="teacher", kind="pretrain")
    yield RunEnded(outcome=Outcome.FAILED, words=words("no text found in {path}", path="x"))


def test_that_a_run_that_fails_says_why_and_what_is_not_started(
    qtbot: QtBot, session: Session, project: Any
) -> None:
    project.script = failing_run
    session.use_project(project)
    session.start(SPEC, SPEC.model_copy(update={"name": "later"}))
    qtbot.waitUntil(lambda: idle(session))
    (message,) = session.messages.history
    assert message.level == Level.ERROR
    assert message.text == (
        "“teacher” failed: no text found in x. Not started: later. "
        "They follow once the run has been resumed and has finished."
    )


def waiting_for_room(control: Control) -> Iterator[Event]:
    yield RunStarted(run="0001-run", name="teacher", kind="pretrain")
    yield Note(words=words("the teacher is weak"), level=Level.WARNING)
    yield Metrics(step=1, values={"train_loss": 1.0})
    yield Note(words=words("there is no room"), level=Level.WARNING)
    while not control.stopping:
        yield Paused(step=1)
        control.wait(0.02)
        if not control.stopping:
            yield Continued(step=1)
    yield RunEnded(outcome=Outcome.STOPPED, words=words("there is no room"))


def test_that_a_run_that_pauses_by_itself_says_why_once(
    qtbot: QtBot, session: Session, project: Any
) -> None:
    project.script = waiting_for_room
    session.use_project(project)
    header = RunHeader(session)
    qtbot.addWidget(header)
    session.start(SPEC)
    header.show_run(session.runner.active)
    header.show()
    qtbot.waitUntil(lambda: session.runner.waits_for == words("there is no room"))
    header.refresh()
    assert "there is no room" in said(header)
    qtbot.wait(150)
    assert [message.text for message in session.messages.history] == ["there is no room"]
    session.runner.stop()
    qtbot.waitUntil(lambda: idle(session))
    assert session.runner.waits_for is None


def silent_run(control: Control) -> Iterator[Event]:
    while not control.stopping:
        control.wait(0.02)
    yield RunEnded(outcome=Outcome.STOPPED, words=words("stopped"))


def test_that_what_an_earlier_attempt_waited_for_is_not_said_again(
    qtbot: QtBot, session: Session, project: Any
) -> None:
    run = project.saved_run("0001-run")
    run.folder.mkdir(parents=True, exist_ok=True)
    journal = Journal(run.journal_path)
    journal.append(Note(words=words("there is no room"), level=Level.WARNING))
    journal.append(Paused(step=1))
    journal.close()
    project.script = silent_run
    session.use_project(project)
    session.runner.resume(run.id)
    view = session.runner.active
    assert view is not None
    qtbot.waitUntil(lambda: view.state.status == RunStatus.PAUSED)
    assert session.runner.waits_for is None
    assert not session.messages.history
    session.runner.stop()
    qtbot.waitUntil(lambda: idle(session))


def test_that_what_was_kept_with_a_run_follows_it_when_it_is_resumed(
    qtbot: QtBot, lab_session: Session
) -> None:
    project: Any = lab_session.project
    later = SPEC.model_copy(update={"name": "later"})
    project.saved_run("0007-run").keep_following((later,))
    lab_session.runner.resume("0007-run")
    assert lab_session.runner.waiting == (later,)
    qtbot.waitUntil(lambda: idle(lab_session))
    assert project.started == [later]


def test_that_a_run_goes_on_where_what_was_kept_with_it_is_damaged(
    qtbot: QtBot, lab_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    project: Any = lab_session.project
    saved = type(project.saved_run("0007-run"))

    def damaged(_: object) -> Any:
        raise Corrupt("following.json is missing")

    monkeypatch.setattr(saved, "following", damaged)
    lab_session.runner.resume("0007-run")
    active = lab_session.runner.active
    assert active is not None
    assert active.run_id == "0007-run"
    assert [m.text for m in lab_session.messages.history] == ["following.json is missing"]
    qtbot.waitUntil(lambda: idle(lab_session))


def test_that_pausing_is_told_and_undone(
    qtbot: QtBot, session: Session, endless_project: Any
) -> None:
    session.use_project(endless_project)
    session.start(SPEC)
    session.runner.pause()
    assert session.runner.pausing
    session.runner.go_on()
    assert not session.runner.pausing


def test_that_a_run_that_cannot_start_is_said_and_the_queue_falls_with_it(
    session: Session, project: Any
) -> None:
    def refuse(spec: object, control: Control) -> None:
        raise BadInput("there is no corpus '{name}'", name="novel")

    project.start = refuse
    session.use_project(project)
    session.start(SPEC, SPEC)
    assert [message.text for message in session.messages.history] == ["there is no corpus 'novel'"]
    assert session.runner.queued == ()


def test_that_a_thread_that_dies_is_said_with_details(
    qtbot: QtBot, session: Session, project: Any
) -> None:
    def broken(control: Control) -> Iterator[Any]:
        yield RunStarted(run="0001-run", name="x", kind="pretrain")
        raise ZeroDivisionError("by zero")

    project.script = broken
    session.use_project(project)
    session.start(SPEC)
    qtbot.waitUntil(lambda: idle(session))
    message = session.messages.history[-1]
    assert "by zero" in message.text
    assert "Traceback" in message.details


def test_that_a_run_of_another_process_is_followed_through_its_journal(
    qtbot: QtBot, lab_session: Session
) -> None:
    journal = _journal(lab_session, "0007-elsewhere")
    journal.append(RunStarted(run="0007-elsewhere", name="far", kind="pretrain"))
    journal.append(Metrics(step=1, values={"loss": 2.0}))
    journal.flush()
    view = lab_session.runner.view("0007-elsewhere")
    qtbot.waitUntil(lambda: view.state.step == 1)
    journal.append(Metrics(step=2, values={"loss": 1.0}))
    journal.append(RunEnded(outcome=Outcome.FINISHED, words=words("finished")))
    qtbot.waitUntil(lambda: view.state.status == RunStatus.FINISHED)
    assert list(view.state.series["loss"].values) == [2.0, 1.0]
    journal.close()


def test_that_a_resumed_run_has_its_history_and_tells_nothing_twice(
    qtbot: QtBot, session: Session, project: Any
) -> None:
    def goes_on(control: Control) -> Iterator[Any]:
        yield RunResumed(from_step=1)
        yield Metrics(step=2, values={"loss": 1.0})
        yield RunEnded(outcome=Outcome.FINISHED, words=words("finished"))

    project.script = goes_on
    session.use_project(project)
    journal = _journal(session, "0001-run")
    journal.append(RunStarted(run="0001-run", name="x", kind="pretrain"))
    journal.append(Metrics(step=1, values={"loss": 3.0}))
    journal.append(RunEnded(outcome=Outcome.STOPPED, words=words("stopped")))
    journal.close()
    session.runner.resume("0001-run")
    qtbot.waitUntil(lambda: idle(session))
    view = session.runner.view("0001-run")
    assert list(view.state.series["loss"].values) == [3.0, 1.0]
    qtbot.wait(700)
    assert list(view.state.series["loss"].values) == [3.0, 1.0]


def test_that_a_query_answers_in_the_gui_thread(qtbot: QtBot, session: Session) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    received: list[tuple[int, bool]] = []
    threads: list[threading.Thread] = []
    done: list[bool] = []

    def count() -> Iterator[int]:
        threads.append(threading.current_thread())
        yield from range(3)

    def receive(item: int) -> None:
        received.append((item, threading.current_thread() is threading.main_thread()))

    session.query(count, receive, lambda: done.append(True), owner=owner)
    qtbot.waitUntil(lambda: bool(done))
    assert received == [(0, True), (1, True), (2, True)]
    assert threads[0] is not threading.main_thread()


def test_that_a_cancelled_query_falls_silent_and_the_next_one_is_answered(
    qtbot: QtBot, session: Session
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    received: list[int] = []
    going = threading.Event()

    def slow() -> Iterator[int]:
        yield 1
        going.wait(5)
        yield 2

    first = session.query(slow, received.append, owner=owner)
    session.query(lambda: iter([10]), received.append, owner=owner)
    first.cancel()
    going.set()
    qtbot.waitUntil(lambda: received == [10])


def test_that_a_query_that_is_on_when_a_run_begins_is_restarted(
    qtbot: QtBot, session: Session, endless_project: Any
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    received: list[tuple[int, bool]] = []
    started_over: list[int] = []
    during_a_run: list[bool] = []
    going = threading.Event()

    def slow() -> Iterator[tuple[int, bool]]:
        during_a_run.append(RUNS.is_any_on)
        yield 1, RUNS.is_any_on
        assert going.wait(5)
        yield 2, RUNS.is_any_on

    def start_over() -> None:
        started_over.append(len(received))
        received.clear()

    done: list[bool] = []
    session.use_project(endless_project)
    session.query(
        slow, received.append, lambda: done.append(True), owner=owner, on_restart=start_over
    )
    qtbot.waitUntil(lambda: bool(received))
    session.start(SPEC)
    going.set()
    qtbot.waitUntil(lambda: bool(done))
    assert started_over == [1]
    assert during_a_run == [False, True]
    assert received == [(1, True), (2, True)]
    session.runner.stop()
    qtbot.waitUntil(lambda: idle(session))
    assert not RUNS.is_any_on


def test_that_work_that_may_be_done_once_only_is_not_restarted(
    qtbot: QtBot, session: Session, endless_project: Any
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    received: list[int] = []
    going = threading.Event()

    def slow() -> Iterator[int]:
        yield 1
        assert going.wait(5)
        yield 2

    session.use_project(endless_project)
    session.query(slow, received.append, owner=owner)
    qtbot.waitUntil(lambda: bool(received))
    session.start(SPEC)
    going.set()
    qtbot.waitUntil(lambda: received == [1, 2])


def test_that_a_failed_query_is_said(qtbot: QtBot, session: Session) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)

    def fail() -> Iterator[int]:
        raise BadInput("no model '{name}'", name="big")
        yield 1

    session.query(fail, print, owner=owner)
    qtbot.waitUntil(lambda: bool(session.messages.history))
    assert session.messages.history[-1].text == "no model 'big'"


def test_that_the_project_is_not_changed_under_a_run(
    session: Session, endless_project: Any, tmp_path: Path
) -> None:
    session.use_project(endless_project)
    session.start(SPEC)
    assert not session.open_project(tmp_path / "other")
    assert session.project is endless_project


def test_that_of_many_runs_no_more_than_two_are_read_at_once(tmp_path: Path) -> None:
    at_once, most = 0, 0

    def past() -> Past:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.01)
        at_once -= 1
        return Past()

    journal = tmp_path / "journal.jsonl"
    journal.write_text("{}\n")
    followers = [Follower(RunView(str(number)), journal, past) for number in range(8)]
    for follower in followers:
        follower.tick()
    for follower in followers:
        follower.close()
    assert most == 2


def test_that_garbage_is_collected_only_when_requested() -> None:
    collection = GarbageCollection()
    try:
        assert not gc.isenabled()
    finally:
        collection.close()
    assert gc.isenabled()


def test_that_no_collection_looks_through_what_a_library_has_brought(monkeypatch: Any) -> None:
    monkeypatch.setattr("ui.running.garbage._YOUNG_EVERY_S", 0.0)
    collection = GarbageCollection()
    try:
        collection.tick(idle=True)
        gc.unfreeze()
        for number in range(200):
            monkeypatch.setitem(sys.modules, f"part {number} of a library", ModuleType("part"))
        collection.tick(idle=True)
        assert gc.get_freeze_count() > 1000
        seen = weakref.ref(Cyclic([]))
        collection.tick(idle=True)
        assert seen() is None, "what came later is collected"
    finally:
        collection.close()
    assert gc.get_freeze_count() == 0
    gc.freeze()  # no later test looks through all that was imported


class Cyclic:
    """Garbage that only a collection finds."""

    def __init__(self, ring: list[Any]) -> None:
        ring.append(self)
        self.ring = ring


@pytest.fixture(autouse=True)
def _keeps_collecting() -> Iterator[None]:
    yield
    gc.enable()


def _journal(session: Session, run_id: str) -> Journal:
    assert session.project is not None
    folder = session.project.folder / "runs" / run_id
    folder.mkdir(parents=True)
    return Journal(folder / "journal.jsonl")
