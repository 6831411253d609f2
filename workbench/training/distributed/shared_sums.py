"""What is measured of many batches, shared out over the processes of a run.

Batch i is that of rank i mod world size. Every process then adds up the sums of all batches in the
order of the batches, as one process does: the figures are equal to the last bit.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import torch
from torch import Tensor

from workbench.training.distributed.ranks import Ranks
from workbench.training.distributed.world import World

T = TypeVar("T")


def own_turns(batches: Iterable[T], world: World) -> Iterator[tuple[T, bool]]:
    """The batches of a process, each with whether it counts.

    All have as many turns, as they gather a model's slices together: a process that has no batch
    in the last round reads the last one again, for nothing.
    """
    number = -1
    for number, batch in enumerate(batches):
        if number % world.size == world.rank:
            yield batch, True
    if number >= 0 and number % world.size < world.rank:
        yield batch, False


def added_up(batches: Iterable[T], sums_of: Callable[[T], Tensor], ranks: Ranks) -> Tensor:
    """The sums (s,) that `sums_of` gives of each batch, over all of them; float64 on the CPU."""
    rows = []
    for batch, counts in own_turns(batches, ranks.world):
        sums_s = sums_of(batch).double().cpu()
        rows.append(sums_s if counts else torch.zeros_like(sums_s))
    own_rs = torch.stack(rows)
    by_round_rws = own_rs.new_zeros(len(rows), ranks.world.size, own_rs.shape[1])
    by_round_rws[:, ranks.world.rank] = own_rs
    ranks.add_up(by_round_rws)
    total_s = torch.zeros_like(own_rs[0])
    for sums_s in by_round_rws.flatten(0, 1):
        total_s += sums_s
    return total_s
