"""How fast this machine multiplies, from a few milliseconds of it; torch is not needed."""

import functools
import time

import numpy as np
from numpy.typing import NDArray

_SIZE = 768
_ROUNDS = 5
_TRAINING_SHARE = 0.55
"""What training reaches of the speed of bare matrix products, measured on GPT S in fp32."""


@functools.cache
def flops_per_second() -> float:
    """The FLOPs a second that training is likely to reach here in fp32; measured once."""
    a = np.ones((_SIZE, _SIZE), dtype=np.float32)
    _ = a @ a
    seconds = min(_timed(a) for _ in range(_ROUNDS))
    return _TRAINING_SHARE * 2 * _SIZE**3 / seconds


def _timed(a: NDArray[np.float32]) -> float:
    started = time.perf_counter()
    _ = a @ a
    return time.perf_counter() - started
