"""Gradient norm and update-to-weight ratio by layer, left on the device.

The ratio is ‖Δw‖ / ‖w‖ of a step, over all weights of a layer; about 1e-3 is common (Karpathy's
makemore lectures; TensorBoard users know it as update:data ratio).
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils import get_total_norm

from workbench.metrics import LAYER_GRADIENT, LAYER_UPDATE
from workbench.training.layer_rates import layer_of

_TINY = 1e-30


class LayerMeasures:
    """Measures one optimizer step: told of its gradients first, then that the weights have moved.

    Parameters without a gradient (frozen, or of no use to this batch) are left out.
    """

    def __init__(self, parameters: Mapping[str, nn.Parameter]) -> None:
        self._parameters = parameters
        self._before: dict[str, list[Tensor]] = {}

    def of_gradients(self) -> dict[str, Tensor]:
        """The norm of each layer's gradient, which is not clipped yet; keeps a copy of the weights.

        The squares of all layers' norms add up to that of the whole gradient's norm.
        """
        self._before = {
            layer: [one.detach().clone() for one in learning]
            for layer, learning in self._learning().items()
        }
        return {
            f"{LAYER_GRADIENT}{layer}": get_total_norm([_gradient(one) for one in learning])
            for layer, learning in self._learning().items()
        }

    def of_update(self) -> dict[str, Tensor]:
        """How far each layer's weights moved, as a share of their norm before the step.

        Of a layer that was all zeros, as LoRA's begin, it is the share of the norm after it: 1.
        """
        ratios = {}
        for layer, learning in self._learning().items():
            before = self._before[layer]
            after = [one.detach() for one in learning]
            ratios[f"{LAYER_UPDATE}{layer}"] = update_ratio(before, after)
        self._before = {}
        return ratios

    def _learning(self) -> dict[str, list[nn.Parameter]]:
        """The parameters that have a gradient, by layer, from the embeddings upwards."""
        layers: dict[str, list[nn.Parameter]] = {}
        for name, parameter in self._parameters.items():
            if parameter.grad is not None:
                layers.setdefault(layer_of(name), []).append(parameter)
        return layers


def update_ratio(before: Sequence[Tensor], after: Sequence[Tensor]) -> Tensor:
    """‖after - before‖ / ‖before‖; of weights that were all zero, ‖after - before‖ / ‖after‖."""
    moved = get_total_norm([new - old for new, old in zip(after, before, strict=True)])
    was, is_now = get_total_norm(list(before)), get_total_norm(list(after))
    return moved / torch.where(was > 0, was, is_now).clamp_min(_TINY)


def _gradient(parameter: nn.Parameter) -> Tensor:
    assert parameter.grad is not None
    return parameter.grad
