"""Where a benchmark computes: an option, a sentence where that is not here, and clocks that wait.

torch alone is needed, so that rivals' interpreters can use it too.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

DEVICES = ("cpu", "cuda", "mps")


def take_device(parser: argparse.ArgumentParser) -> None:
    """The option `--device`."""
    parser.add_argument("--device", default="cpu", choices=DEVICES, help="where to compute")


def require_device(name: str) -> None:
    """End with a sentence where torch cannot compute there."""
    import torch

    here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not here.get(name, True):
        sys.exit(f"torch finds no {name} device here; leave --device out to compute on the CPU")


def timed(run: Callable[[], object], device: str) -> float:
    """Seconds from an idle device until it is idle again."""
    wait_for(device)
    started = time.perf_counter()
    run()
    wait_for(device)
    return time.perf_counter() - started


def wait_for(device: str) -> None:
    """Until the device has done all it was asked."""
    import torch

    if device == "cuda":
        torch.cuda.synchronize()
    elif device == "mps":
        torch.mps.synchronize()


def forget_peak(device: str) -> float:
    """From here on `peak_mb` tells of a card what is taken later; gives what is taken there now."""
    import torch

    if device != "cuda":
        return 0.0
    torch.cuda.reset_peak_memory_stats()
    return torch.cuda.memory_allocated() / 1024**2


def peak_mb(device: str) -> float:
    """The most memory that was taken: of the card where there is one, else of the process."""
    import torch

    if device == "cuda":
        return torch.cuda.max_memory_allocated() / 1024**2
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def place(name: str) -> "torch.device":
    import torch

    return torch.device(name)
