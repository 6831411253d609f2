"""Locks across processes, and requests between them. The other side is a real process."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from workbench.errors import Locked
from workbench.events import Outcome
from workbench.jobs import ThreadControl
from workbench.store.files import lock
from workbench.store.runs import requests
from workbench.store.runs.requests import FileControl, Request

CONTEXT = multiprocessing.get_context("spawn")


def _hold(path: Path, ready: Connection) -> None:
    with lock.acquire(path, "it"):
        ready.send(os.getpid())
        ready.poll(60)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[int]:
    """Another process that holds the lock of `tmp_path / "lock"`; gives its id."""
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=_hold, args=(tmp_path / "lock", theirs))
    process.start()
    yield ours.recv()
    ours.close()
    theirs.close()
    process.kill()
    process.join()


def test_that_a_second_process_is_refused_and_told_who_holds_it(
    tmp_path: Path, holder: int
) -> None:
    assert lock.is_held(tmp_path / "lock")
    with pytest.raises(Locked, match=f"it is in use by process {holder} on "):
        lock.acquire(tmp_path / "lock", "it")


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_that_the_lock_of_a_killed_process_is_free(tmp_path: Path, holder: int) -> None:
    os.kill(holder, signal.SIGKILL)
    lock.acquire(tmp_path / "lock", "it").release()


def test_that_a_lock_is_seen_from_within_its_own_process_too(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not lock.is_held(path)
    with lock.acquire(path, "it"):
        assert lock.is_held(path)
        with pytest.raises(Locked):
            lock.acquire(path, "it")
    assert not lock.is_held(path)
    assert path.exists()


def test_that_looking_at_a_lock_does_not_keep_others_from_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    lock.acquire(path, "it").release()
    for _ in range(20):
        assert not lock.is_held(path)
        lock.acquire(path, "it").release()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_that_requests_from_outside_are_obeyed(tmp_path: Path, clock: list[float]) -> None:
    path = tmp_path / "control.json"
    control = FileControl(path, ThreadControl())
    assert not control.pausing
    for request, pausing, stopping in (
        (Request.PAUSE, True, False),
        (Request.RESUME, False, False),
        (Request.STOP, False, True),
    ):
        requests.ask(path, request, while_running=True)
        clock[0] += 1
        assert (control.pausing, control.stopping) == (pausing, stopping)
    assert control.outcome is Outcome.STOPPED


def test_that_handing_over_is_a_stop_with_its_own_name(tmp_path: Path) -> None:
    requests.ask(tmp_path / "control.json", Request.HAND_OVER, while_running=True)
    control = FileControl(tmp_path / "control.json", ThreadControl())
    assert control.stopping
    assert control.outcome is Outcome.HANDED_OVER


def test_that_the_thread_in_this_process_is_obeyed_without_waiting(tmp_path: Path) -> None:
    inner = ThreadControl()
    control = FileControl(tmp_path / "control.json", inner)
    assert not control.pausing
    inner.pause()
    assert control.pausing
    inner.stop()
    assert control.stopping


def test_that_a_request_heard_once_is_not_obeyed_again(tmp_path: Path, clock: list[float]) -> None:
    inner = ThreadControl()
    control = FileControl(tmp_path / "control.json", inner)
    requests.ask(tmp_path / "control.json", Request.PAUSE, while_running=True)
    assert control.pausing
    inner.resume()
    clock[0] += 1
    assert not control.pausing


def test_that_the_file_is_looked_at_twice_a_second_at_most(
    tmp_path: Path, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = [0]

    def look(path: Path) -> None:
        looks[0] += 1

    monkeypatch.setattr(requests, "read_request", look)
    control = FileControl(tmp_path / "control.json", ThreadControl())
    for _ in range(1000):
        clock[0] += 0.002
        assert not control.stopping
        assert not control.pausing
    assert looks[0] <= 5


@pytest.mark.parametrize("content", [b"", b"{", b'{"request": "dance"}', bytes(40)])
def test_that_an_unreadable_request_is_no_request(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "control.json").write_bytes(content)
    control = FileControl(tmp_path / "control.json", ThreadControl())
    assert not control.stopping
