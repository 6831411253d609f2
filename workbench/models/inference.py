"""How a question is computed: on every core, or on one beside a run that must not notice it."""

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


def question_threads() -> int:
    """The threads of a question that begins now: one while this process performs a run."""
    return 1 if RUNS.is_any_on else available_cores()


@contextmanager
def on_threads(threads: int) -> Iterator[None]:
    """So many intra-op threads, in the calling thread alone, until the block ends.

    Never wrap a `yield` of a generator in it: its consumer would run inside. torch hands a thread
    its number of intra-op threads at first use, and that may be the one set here: training asks
    for its own first, then sets it with `set_num_threads`, which keeps it.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def inference_context(threads: int | None = None) -> Iterator[None]:
    """No gradients, and `on_threads`: those of a question that begins now, if none are named."""
    with on_threads(threads or question_threads()), torch.inference_mode():
        yield
