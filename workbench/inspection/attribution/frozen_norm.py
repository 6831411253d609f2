"""A norm as a linear map: its scale is kept as it is for a state, whatever of it is looked at.

Shapes: c hidden size, q states.
"""

import torch
from torch import Tensor, nn

from workbench.models.architectures.gemma import UnitOffsetRMSNorm


def before_norm(norm: nn.Module, state_qc: Tensor, direction_qc: Tensor) -> tuple[Tensor, float]:
    """The directions in a norm's input that `direction_qc` are in its output, and its bias along
    them.

    For parts whose sum is `state_qc`: Σ direction_qc · norm(state_qc) is the sum of each part's
    product with the directions that are given back, and of the bias (LayerNorm: Ba et al. 2016;
    RMSNorm: Zhang and Sennrich 2019). In float64, as the arguments are.
    """
    if isinstance(norm, nn.LayerNorm):
        scale_q1 = (state_qc.var(-1, correction=0, keepdim=True) + norm.eps).rsqrt()
        scaled_qc = direction_qc * norm.weight.double() * scale_q1
        bias = 0.0 if norm.bias is None else float((direction_qc * norm.bias.double()).sum())
        return scaled_qc - scaled_qc.mean(-1, keepdim=True), bias
    assert isinstance(norm, nn.RMSNorm)
    weight_c = norm.weight.double()
    if isinstance(norm, UnitOffsetRMSNorm):
        weight_c = 1.0 + weight_c
    epsilon = torch.finfo(norm.weight.dtype).eps if norm.eps is None else norm.eps
    scale_q1 = (state_qc.square().mean(-1, keepdim=True) + epsilon).rsqrt()
    return direction_qc * weight_c * scale_q1, 0.0
