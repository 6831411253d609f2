"""How busy this process keeps the machine, and how fast the machine multiplies at best."""

import functools
import time

import psutil
import torch

from workbench.models.inference import available_cores
from workbench.models.on_device import wait_for

_ROUNDS = 4
_LONG_S = 0.3
_SIZE_ON_PROCESSOR = 768
_SIZE_ON_CARD = 4096


class MachineUse:
    """What the processor and the memory did since the last look."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._process = psutil.Process()
        self._cores = available_cores()
        self._last = self._times()

    def values(self) -> dict[str, float]:
        """Shares of the processor's time since the last call, and the memory that is taken now.

        `cpu_use` is this process's share of the cores that it may use, `system_cpu_use` that of all
        programs of all cores.
        """
        last, self._last = self._last, self._times()
        wall, own, busy, all_cores = (
            now - before for now, before in zip(self._last, last, strict=True)
        )
        values = {
            "cpu_use": _share(own, wall * self._cores),
            "system_cpu_use": _share(busy, all_cores),
            "process_memory_gb": self._process.memory_info().rss / 1e9,
        }
        if self._device.type == "cuda":
            # What torch holds of the card: asking for it does not wait for the card.
            values["gpu_memory_gb"] = torch.cuda.memory_reserved(self._device) / 1e9
        return values

    def _times(self) -> tuple[float, float, float, float]:
        """Seconds: of the clock, of this process, of all that ran, of all cores."""
        own, system = self._process.cpu_times(), psutil.cpu_times()
        total = sum(system) - getattr(system, "guest", 0.0) - getattr(system, "guest_nice", 0.0)
        idle = system.idle + getattr(system, "iowait", 0.0)
        return time.monotonic(), own.user + own.system, total - idle, total


def _share(part: float, whole: float) -> float:
    """Clocks tick coarsely: no share of a moment is below none or above all."""
    return min(max(part / whole, 0.0), 1.0) if whole > 0 else 0.0


@functools.cache
def matrix_flops_per_second(device: torch.device, dtype: torch.dtype, threads: int) -> float:
    """The FLOPs a second of the fastest of a few products of square matrices.

    Measured once for each number of `threads`: those that torch uses now. Where a single product
    takes long, as one of bf16 does on a processor that does not know it, that one tells.
    """
    size = _SIZE_ON_PROCESSOR if device.type == "cpu" else _SIZE_ON_CARD
    a = torch.ones(size, size, device=device, dtype=dtype)
    first_s = _timed(a)  # libraries are loaded at the first
    rounds = _ROUNDS if first_s < _LONG_S else 1
    seconds = min(_timed(a) for _ in range(rounds))
    return 2 * size**3 / seconds


def _timed(a: torch.Tensor) -> float:
    wait_for(a.device)
    started = time.perf_counter()
    _ = a @ a
    wait_for(a.device)
    return time.perf_counter() - started
