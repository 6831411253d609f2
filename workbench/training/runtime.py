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
from workbench.training.kernels.attention_choice import AttentionKernel, faster_attention
from workbench.training.kernels.compiler import require_compiler
from workbench.training.provenance import provenance
from workbench.training.spec import DeviceSpec, RuntimeSpec, TuningRuntimeSpec

DeviceName = Literal["cpu", "cuda", "mps"]
_M_TRIM_THRESHOLD = -1  # the numbers that glibc's malloc.h gives `mallopt`
_M_MMAP_THRESHOLD = -3


class Runtime(BaseModel):
    """Resolved settings of where and how to compute, recorded with the run and reused by every
    resume.

    `attention` is None where nothing is trained, and in runs from before there was a choice: these
    learned with the fused kernel. `compile` is None, which is off, until it was measured.
    """

    model_config = ConfigDict(frozen=True)

    device: DeviceName
    precision: Literal["fp32", "bf16"]
    threads: int
    torch_version: str
    attention: AttentionKernel | None = None
    compile: bool | None = False

    @property
    def torch_device(self) -> torch.device:
        return torch.device(self.device)

    @property
    def dtype(self) -> torch.dtype:
        return torch.bfloat16 if self.precision == "bf16" else torch.float32


def resolve_runtime(spec: DeviceSpec, *, processes: int = 1) -> Runtime:
    """Detect, never time, what `auto` stands for; raises BadInput for a device that is not here.

    An attention kernel that is to be chosen stays the fused one. So many `processes` of a run share
    out this machine's cores.
    """
    device = _device(spec.device)
    asked = spec.attention if isinstance(spec, TuningRuntimeSpec) else None
    return Runtime(
        device=device,
        precision=_precision(device) if spec.precision == "auto" else spec.precision,
        threads=spec.threads or max(1, available_cores() // processes),
        torch_version=torch.__version__,
        attention="fused" if asked == "auto" else asked,
        compile=_compile(spec, device),
    )


def is_compiling_open(spec: RuntimeSpec, device: DeviceName) -> bool:
    """Whether measuring decides if blocks are compiled; a processor's gain is a few percent."""
    return spec.compile == "auto" and device == "cuda"


def _compile(spec: DeviceSpec, device: DeviceName) -> bool | None:
    if not isinstance(spec, RuntimeSpec):
        return False
    return None if is_compiling_open(spec, device) else spec.compile == "on"


def measured_runtime(spec: DeviceSpec, *, processes: int = 1) -> Runtime:
    """The same, and where attention's kernel is left to it, it is chosen by measuring: once a
    machine, and for bf16 on a processor, the others' fused kernels being the faster ones.
    """
    runtime = resolve_runtime(spec, processes=processes)
    is_open = isinstance(spec, TuningRuntimeSpec) and spec.attention == "auto"
    if not is_open or (runtime.device, runtime.precision) != ("cpu", "bf16"):
        return runtime
    with applied(runtime):
        faster = faster_attention(runtime.threads)
    return runtime.model_copy(update={"attention": faster})


def require_compiler_for(runtime: Runtime) -> None:
    """Raise BadInput where the run is to be compiled and there is nothing to do it with."""
    if runtime.compile:
        require_compiler(runtime.device)


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
    kernels: dict[str, str | int | float] = {}
    if runtime.attention is not None:
        compiled = {None: "auto", True: "on", False: "off"}[runtime.compile]
        kernels = {"attention": runtime.attention, "compile": compiled}
    return {
        "device": runtime.device,
        "precision": runtime.precision,
        "threads": runtime.threads,
        "torch": runtime.torch_version,
        "python": platform.python_version(),
        "system": platform.platform(),
        **kernels,
        **provenance(),
    }
