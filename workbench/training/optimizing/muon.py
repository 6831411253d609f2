"""Muon for the matrices of the blocks, AdamW for embeddings, norms, biases and the output layer.

Muon is momentum whose step is made nearly orthogonal (Jordan et al. 2024, "Muon: an optimizer for
hidden layers in neural networks"); steps as large as AdamW's are those of Liu et al. 2025, "Muon is
scalable for LLM training".
"""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from workbench.training.distributed.ranks import Ranks
from workbench.training.distributed.sharding import give_back, whole

_MOMENTUM = "momentum_buffer"


class MuonWithAdamW(torch.optim.Optimizer):
    """Two optimizers as one: both have their groups and their state in this one's."""

    def __init__(self, muon: torch.optim.Muon, adamw: torch.optim.AdamW | None) -> None:
        self._parts = [muon] if adamw is None else [muon, adamw]
        super().__init__([group for part in self._parts for group in part.param_groups], {})
        for part in self._parts:
            part.state = self.state

    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Move all weights; there is no `closure` to take."""
        assert closure is None
        for part in self._parts:
            part.step()


class MuonOfSlices(torch.optim.Muon):
    """Muon for matrices of which each process holds some rows.

    One process, in turn, gathers a matrix with its gradient and momentum, takes the step with the
    whole of it, and gives each process its rows back: the step is that of one process to the bit.
    """

    def __init__(self, groups: Iterable[dict[str, Any]], ranks: Ranks, **settings: Any) -> None:
        super().__init__(groups, **settings)
        self._ranks = ranks

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Move all weights; there is no `closure` to take."""
        assert closure is None
        moved = [
            (group, weight)
            for group in self.param_groups
            for weight in group["params"]
            if weight.grad is not None
        ]
        for number, (group, weight) in enumerate(moved):
            self._move(group, weight, at=number % self._ranks.world.size)

    def _move(self, group: dict[str, Any], weight: Tensor, *, at: int) -> None:
        slots, gradient = self.state[weight], weight.grad
        assert gradient is not None
        if _MOMENTUM not in slots:
            slots[_MOMENTUM] = torch.zeros_like(gradient)
        momentum = slots[_MOMENTUM]
        found = [whole(one, self._ranks, at=at) for one in (weight, gradient, momentum)]
        here = [one for one in found if one is not None]
        if here:
            _take_step(group, *here)
        give_back(found[0], weight, self._ranks, at=at)
        give_back(found[2], momentum, self._ranks, at=at)


def _take_step(group: dict[str, Any], weight: Tensor, gradient: Tensor, momentum: Tensor) -> None:
    """Move one whole matrix and its momentum."""
    moved = torch.nn.Parameter(weight.data)
    moved.grad = gradient
    muon = torch.optim.Muon([{**group, "params": [moved]}])
    muon.state[moved][_MOMENTUM] = momentum
    muon.step()  # type: ignore[no-untyped-call]
