"""What is measured of many batches is the same, however many processes share them out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest
import torch
from torch import Tensor

from workbench.training.distributed.ranks import OneProcess
from workbench.training.distributed.shared_sums import added_up, own_turns
from workbench.training.distributed.world import World


@dataclass
class Recorded(OneProcess):
    """A process of a world whose sums with the others are made afterwards."""

    world: World = field(default_factory=World)
    given: list[Tensor] = field(default_factory=list)

    def add_up(self, tensor: Tensor) -> None:
        self.given.append(tensor.clone())


def sums_of(batch: Tensor) -> Tensor:
    return torch.stack([batch.sum(), batch.square().sum()])


def batches(count: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(count)
    return [torch.rand(50, generator=generator) * 10.0**number for number in range(count)]


def shared(given: Sequence[Tensor], size: int, sums: Callable[[Tensor], Tensor]) -> Tensor:
    """What a process has after the processes' tables were added up."""
    ranks = [Recorded(World(rank=rank, size=size)) for rank in range(size)]
    for one in ranks:
        added_up(iter(given), sums, one)
    tables = [one.given[0] for one in ranks]
    assert len({table.shape for table in tables}) == 1

    class Together(Recorded):
        def add_up(self, tensor: Tensor) -> None:
            tensor.copy_(torch.stack(tables).sum(0))

    return added_up(iter(given), sums, Together(World(rank=size - 1, size=size)))


@pytest.mark.parametrize("count", [1, 2, 5, 8])
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_that_shared_sums_have_the_bits_of_sums_in_order(count: int, size: int) -> None:
    given = batches(count)
    in_order = torch.zeros(2, dtype=torch.float64)
    for batch in given:
        in_order += sums_of(batch).double()
    assert torch.equal(shared(given, size, sums_of), in_order)


def test_that_all_processes_have_as_many_turns_and_each_batch_counts_once() -> None:
    turns = [list(own_turns(range(7), World(rank=rank, size=3))) for rank in range(3)]
    assert [len(one) for one in turns] == [3, 3, 3]
    counted = sorted(batch for one in turns for batch, counts in one if counts)
    assert counted == list(range(7))
    assert turns[1][-1] == turns[2][-1] == (6, False)


def test_that_batches_are_made_one_by_one() -> None:
    made: list[int] = []

    def making() -> Iterator[int]:
        for number in range(4):
            made.append(number)
            yield number

    next(own_turns(making(), World(rank=1, size=2)))
    assert made == [0, 1]
