"""Where and how a run computes, once `auto` was resolved; and entering that state."""

import ctypes
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import torch
from pydantic import BaseModel, ConfigDict

from workbench.errors import BadInput
from workbench.models.inference import available_cores
from workbench.training.provenance import provenance
from workbench.training.spec import RuntimeSpec

DeviceName = Literal["cpu", "cuda", "mps"]
_M_TRIM_THRESHOLD = -1  # the numbers that glibc's malloc.h gives `mallopt`
_M_MMAP_THRESHOLD = -3


class Runtime(BaseModel):
    """A resolved `RuntimeSpec`, recorded with the run and reused by every resume."""

    model_config = ConfigDict(frozen=True)

    device: DeviceName
    precision: Literal["fp32", "bf16"]
    threads: int
    torch_version: str

    @property
    def torch_device(self) -> torch.device:
        return torch.device(self.device)

    @property
    def dtype(self) -> torch.dtype:
        return torch.bfloat16 if self.precision == "bf16" else torch.float32


def resolve_runtime(spec: RuntimeSpec, *, processes: int = 1) -> Runtime:
    """Detect, never time, what `auto` stands for; raises BadInput for a device that is not here.

    So many `processes` of a run share out this machine's cores.
    """
    device = _device(spec.device)
    return Runtime(
        device=device,
        precision=_precision(device) if spec.precision == "auto" else spec.precision,
        threads=spec.threads or max(1, available_cores() // processes),
        torch_version=torch.__version__,
    )


def _device(device: Literal["auto", "cpu", "cuda", "mps"]) -> DeviceName:
    here: dict[DeviceName, bool] = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if device == "auto":
        return next(name for name, present in here.items() if present)
    if not here[device]:
        raise BadInput(
            "the device '{device}' is not available here; choose auto or CPU", device=device
        )
    return device


def _precision(device: DeviceName) -> Literal["fp32", "bf16"]:
    """bf16 where the hardware multiplies it natively, else fp32."""
    if device == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp32"
    if device == "cpu":
        capabilities = torch.cpu.get_capabilities()
        native = capabilities.get("avx512_bf16") or capabilities.get("amx_bf16")
        return "bf16" if native else "fp32"
    return "fp32"


@contextmanager
def applied(runtime: Runtime) -> Iterator[None]:
    """Use the runtime's threads inside, and what was set before afterwards."""
    before = torch.get_num_threads()
    keep_freed_memory()
    torch.set_num_threads(runtime.threads)
    # Reading it pins it to this thread; otherwise a query's number of threads could be taken over.
    torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(before)


def keep_freed_memory() -> None:
    """Let glibc keep the big blocks that each step frees and asks for again.

    By default it returns them to the system and pays for every page fault anew; other allocators
    and systems are left alone.
    """
    if sys.platform == "linux" and platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        # Ask for blocks up to 1 GiB from the heap, and for a heap that is not trimmed.
        libc.mallopt(_M_MMAP_THRESHOLD, 1 << 30)
        libc.mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)


def environment(runtime: Runtime) -> dict[str, str | int | float]:
    """The facts recorded at the start of each attempt."""
    return {
        "device": runtime.device,
        "precision": runtime.precision,
        "threads": runtime.threads,
        "torch": runtime.torch_version,
        "python": platform.python_version(),
        "system": platform.platform(),
        **provenance(),
    }
