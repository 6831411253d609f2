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
ErrorHandler = Callable[[BaseException], object]


class Question(Generic[T]):
    """One question that was asked; its answers arrive in the GUI thread until it is cancelled."""

    def __init__(
        self,
        make: Callable[[], Iterator[T]],
        on_item: ItemHandler[T],
        on_done: DoneHandler | None,
        on_error: ErrorHandler,
        owner: QObject,
    ) -> None:
        self._make = make
        self._on_item = on_item
        self._on_done = on_done
        self._on_error = on_error
        self._owner = owner
        self.cancelled = False
        self.job: Job[T] = Job(self._items, "question")

    def cancel(self) -> None:
        """Stop at the next item; nothing more is delivered, not even the end."""
        self.cancelled = True

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
            if self.cancelled:
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
        if current is None:
            return
        done = current.job.done
        current.deliver()
        if done:
            self._current = None
            self._start_next()

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
