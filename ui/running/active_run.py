"""The run that this window performs, as its thread tells of it."""

from collections.abc import Iterator
from itertools import chain

from ui.protocols.open_runs import AttemptLike
from ui.running.run_view import RunView
from workbench.events import Continued, Event, Level, Note, Paused, RunEnded, RunResumed
from workbench.jobs import Job, ThreadControl
from workbench.store.runs.notes.alerts import Alert
from workbench.words import Words

_ATTEMPT_BEGINS = None
"""Between what the journal holds of earlier attempts and what this one says."""


class ActiveRun:
    """The run whose thread is ours: its job, its control, its view, and how it ended.

    `history` is what the journal holds of earlier attempts; the thread reads it first. `waits_for`
    is the warning with which it paused by itself, as on a full disk.
    """

    def __init__(
        self, attempt: AttemptLike, control: ThreadControl, view: RunView, history: Iterator[Event]
    ) -> None:
        self.view = view
        self.control = control
        self.pausing = False
        self.ended: RunEnded | None = None
        self.waits_for: Words | None = None
        self.is_wait_said = False
        self._before: Event | None = None
        self._is_in_attempt = False
        self.job: Job[Event | None] = Job(
            lambda: chain(history, [_ATTEMPT_BEGINS], attempt), f"run {attempt.id}"
        )

    def take(self) -> list[Event]:
        events: list[Event] = []
        for event in self.job.drain():
            if event is _ATTEMPT_BEGINS:
                self._is_in_attempt = True
                continue
            events.append(event)
            if isinstance(event, RunResumed):
                self.ended = None
            elif isinstance(event, RunEnded):
                self.ended = event
            self._look_for_a_wait(event)
        return events

    def _look_for_a_wait(self, event: Event) -> None:
        """Trying again in vain, it goes on and pauses at once: it waits for the same."""
        if isinstance(event, Alert):
            return
        before, self._before = self._before, event
        if not isinstance(event, Paused | Continued):
            self.waits_for = None
        elif self._is_in_attempt and isinstance(before, Note) and before.level is Level.WARNING:
            self.waits_for = before.words
