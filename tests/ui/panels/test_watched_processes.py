"""Two processes that the window starts, watched in it to their end, and stopped from it."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from screen import field, press, said
from tiny_project import perform, pretrain_spec, spec_file, weights_hash

from ui.forms.number_box import NumberBox
from ui.panels.train_curves.run_header import RunHeader
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.running.detached.failures import DetachedFailures
from ui.running.run_view import RunView
from ui.session import Session
from workbench.activities.spec import AnySpec
from workbench.events import RunStarted
from workbench.project import Project
from workbench.store.runs.journal import read_journal
from workbench.store.runs.requests import Request
from workbench.store.runs.run_folder import RunFolder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the processes are ended by signals"),
]
_PATIENCE_MS = 120_000


@pytest.fixture
def opened(qtbot: QtBot, session: Session, tiny_folder: Path) -> Iterator[Session]:
    """The window's session in a project; whatever still works on a run at the end is ended."""
    assert session.open_project(tiny_folder)
    qtbot.waitUntil(lambda: bool(session.project and session.project.models), timeout=20_000)
    DetachedFailures(session)
    yield session
    for path in (tiny_folder / "runs").iterdir():
        if (run := RunFolder(path)).is_claimed:
            os.kill(json.loads(run.lock_path.read_text())["pid"], signal.SIGKILL)


def start_two(qtbot: QtBot, session: Session, folder: Path, spec: AnySpec) -> RunFolder:
    panel = TrainSetupPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    panel.load(spec_file(folder, spec))
    field(panel, "Processes", NumberBox).setValue(2)
    press(panel, "Start in 2 processes")
    assert session.project is not None
    return RunFolder(session.project.folder / "runs" / session.selection.run)


def header_of(qtbot: QtBot, session: Session) -> tuple[RunHeader, RunView]:
    view = session.runner.view(session.selection.run)
    header = RunHeader(session)
    qtbot.addWidget(header)
    view.changed.connect(header.refresh)
    header.show_run(view)
    header.show()
    return header, view


def steps_of(view: RunView) -> list[int]:
    losses = view.state.series.get("loss")
    return [] if losses is None else list(losses.steps)


def test_that_two_processes_are_watched_to_their_end_and_give_the_bits_of_one(
    qtbot: QtBot, opened: Session, tmp_path: Path
) -> None:
    spec = pretrain_spec(name="again", loop={"steps": 30})
    run = start_two(qtbot, opened, tmp_path, spec)
    _, view = header_of(qtbot, opened)
    qtbot.waitUntil(lambda: view.state.status == "finished", timeout=_PATIENCE_MS)
    assert steps_of(view) == list(range(1, 31))
    first = read_journal(run.journal_path)[0][0].event
    assert isinstance(first, RunStarted)
    assert first.environment["processes"] == 2
    with Project.open(run.path.parents[1]) as project:
        alone = perform(project, spec.model_copy(update={"name": "alone"}))
    assert weights_hash(alone) == weights_hash(run)


def test_that_two_processes_are_watched_paused_stopped_and_resumed_from_the_window(
    qtbot: QtBot, opened: Session, tmp_path: Path
) -> None:
    spec = pretrain_spec(name="again", loop={"steps": 1_000_000})  # it ends by being stopped
    run = start_two(qtbot, opened, tmp_path, spec)
    header, view = header_of(qtbot, opened)
    qtbot.waitUntil(lambda: len(steps_of(view)) > 3, timeout=_PATIENCE_MS)
    opened.runner.request(run.id, Request.PAUSE)
    qtbot.waitUntil(lambda: view.state.status == "paused", timeout=_PATIENCE_MS)
    opened.runner.request(run.id, Request.RESUME)
    qtbot.waitUntil(lambda: view.state.status == "running", timeout=_PATIENCE_MS)
    opened.runner.request(run.id, Request.STOP)
    qtbot.waitUntil(lambda: view.state.status == "stopped", timeout=_PATIENCE_MS)
    stopped_at = view.state.step
    assert run.checkpoints()[-1].step == stopped_at
    qtbot.waitUntil(lambda: not run.is_claimed, timeout=_PATIENCE_MS)
    header.refresh()
    press(header, "Resume")
    qtbot.waitUntil(lambda: view.state.step > stopped_at + 3, timeout=_PATIENCE_MS)
    assert opened.runner.active is None, "two processes go on with it, not this window"
    opened.runner.request(run.id, Request.STOP)
    qtbot.waitUntil(lambda: view.state.status == "stopped", timeout=_PATIENCE_MS)


def test_that_processes_that_die_at_the_start_are_told_in_the_window(
    qtbot: QtBot, opened: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLOO_SOCKET_IFNAME", "nowhere7")
    run = start_two(qtbot, opened, tmp_path, pretrain_spec(name="again"))
    header, view = header_of(qtbot, opened)
    qtbot.waitUntil(lambda: bool(opened.messages.history), timeout=_PATIENCE_MS)
    message = opened.messages.history[-1].text
    assert message.startswith("“again” failed: the processes of this run have met, but cannot talk")
    qtbot.waitUntil(lambda: view.state.status == "failed", timeout=_PATIENCE_MS)
    header.refresh()
    assert "cannot talk to each other" in said(header)
    assert RunFolder(run.path).status() == "failed"
