"""What memory a graphics processor has free; importing it imports torch."""

from dataclasses import replace

import torch

from workbench.activities.estimate.estimate import Estimate


def on_its_device(cost: Estimate, device: torch.device) -> Estimate:
    """The estimate beside the memory that is free where the run computes."""
    free_bytes = free_device_bytes(device)
    return cost if free_bytes is None else replace(cost, available_bytes=free_bytes)


def free_device_bytes(device: torch.device) -> int | None:
    """What is free now, with what torch holds there unused; None for the processor's own memory.

    On a Mac it is of the memory that torch advises to take at most.
    """
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return free + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    if device.type == "mps":
        return torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory()
    return None
