"""Gradient norm and update-to-weight ratio by layer, left on the device.

The ratio is ‖Δw‖ / ‖w‖ of a step, over all weights of a layer; about 1e-3 is common (Karpathy's
makemore lectures; TensorBoard users know it as update:data ratio).
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils import get_total_norm

from workbench.metrics import LAYER_GRADIENT, LAYER_UPDATE
from workbench.training.optimizing.layer_rates import layer_of

_TINY = 1e-30


class LayerMeasures:
    """Measures one optimizer step: told of its gradients first, then that the weights have moved.

    The squares of all layers' gradient norms add up to that of the whole gradient's norm. A ratio
    is how far a layer's weights moved, as a share of their norm before the step. Parameters without
    a gradient (frozen, or of no use to this batch) are left out.
    """

    def __init__(self) -> None:
        self.values: dict[str, Tensor] = {}
        self._before: dict[str, list[Tensor]] = {}

    def gradients_ready(self, parameters: Mapping[str, nn.Parameter]) -> None:
        """The gradient is not clipped yet; a copy of the weights is kept until they have moved."""
        for layer, learning in _learning(parameters).items():
            gradients = [one.grad for one in learning if one.grad is not None]
            self.values[f"{LAYER_GRADIENT}{layer}"] = get_total_norm(gradients)
            self._before[layer] = [one.detach().clone() for one in learning]

    def weights_moved(self, parameters: Mapping[str, nn.Parameter]) -> None:
        for layer, learning in _learning(parameters).items():
            before, after = self._before.pop(layer), [one.detach() for one in learning]
            self.values[f"{LAYER_UPDATE}{layer}"] = update_ratio(before, after)


def update_ratio(before: Sequence[Tensor], after: Sequence[Tensor]) -> Tensor:
    """‖after - before‖ / ‖before‖; of weights that were all zero, as LoRA's begin, over ‖after‖."""
    moved = get_total_norm([new - old for new, old in zip(after, before, strict=True)])
    was, is_now = get_total_norm(list(before)), get_total_norm(list(after))
    return moved / torch.where(was > 0, was, is_now).clamp_min(_TINY)


def _learning(parameters: Mapping[str, nn.Parameter]) -> dict[str, list[nn.Parameter]]:
    """The parameters that have a gradient, by layer, from the embeddings upwards."""
    layers: dict[str, list[nn.Parameter]] = {}
    for name, parameter in parameters.items():
        if parameter.grad is not None:
            layers.setdefault(layer_of(name), []).append(parameter)
    return layers
