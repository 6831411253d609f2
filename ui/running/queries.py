"""The query lane: short work for a panel, one at a time, alongside whatever is training."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.jobs import Job

T = TypeVar("T")

ItemHandler = Callable[[T], object]
DoneHandler = Callable[[], object]
RestartHandler = Callable[[], object]
ErrorHandler = Callable[[BaseException], object]


def keep_shown() -> None:
    """For a query that is restarted: what is shown stays until a new result replaces it."""


class Query(Generic[T]):
    """One query; its results arrive in the GUI thread until it is cancelled.

    One with `on_restart` may be run again from its beginning; that handler is called first. One
    that changes a `total` of things tells how many have come; what else is new waits for its end.
    """

    def __init__(
        self,
        make: Callable[[], Iterator[T]],
        on_item: ItemHandler[T],
        on_done: DoneHandler | None,
        on_error: ErrorHandler,
        owner: QObject,
        on_restart: RestartHandler | None = None,
        total: int = 0,
    ) -> None:
        self._make = make
        self._on_item = on_item
        self._on_done = on_done
        self._on_error = on_error
        self._owner = owner
        self._on_restart = on_restart
        self.cancelled = False
        self.abandoned = False
        self._delivered = False
        self.total = total
        self.num_items = 0
        self.job: Job[T] = Job(self._items, "query")

    def cancel(self) -> None:
        """Stop at the next item; nothing more is delivered, not even the end."""
        self.cancelled = True

    def abandon(self) -> None:
        """Stop at the next item, to be restarted, if it may be and has not finished yet."""
        self.abandoned = self._on_restart is not None and self.job.running

    def restart(self) -> None:
        """Run the same from the beginning; the thread of before has left."""
        assert self._on_restart is not None
        self._on_restart()
        self.abandoned = False
        self.job = Job(self._items, "query")
        self.job.start()

    @property
    def wanted(self) -> bool:
        """Whether anybody is left to listen."""
        return not self.cancelled and shiboken6.isValid(self._owner)

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self._delivered or not self.wanted

    def deliver(self) -> None:
        """Hand on what the job queued; the end is delivered once, after the last item."""
        done = self.job.done
        for item in self.job.drain():
            self.num_items += 1
            if self.wanted:
                self._on_item(item)
        if not done or not self.wanted:
            return
        self._delivered = True
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


class QueryPlace(QWidget):
    """Where it is seen that a query of something within is under way, or why it failed."""

    def query_began(self, query: Query[Any]) -> None:
        raise NotImplementedError

    def query_failed(self, error: BaseException) -> None:
        raise NotImplementedError


def place_of(owner: QObject) -> QueryPlace | None:
    """The place that a query's owner is in, if any."""
    above: QObject | None = owner
    while above is not None and not isinstance(above, QueryPlace):
        above = above.parent()
    return above


class QueryLane:
    """Runs queries one after another, in a plain thread each."""

    def __init__(self) -> None:
        self._waiting: deque[Query[Any]] = deque()
        self._current: Query[Any] | None = None

    @property
    def busy(self) -> bool:
        return self._current is not None

    @property
    def is_changing(self) -> bool:
        """Whether the query that is on changes many things of the project."""
        return self._current is not None and self._current.total > 0

    def add(self, query: Query[Any]) -> None:
        self._waiting.append(query)
        self._start_next()

    def tick(self) -> None:
        """Deliver what is there and begin the next query; called from the one timer."""
        current = self._current
        if current is None or (current.abandoned and current.job.running):
            return
        if current.abandoned and current.wanted:
            current.restart()
            return
        done = current.abandoned or current.job.done
        current.deliver()
        if done:
            self._current = None
            self._start_next()

    def run_begins(self) -> None:
        """Restart the query that is running: it had every core, and has one alongside the run."""
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
            query = self._waiting.popleft()
            if query.wanted:
                self._current = query
                query.job.start()
