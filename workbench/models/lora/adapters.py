"""Low-rank adapters (Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models").

Shapes: i inputs, o outputs, r rank.
"""

import math
from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workbench.models.blocks.layers import drop
from workbench.models.blocks.linear import Linear
from workbench.models.build import Model
from workbench.models.lora.spec import LoraSpec

_LAYERS = {
    "attention": ("qkv", "attention_out"),
    "all": ("qkv", "attention_out", "ffn_in", "ffn_out"),
}
_A, _B = "lora_a", "lora_b"


class LoraLinear(Linear):
    """y = W x + b + (alpha / rank) · B A x, where W and b are a given layer's own and stay.

    B starts at zero, so that at first nothing has changed.
    """

    def __init__(self, layer: nn.Linear, spec: LoraSpec, generator: torch.Generator) -> None:
        super().__init__(
            layer.in_features, layer.out_features, bias=layer.bias is not None, device="meta"
        )
        self.weight, self.bias = layer.weight, layer.bias
        bound = 1 / math.sqrt(layer.in_features)
        a_ri = torch.empty(spec.rank, layer.in_features)
        a_ri.uniform_(-bound, bound, generator=generator)
        self.lora_a = nn.Parameter(a_ri)
        self.lora_b = nn.Parameter(torch.zeros(layer.out_features, spec.rank))
        self._scale = scale(spec)
        self._dropout = spec.dropout

    def forward(self, x: Tensor) -> Tensor:
        read = drop(x, self._dropout if self.training else 0.0)
        beside = F.linear(F.linear(read, self.lora_a), self.lora_b)
        return super().forward(x) + self._scale * beside


def scale(spec: LoraSpec) -> float:
    """What the adapters' output is multiplied with."""
    return spec.alpha / spec.rank


def adapt(model: Model, spec: LoraSpec, generator: torch.Generator) -> None:
    """Freeze the model and put adapters into its blocks; they and a classifier alone can learn."""
    model.requires_grad_(False)
    for block in model.blocks:
        for name in _LAYERS[spec.layers]:
            adapted = LoraLinear(getattr(block, name), spec, generator)
            setattr(block, name, adapted)
    if model.classifier is not None:
        model.classifier.requires_grad_(True)


def is_adapter(name: str) -> bool:
    """Whether a parameter belongs to an adapter."""
    return name.endswith((_A, _B))


def merged(weights: Mapping[str, Tensor], spec: LoraSpec) -> dict[str, Tensor]:
    """The weights of the plain model that computes the same: adapters added to what they adapt."""
    plain = {name: tensor for name, tensor in weights.items() if not is_adapter(name)}
    for name, a_ri in weights.items():
        if name.endswith(_A):
            layer = name.removesuffix(_A)
            delta_oi = scale(spec) * (weights[f"{layer}{_B}"] @ a_ri)
            plain[f"{layer}weight"] = plain[f"{layer}weight"] + delta_oi
    return plain
