"""How fast this machine multiplies, from a few milliseconds of it; torch is not needed."""

import contextlib
import functools
import os
import time

import numpy as np
from numpy.typing import NDArray

from workbench.training.kernels.remembered import remember, remembered
from workbench.training.provenance import provenance

_SIZE = 768
_ROUNDS = 5
_TRAINING_SHARE = 0.55
"""What training reaches of the speed of bare matrix products, measured on GPT S in fp32."""
_NOTEWORTHY = 1.02
"""How many times as fast as remembered it must be: plans are to be the same again."""


@functools.cache
def flops_per_second() -> float:
    """The FLOPs a second that training is likely to reach here in fp32.

    Measured once in a program. The fastest that was ever measured on this machine is remembered
    and counts: beside other work it looks slower than it is.
    """
    now, before = _measured(), _before()
    if now <= _NOTEWORTHY * before:
        return before
    remember(_key(), f"{now:.4g}")
    return now


def _measured() -> float:
    a = np.ones((_SIZE, _SIZE), dtype=np.float32)
    _ = a @ a
    seconds = min(_timed(a) for _ in range(_ROUNDS))
    return _TRAINING_SHARE * 2 * _SIZE**3 / seconds


def _before() -> float:
    """What is remembered; 0 where that is nothing that can be read."""
    with contextlib.suppress(ValueError):
        return float(remembered(_key()) or 0)
    return 0.0


def _key() -> str:
    processor = provenance().get("processor", "")
    return f"training FLOPs a second, {processor}, numpy {np.__version__}, cores {os.cpu_count()}"


def _timed(a: NDArray[np.float32]) -> float:
    started = time.perf_counter()
    _ = a @ a
    return time.perf_counter() - started
