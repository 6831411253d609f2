"""Running a generator of events in a thread that can be paused, resumed and stopped."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from workbench.events import Continued, Event, Outcome, Paused

EventStream = Iterator[Event]
T = TypeVar("T")


class Control(Protocol):
    """What an activity checks between two steps; it decides nothing else."""

    @property
    def stopping(self) -> bool:
        """Whether the work shall end at the next safe point."""

    @property
    def pausing(self) -> bool:
        """Whether the work shall wait at the next safe point."""

    @property
    def outcome(self) -> Outcome:
        """How an attempt that ends early is to be recorded: stopped or handed over."""

    def wait(self, timeout_s: float) -> None:
        """Sleep until a request changes or the time is over."""


_POLL_S = 0.5


def wait_while_pausing(control: Control, step: int = 0) -> EventStream:
    """Wait, at a safe point of work that holds nothing back, until it may go on or shall stop."""
    if not control.pausing:
        return
    yield Paused(step=step)
    while control.pausing:
        control.wait(_POLL_S)
    if not control.stopping:
        yield Continued(step=step)


class Pace:
    """Lets something happen now and then: at most once in `period_s` seconds."""

    def __init__(self, period_s: float = 0.25) -> None:
        self._period_s = period_s
        self._last = float("-inf")

    def is_due(self) -> bool:
        """Whether it may happen now; the time runs anew from a yes."""
        now = time.monotonic()
        due = now - self._last >= self._period_s
        if due:
            self._last = now
        return due


class ThreadControl:
    """A control for work in this process; every method may be called from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._pausing = False
        self._stopping = False
        self._outcome = Outcome.STOPPED

    @property
    def stopping(self) -> bool:
        return self._stopping

    @property
    def pausing(self) -> bool:
        return self._pausing and not self._stopping

    @property
    def outcome(self) -> Outcome:
        return self._outcome

    def wait(self, timeout_s: float) -> None:
        with self._changed:
            self._changed.wait(timeout_s)

    def pause(self) -> None:
        self._request(pausing=True)

    def resume(self) -> None:
        self._request(pausing=False)

    def stop(self, outcome: Outcome = Outcome.STOPPED) -> None:
        """Ask for an end at the next safe point; `outcome` says how the attempt is recorded."""
        self._outcome = outcome
        self._request(stopping=True)

    def _request(self, *, pausing: bool | None = None, stopping: bool | None = None) -> None:
        with self._changed:
            self._pausing = self._pausing if pausing is None else pausing
            self._stopping = self._stopping if stopping is None else stopping
            self._changed.notify_all()


class RunCount:
    """How many runs this process performs, in whatever thread: a query beside one takes one core.

    There is one for the process, `RUNS`, as there is one set of cores.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    @property
    def is_any_on(self) -> bool:
        return self._count > 0

    def begin(self) -> None:
        """A run is on from here; each `begin` needs its `end`."""
        with self._lock:
            self._count += 1

    def end(self) -> None:
        with self._lock:
            self._count -= 1

    @contextmanager
    def counted(self) -> Iterator[None]:
        """A run is on inside."""
        self.begin()
        try:
            yield
        finally:
            self.end()


RUNS = RunCount()


class Job(Generic[T]):
    """A generator run to its end in a plain thread, its items queued for whoever drains them.

    The queue is a deque, drained on the reader's own beat: no item ever waits for the reader,
    and no reader is woken per item. An exception ends the job and is kept in `error`.
    """

    def __init__(self, items: Callable[[], Iterator[T]], name: str) -> None:
        self._items = items
        self._queue: deque[T] = deque()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self.error: BaseException | None = None

    def start(self) -> None:
        self._thread.start()

    def _work(self) -> None:
        try:
            for item in self._items():
                self._queue.append(item)
        except BaseException as error:  # noqa: BLE001  (the thread's boundary: whoever drains decides)
            self.error = error

    def drain(self, most: int = 10_000) -> list[T]:
        """Take what has been queued so far, oldest first, at most `most` items."""
        taken: list[T] = []
        while self._queue and len(taken) < most:
            taken.append(self._queue.popleft())
        return taken

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    @property
    def done(self) -> bool:
        """Whether the work is over and every item was drained."""
        return not self._thread.is_alive() and not self._queue

    def join(self, timeout_s: float | None = None) -> None:
        self._thread.join(timeout_s)
