"""A pickle's tensors as safetensors: `python -m workbench.models.hub.unpickle SOURCE TARGET`.

A process of its own: whatever a hostile file does to a parser happens here, with nothing of the
project open. A failure is one line on standard output, and exit code 1.
"""

import contextlib
import pickle
import sys
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor


def main() -> int:
    """Convert as the arguments ask; gives the exit code."""
    with contextlib.suppress(OSError):
        # Should memory run out on Linux, this process goes first, not the engine.
        Path("/proc/self/oom_score_adj").write_text("1000")
    source, target = sys.argv[1:]
    try:
        loaded = torch.load(source, map_location="cpu", weights_only=True)
        save_file(_plain(loaded), target)
    except (pickle.UnpicklingError, RuntimeError, ValueError, EOFError, MemoryError) as error:
        sys.stdout.write(f"{_first_sentence(error)}\n")
        return 1
    return 0


def _plain(loaded: Any) -> dict[str, Tensor]:
    """The named tensors, each with memory of its own: a pickle may share, safetensors may not."""
    if not isinstance(loaded, dict):
        raise ValueError("it holds no named tensors")
    return {_name(key): _tensor(key, value) for key, value in loaded.items()}


def _name(key: Any) -> str:
    if not isinstance(key, str):
        raise ValueError("it holds a tensor whose name is not text")
    return key


def _tensor(key: Any, value: Any) -> Tensor:
    if not isinstance(value, Tensor) or value.layout is not torch.strided:
        raise ValueError(f"'{key}' is not a plain tensor")
    return value.detach().clone(memory_format=torch.contiguous_format)


def _first_sentence(error: BaseException) -> str:
    """What torch says goes on for a page, with advice to switch its protection off."""
    kind = type(error).__name__
    return f"{kind}: {str(error).splitlines()[0].partition('. ')[0]}" if str(error) else kind


if __name__ == "__main__":
    sys.exit(main())
