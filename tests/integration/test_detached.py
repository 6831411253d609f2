"""Runs in a process of their own: started, watched, asked to pause and stop, handed over."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tiny_project import (
    attempts,
    ending,
    metric_rows,
    perform,
    pretrain_spec,
    spec_file,
    started_command,
    weights_hash,
)

from workbench.errors import BadInput
from workbench.events import Continued, Event, Metrics, Outcome, Paused, RunEnded, RunResumed
from workbench.jobs import RUNS, ThreadControl
from workbench.project import Project
from workbench.store.runs.requests import Request
from workbench.store.runs.run_folder import RunFolder

ENDLESS = pretrain_spec(name="again", loop={"steps": 100_000, "evaluate_every": 50})
SHORT = pretrain_spec(name="again", loop={"steps": 30})


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the processes that are started."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture
def run_of(tiny: Project) -> Iterator[Any]:
    """The folder of a run; whatever still works on it at the end is ended."""
    seen: list[RunFolder] = []

    def of(run_id: str) -> RunFolder:
        seen.append(RunFolder(tiny.folder / "runs" / run_id))
        return seen[-1]

    yield of
    for run in seen:
        if run.is_claimed:
            os.kill(json.loads(run.lock_path.read_text())["pid"], signal.SIGKILL)


def watched(project: Project, run_id: str) -> Iterator[Event]:
    """The run's events; one that says nothing for long is a failure, not a hang."""
    patience = threading.Timer(120, lambda: os.kill(os.getpid(), signal.SIGINT))
    patience.start()
    try:
        yield from project.watch(run_id)
    finally:
        patience.cancel()


@pytest.mark.slow
def test_that_a_detached_run_is_watched_paused_and_stopped(tiny: Project, run_of: Any) -> None:
    run = run_of(tiny.start_detached(ENDLESS))
    asked: list[Request] = []

    def ask(request: Request) -> None:
        if request not in asked:
            asked.append(request)
            tiny.saved_run(run.id).request(request)

    for event in watched(tiny, run.id):
        match event:
            case Metrics() if event.step >= 3:
                ask(Request.PAUSE)
            case Paused():
                assert tiny.saved_run(run.id).record.status == "paused"
                ask(Request.RESUME)
            case Continued():
                ask(Request.STOP)
    assert asked == [Request.PAUSE, Request.RESUME, Request.STOP]
    assert ending(run).outcome is Outcome.STOPPED
    assert tiny.saved_run(run.id).record.status == "stopped"
    assert run.checkpoints()[-1].step == tiny.saved_run(run.id).state().step > 0
    assert (run.path / "output.log").read_text() == ""
    with pytest.raises(BadInput, match="is not running"):
        tiny.saved_run(run.id).request(Request.STOP)


@pytest.mark.slow
def test_that_a_run_handed_over_goes_on_in_a_process_of_its_own_to_the_same_bits(
    tiny: Project, run_of: Any
) -> None:
    """What the window does on *keep running*."""
    whole = perform(tiny, SHORT.model_copy(update={"name": "whole"}))
    control = ThreadControl()
    attempt = tiny.start(SHORT, control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step == 5:
            control.stop(Outcome.HANDED_OVER)
    run = run_of(attempt.id)
    assert ending(run).outcome is Outcome.HANDED_OVER
    assert tiny.saved_run(run.id).record.status == "handed_over"
    tiny.resume_detached(run.id)
    ends = [event for event in watched(tiny, run.id) if isinstance(event, RunEnded)]
    assert [end.outcome for end in ends] == [Outcome.HANDED_OVER, Outcome.FINISHED]
    assert isinstance(attempts(run)[1], RunResumed)
    assert metric_rows(run) == metric_rows(whole)
    assert weights_hash(run) == weights_hash(whole)


@pytest.mark.slow
def test_that_what_was_queued_behind_a_run_is_done_by_the_process_that_resumes_it(
    tiny: Project, run_of: Any
) -> None:
    second, third = (pretrain_spec(name=name, loop={"steps": 3}) for name in ("second", "third"))
    first = run_of(tiny.start(pretrain_spec(name="first", loop={"steps": 3})).id)
    tiny.saved_run(first.id).keep_following((second, third))
    assert tiny.saved_run(first.id).following() == (second, third)
    tiny.resume_detached(first.id)
    list(watched(tiny, first.id))
    names = [record.name for record in tiny.runs]
    while names[-1] != "third":
        time.sleep(0.02)
        names = [record.name for record in tiny.runs]
    last = run_of(tiny.runs[-1].id)
    list(watched(tiny, last.id))
    assert names[-3:] == ["first", "second", "third"]
    assert {record.status for record in tiny.runs[-3:]} == {"finished"}
    assert [tiny.saved_run(record).following() for record in tiny.runs[-3:]] == [(), (), ()]


@pytest.mark.slow
def test_that_a_detached_run_that_is_killed_is_interrupted_and_can_be_resumed(
    tiny: Project, run_of: Any
) -> None:
    assert not RUNS.is_any_on
    run = run_of(tiny.start_detached(ENDLESS))
    assert RUNS.is_any_on, "queries leave it its cores"
    for event in watched(tiny, run.id):
        if isinstance(event, Metrics) and event.step >= 60:
            os.kill(json.loads(run.lock_path.read_text())["pid"], signal.SIGKILL)
            break
    while run.is_claimed:
        time.sleep(0.02)
    assert tiny.saved_run(run.id).record.status == "interrupted"
    while RUNS.is_any_on:
        time.sleep(0.02)
    events = iter(tiny.resume(run.id))
    first = next(events)
    assert isinstance(first, RunResumed)
    assert first.from_step >= 50
    events.close()


@pytest.mark.slow
def test_that_the_command_line_starts_detached_and_watches(
    tiny_folder: Path, tmp_path: Path
) -> None:
    started = started_command(
        "run", spec_file(tmp_path, SHORT), "--detached", "--project", tiny_folder
    )
    run_id = started.communicate(timeout=60)[0].strip()
    assert (started.returncode, run_id) == (0, "0004-again")
    watching = started_command("watch", run_id, "--project", tiny_folder, "--json")
    output, errors = watching.communicate(timeout=120)
    assert watching.returncode == 0, errors
    events = [json.loads(line) for line in output.splitlines()]
    assert events[0]["type"] == "RunStarted"
    assert (events[-1]["type"], events[-1]["outcome"]) == ("RunEnded", "finished")
    steps = [e["step"] for e in events if e["type"] == "Metrics" and "loss" in e["values"]]
    assert steps == list(range(1, 31))
