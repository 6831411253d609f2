"""How a question is computed beside a training that must not notice it."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def answering() -> Iterator[None]:
    """No gradients and one intra-op thread, in the calling thread alone, until the block ends.

    Never wrap a `yield` of a generator in it: its consumer would run inside. A thread that is
    born meanwhile starts with one intra-op thread too, so training sets its own number.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            yield
    finally:
        torch.set_num_threads(before)
