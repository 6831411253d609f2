"""A norm as a linear map: its scale is kept as it is for one state, whatever of it is looked at.

Shapes: c hidden size.
"""

import torch
from torch import Tensor, nn

from workbench.models.gemma import UnitOffsetRMSNorm


def before_norm(norm: nn.Module, state_c: Tensor, direction_c: Tensor) -> tuple[Tensor, float]:
    """The direction in a norm's input that `direction_c` is in its output, and its bias along that.

    For parts whose sum is `state_c`: direction_c · norm(state_c) is the sum of each part's product
    with the direction that is given back, and of the bias (LayerNorm: Ba et al. 2016; RMSNorm:
    Zhang and Sennrich 2019). In float64, as the arguments are.
    """
    if isinstance(norm, nn.LayerNorm):
        scale = (state_c.var(correction=0) + norm.eps).rsqrt()
        scaled_c = direction_c * norm.weight.double() * scale
        bias = 0.0 if norm.bias is None else float(norm.bias.double() @ direction_c)
        return scaled_c - scaled_c.mean(), bias
    assert isinstance(norm, nn.RMSNorm)
    weight_c = norm.weight.double()
    if isinstance(norm, UnitOffsetRMSNorm):
        weight_c = 1.0 + weight_c
    epsilon = torch.finfo(norm.weight.dtype).eps if norm.eps is None else norm.eps
    scale = (state_c.square().mean() + epsilon).rsqrt()
    return direction_c * weight_c * scale, 0.0
