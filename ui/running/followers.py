"""Reading the journals of runs that this window does not run itself: finished, detached, copied."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ui.running.run_view import RunView
from workbench.events import Event
from workbench.jobs import Job
from workbench.store.database.past import Past
from workbench.store.runs.journal import read_journal

_POLL_EVERY_S = 0.5
_EVENTS_PER_TICK = 4000
_BYTES_AT_ONCE = 1 << 18
_IN_TURN = threading.Semaphore(2)
"""Twenty readers at once would leave the GUI thread a twentieth of the interpreter's time."""


class Follower:
    """Brings a run's view up to its journal: first its `past`, then whatever is appended.

    Past and file are read and parsed in a thread; only folding happens in the GUI thread, a
    bounded number of events per tick.
    """

    def __init__(
        self, view: RunView, journal: Path, past: Callable[[], Past], *, skip: bool = False
    ) -> None:
        """With `skip`, what the journal holds by now was delivered already and is left out."""
        self.view = view
        self._journal = journal
        self._past = past
        self._offset = self._size() if skip else 0
        self._job: Job[Event | Past] | None = None
        self._poll_at = 0.0

    def tick(self) -> None:
        if self._job is None:
            self._poll()
            return
        done = self._job.done
        self._deliver(self._job.drain(_EVENTS_PER_TICK))
        if done:
            self._job = None
            self.view.end_of_reading()

    def _deliver(self, items: list[Event | Past]) -> None:
        """A past comes first, if it comes at all."""
        if items and isinstance(items[0], Past):
            self.view.begin(items[0])
        if events := _events(items):
            self.view.fold(events)

    def give_over(self) -> Iterator[Event]:
        """What is not folded yet, read lazily; whoever takes it goes on in this one's place."""
        begun = self._job
        if begun is not None:
            begun.join()
            waiting = begun.drain(sys.maxsize)
            if waiting and isinstance(waiting[0], Past):
                self._offset = 0
            else:
                yield from _events(waiting)
        if self._size() > self._offset:
            yield from self._read()

    def close(self) -> None:
        if self._job is not None:
            self._job.join()

    def _poll(self) -> None:
        now = time.monotonic()
        if now < self._poll_at:
            return
        self._poll_at = now + _POLL_EVERY_S
        if self._size() > self._offset:
            self._job = Job(self._read_after_past, "journal")
            self._job.start()
        else:
            self.view.end_of_reading()

    def _size(self) -> int:
        try:
            return self._journal.stat().st_size
        except OSError:
            return 0

    def _read_after_past(self) -> Iterator[Event | Past]:
        with _IN_TURN:
            if self._offset == 0:
                past = self._past()
                if past.offset:
                    self._offset = past.offset
                    yield past
            yield from self._read()

    def _read(self) -> Iterator[Event]:
        """In pieces, so that parsing a long journal never holds the interpreter for long."""
        while True:
            entries, offset = read_journal(self._journal, self._offset, _BYTES_AT_ONCE)
            if offset == self._offset:
                return
            self._offset = offset
            for entry in entries:
                yield entry.event


def _events(items: list[Event | Past]) -> list[Event]:
    return [item for item in items if not isinstance(item, Past)]
