"""The threads of a query: every core, or one while a run must not be slowed down."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from workbench.jobs import RUNS


def available_cores() -> int:
    """The processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def query_threads() -> int:
    """The threads of a query that begins now: one while this process performs a run."""
    return 1 if RUNS.is_any_on else available_cores()


@contextmanager
def on_threads(threads: int) -> Iterator[None]:
    """So many intra-op threads, in the calling thread alone, until the block ends.

    Never wrap a `yield` of a generator in it: its consumer would run inside. A thread that never
    set its number of intra-op threads takes torch's latest one at first use, which may be the one
    set here; therefore training sets and reads its own first (`runtime.applied`).
    """
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def inference_context(threads: int | None = None) -> Iterator[None]:
    """No gradients, and `on_threads`: `query_threads` if none are named."""
    with on_threads(threads or query_threads()), torch.inference_mode():
        yield
