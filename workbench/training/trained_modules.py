"""Everything that learns in a run: the model, what learns beside it, and the model's average."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from workbench.models.blocks.decoder import DecoderModel
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.blocks.kernels import Kernels
from workbench.training.distributed.sharding import is_sharded, is_slice, placed_like

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

    @property
    def are_sharded(self) -> bool:
        """Whether the model's parameters are shared out over several processes."""
        return is_sharded(self.model)

    def replicated_parameters(self) -> list[nn.Parameter]:
        """Those that every process holds whole."""
        return [one for one in self.named_parameters().values() if not is_slice(one)]

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
        """What is saved as the model; slices where it is sharded."""
        return dict(self._average or self.model.state_dict())

    def auxiliary_weights(self) -> dict[str, Tensor]:
        """What a resume needs besides; empty when the model is all that learns."""
        own = self.auxiliary.state_dict() if self.auxiliary is not None else {}
        weights = {f"{AUXILIARY}{name}": tensor for name, tensor in own.items()}
        if self._average:
            weights |= {f"{_RAW}{name}": t for name, t in self.model.state_dict().items()}
        return weights

    @torch.no_grad()
    def load_state(self, weights: Mapping[str, Tensor], auxiliary: Mapping[str, Tensor]) -> None:
        """Put back what `weights` and `auxiliary_weights` gave."""
        raw = _without(auxiliary, _RAW)
        own = self.model.state_dict()
        given = raw or weights
        self.model.load_state_dict(
            {
                name: placed_like(one, own[name]) if name in own else one
                for name, one in given.items()
            }
        )
        for name, average in self._average.items():
            average.copy_(placed_like(weights[name], average))
        if self.auxiliary is not None:
            self.auxiliary.load_state_dict(_without(auxiliary, AUXILIARY))


def _copied(model: nn.Module) -> dict[str, Tensor]:
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def _without(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): tensor
        for name, tensor in tensors.items()
        if name.startswith(prefix)
    }
