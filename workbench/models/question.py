"""How a question is computed beside a training that must not notice it."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def one_thread() -> Iterator[None]:
    """One intra-op thread, in the calling thread alone, until the block ends.

    Never wrap a `yield` of a generator in it: its consumer would run inside. torch hands a thread
    its number of intra-op threads at first use, and that may be the one set here: training sets
    its own with `set_num_threads` and asks for it at once with `get_num_threads`, which keeps it.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def inference_context() -> Iterator[None]:
    """No gradients, and `one_thread`."""
    with one_thread(), torch.inference_mode():
        yield
