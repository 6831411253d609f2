"""Working on several items at once while the next ones are read."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def ordered_map(
    work: Callable[[T], R], items: Iterable[T], num_threads: int
) -> Iterator[tuple[T, R]]:
    """Each item with what `work` makes of it in one of the threads, in order.

    It pays where the work holds no lock of the interpreter, as encoding text does. Each thread
    encodes items of its own: sentencepiece's own threads wait for one another at the end of every
    call, which short documents feel.
    """
    with ThreadPoolExecutor(num_threads) as workers:
        ahead: deque[tuple[T, Future[R]]] = deque()
        for item in items:
            ahead.append((item, workers.submit(work, item)))
            if len(ahead) > num_threads:
                earliest, result = ahead.popleft()
                yield earliest, result.result()
        for earliest, result in ahead:
            yield earliest, result.result()
