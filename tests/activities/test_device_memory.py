"""The memory beside an estimate is that of the device on which the run computes."""

import pytest
import torch

from workbench.activities.estimate.device_memory import free_device_bytes, on_its_device
from workbench.activities.estimate.estimate import Estimate

COST = Estimate(1, 1, memory_bytes=1 << 50, disk_bytes=1, seconds=None, available_bytes=7)


def test_that_on_the_processor_it_is_the_machines() -> None:
    assert on_its_device(COST, torch.device("cpu")) is COST


def test_that_what_torch_holds_unused_of_a_card_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (100, 200))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda device: 50)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda device: 20)
    assert on_its_device(COST, torch.device("cuda")).available_bytes == 130


@pytest.mark.cuda
def test_that_a_tensor_on_cuda_takes_its_bytes_of_what_is_free() -> None:
    device = torch.device("cuda")
    torch.zeros(1, device=device)
    before = free_device_bytes(device)
    held = torch.zeros(1 << 28, dtype=torch.uint8, device=device)
    after = free_device_bytes(device)
    assert before is not None
    assert after is not None
    assert before - after == pytest.approx(held.nbytes, abs=64 << 20)
