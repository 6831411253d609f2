"""What a model reads, on its way to where it is; and waiting until the work there is done."""

from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor


def on_device(array: NDArray[Any], device: torch.device) -> Tensor:
    """An array as a tensor on the device.

    A graphics card fetches it from pinned memory in its own time: the processor goes on, and has
    the next batches ready before the card asks for them. Such a copy keeps its memory until then.
    """
    tensor = torch.from_numpy(array)
    if device.type != "cuda":
        return tensor.to(device)
    return tensor.pin_memory().to(device, non_blocking=True)


def wait_for(device: torch.device) -> None:
    """Until the device has done all it was asked: a clock that is read before measures nothing."""
    match device.type:
        case "cuda":
            torch.cuda.synchronize(device)
        case "mps":
            torch.mps.synchronize()
