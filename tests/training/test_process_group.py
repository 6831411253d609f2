"""Processes that cannot come together say so in a sentence."""

import pytest
import torch.distributed as dist
from torch._C._distributed_c10d import HashStore

from workbench.errors import BadInput
from workbench.training.distributed import process_group
from workbench.training.distributed.world import World


def test_that_more_processes_than_cards_are_refused() -> None:
    process_group._require_cards(World(size=8, local_size=2), 2)
    with pytest.raises(BadInput, match="4 processes were started on this machine, which has 2"):
        process_group._require_cards(World(size=4, local_size=4), 2)


def test_that_a_group_that_cannot_be_formed_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("Unable to find address for: eth7\nException raised from makeDevice")

    monkeypatch.setattr(dist, "init_process_group", refuse)
    with pytest.raises(BadInput, match=r"talk to each other \(gloo\): Unable to find"):
        process_group._form("gloo", World(size=2), HashStore())
