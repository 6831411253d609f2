"""Reading the next item while the one before it is worked on."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def one_ahead(work: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
    """Each item with what `work` makes of it in a thread, in order.

    It pays where the work holds no lock of the interpreter, as the trainer's library does.
    """
    with ThreadPoolExecutor(1) as worker:
        before: tuple[T, Future[R]] | None = None
        for item in items:
            after = item, worker.submit(work, item)
            if before:
                yield before[0], before[1].result()
            before = after
        if before:
            yield before[0], before[1].result()
