"""Blocks that are compiled by `torch.compile`, and whether there is a compiler that works."""

import functools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.models.blocks.kernels import RunBlock, call_block


def require_compiler(device: str = "cpu") -> None:
    """Compile a small function for a device; raises BadInput where that does not work."""
    problem = _problem(device)
    if problem:
        raise BadInput(
            "compiling the model needs a C++ compiler that works, and here torch says: {problem}; "
            "install one (on Debian or Ubuntu: g++), or switch Compile off (runtime.compile)",
            problem=problem,
        )


def has_compiler(device: str) -> bool:
    """Whether a small function can be compiled for a device."""
    return not _problem(device)


@functools.cache
def _problem(device: str) -> str:
    """What torch says against it; empty where it works."""
    compiled: Callable[[Tensor], Tensor] = torch.compile(_doubled)
    try:
        compiled(torch.ones(64, device=device))
    except (RuntimeError, OSError, ImportError) as error:
        return _cause(error)
    return ""


def _doubled(x: Tensor) -> Tensor:
    return torch.tanh(x) * 2


def _cause(error: BaseException) -> str:
    """The first line of what went wrong at the bottom of it."""
    while (below := error.__cause__ or error.__context__) is not None:
        error = below
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def compiled_block() -> RunBlock:
    """`call_block`, compiled at its first call once for all blocks that are alike.

    For windows of one size. Dropout draws what it draws without compiling.
    """
    made: Any = torch.compile(call_block, dynamic=False, options={"fallback_random": True})
    run: RunBlock = made
    return run
