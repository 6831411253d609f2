"""Muon for the matrices of the blocks, AdamW for embeddings, norms, biases and the output layer.

Muon is momentum whose step is made nearly orthogonal (Jordan et al. 2024, "Muon: an optimizer for
hidden layers in neural networks"); steps as large as AdamW's are those of Liu et al. 2025, "Muon is
scalable for LLM training".
"""

from collections.abc import Callable

import torch


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
