"""The questions lane: short work for a panel, one at a time, beside whatever is training."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject

from workbench.jobs import Job

T = TypeVar("T")

ItemHandler = Callable[[T], object]
DoneHandler = Callable[[], object]
AgainHandler = Callable[[], object]
ErrorHandler = Callable[[BaseException], object]


def keep_shown() -> None:
    """For a question that is asked again: what is shown stays until another answer replaces it."""


class Question(Generic[T]):
    """One question that was asked; its answers arrive in the GUI thread until it is cancelled.

    One with `on_again` may be asked again from its beginning, which that handler is told first.
    """

    def __init__(
        self,
        make: Callable[[], Iterator[T]],
        on_item: ItemHandler[T],
        on_done: DoneHandler | None,
        on_error: ErrorHandler,
        owner: QObject,
        on_again: AgainHandler | None = None,
    ) -> None:
        self._make = make
        self._on_item = on_item
        self._on_done = on_done
        self._on_error = on_error
        self._owner = owner
        self._on_again = on_again
        self.cancelled = False
        self.abandoned = False
        self.job: Job[T] = Job(self._items, "question")

    def cancel(self) -> None:
        """Stop at the next item; nothing more is delivered, not even the end."""
        self.cancelled = True

    def abandon(self) -> None:
        """Stop at the next item, to be asked again, if it may be and is not answered yet."""
        self.abandoned = self._on_again is not None and self.job.running

    def begin_again(self) -> None:
        """Ask the same from the beginning; the thread of before has left."""
        assert self._on_again is not None
        self._on_again()
        self.abandoned = False
        self.job = Job(self._items, "question")
        self.job.start()

    @property
    def wanted(self) -> bool:
        """Whether anybody is left to listen."""
        return not self.cancelled and shiboken6.isValid(self._owner)

    def deliver(self) -> None:
        """Hand on what the job queued; the end is told once, after the last item."""
        done = self.job.done
        for item in self.job.drain():
            if self.wanted:
                self._on_item(item)
        if not done or not self.wanted:
            return
        if self.job.error is not None:
            self._on_error(self.job.error)
        elif self._on_done is not None:
            self._on_done()

    def _items(self) -> Iterator[T]:
        items = self._make()
        for item in items:
            if self.cancelled or self.abandoned:
                return
            yield item


class QuestionLane:
    """Runs questions one after another, in a plain thread each."""

    def __init__(self) -> None:
        self._waiting: deque[Question[Any]] = deque()
        self._current: Question[Any] | None = None

    @property
    def busy(self) -> bool:
        return self._current is not None

    def ask(self, question: Question[Any]) -> None:
        self._waiting.append(question)
        self._start_next()

    def tick(self) -> None:
        """Deliver what is there and begin the next question; called from the one timer."""
        current = self._current
        if current is None or (current.abandoned and current.job.running):
            return
        if current.abandoned and current.wanted:
            current.begin_again()
            return
        done = current.abandoned or current.job.done
        current.deliver()
        if done:
            self._current = None
            self._start_next()

    def run_begins(self) -> None:
        """Ask a question that is on again: it had every core, and has one beside the run."""
        if self._current is not None:
            self._current.abandon()

    def close(self) -> None:
        """Cancel everything and wait for the thread to leave."""
        self._waiting.clear()
        if self._current is not None:
            self._current.cancel()
            self._current.job.join()
            self._current = None

    def _start_next(self) -> None:
        while self._current is None and self._waiting:
            question = self._waiting.popleft()
            if question.wanted:
                self._current = question
                question.job.start()
