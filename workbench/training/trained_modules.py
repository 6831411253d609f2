"""Everything that learns in a run: the model, what learns beside it, and the model's average."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from workbench.models.blocks.decoder import DecoderModel
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.blocks.kernels import Kernels

AUXILIARY = "beside."
"""What the names of parameters begin with that are no part of the model."""
_RAW = "raw."


class TrainedModules:
    """The model that a run is for, with modules that help it learn and are no part of it.

    With `ema_decay` above 0 an exponential moving average of the model's weights is kept
    (Polyak and Juditsky 1992): it is what is measured, saved as the model and used afterwards,
    while the optimizer goes on with the weights themselves.
    """

    def __init__(
        self, model: nn.Module, auxiliary: nn.Module | None = None, *, ema_decay: float = 0.0
    ) -> None:
        self.model = model
        self.auxiliary = auxiliary
        self._decay = ema_decay
        self._average = _copied(model) if ema_decay else {}

    def train(self) -> None:
        """Dropout is active from here on."""
        self.model.train()
        if self.auxiliary is not None:
            self.auxiliary.train()

    def use_kernels(self, kernels: Kernels) -> None:
        """The model's blocks learn with these from here on."""
        if isinstance(self.model, DecoderModel | EncoderModel):
            self.model.kernels = kernels

    def named_parameters(self) -> dict[str, nn.Parameter]:
        """All that the optimizer may change, the model's under their own names."""
        named = dict(self.model.named_parameters())
        if self.auxiliary is not None:
            named |= {f"{AUXILIARY}{name}": one for name, one in self.auxiliary.named_parameters()}
        return named

    @torch.no_grad()
    def update_average(self, step: int) -> None:
        """Let the average follow the weights of `step` finished steps.

        The decay rises from 0.1 towards its own, so that the first weights are soon forgotten.
        """
        decay = min(self._decay, (1 + step) / (10 + step))
        own = self.model.state_dict()
        for name, average in self._average.items():
            average.lerp_(own[name], 1.0 - decay)

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """The model has its averaged weights inside, if an average is kept."""
        if not self._average:
            yield
            return
        raw = _copied(self.model)
        self.model.load_state_dict(self._average)
        try:
            yield
        finally:
            self.model.load_state_dict(raw)

    def weights(self) -> dict[str, Tensor]:
        """What is saved as the model."""
        return _on_cpu(self._average or self.model.state_dict())

    def auxiliary_weights(self) -> dict[str, Tensor]:
        """What a resume needs besides; empty when the model is all that learns."""
        own = self.auxiliary.state_dict() if self.auxiliary is not None else {}
        weights = {f"{AUXILIARY}{name}": tensor for name, tensor in own.items()}
        if self._average:
            weights |= {f"{_RAW}{name}": t for name, t in self.model.state_dict().items()}
        return _on_cpu(weights)

    @torch.no_grad()
    def load_state(self, weights: Mapping[str, Tensor], auxiliary: Mapping[str, Tensor]) -> None:
        """Put back what `weights` and `auxiliary_weights` gave."""
        raw = _without(auxiliary, _RAW)
        self.model.load_state_dict(raw or weights)
        for name, average in self._average.items():
            average.copy_(weights[name])
        if self.auxiliary is not None:
            self.auxiliary.load_state_dict(_without(auxiliary, AUXILIARY))


def _copied(model: nn.Module) -> dict[str, Tensor]:
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def _on_cpu(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu() for name, tensor in tensors.items()}


def _without(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): tensor
        for name, tensor in tensors.items()
        if name.startswith(prefix)
    }
