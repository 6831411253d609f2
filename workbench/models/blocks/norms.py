"""RMS norms whose gradient is worked out in closed form.

Zhang and Sennrich 2019, "Root Mean Square Layer Normalization". torch has no fused kernel for it on
a processor, and autograd's own way keeps and reads its input several times as often. Shapes: any
leading dimensions, c numbers that are normalised together.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.autograd.function import once_differentiable


class RMSNorm(nn.RMSNorm):
    """torch's RMS norm; on a processor it learns in half the time."""

    def forward(self, x: Tensor) -> Tensor:
        return rms_norm(x, self.weight, self.eps)


def rms_norm(x_xc: Tensor, weight_c: Tensor, epsilon: float | None) -> Tensor:
    """x / sqrt(mean(x²) + epsilon) times the weight, in float32, given back in x's precision.

    The value is torch's to the bit, whether or not a gradient is asked for.
    """
    if x_xc.is_cpu and torch.is_grad_enabled():
        normed_xc: Tensor = _RMSNorm.apply(x_xc, weight_c, epsilon)  # type: ignore[no-untyped-call]
        return normed_xc
    return _normed(x_xc, weight_c, epsilon)


class _RMSNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x_xc: Tensor, weight_c: Tensor, epsilon: float | None) -> Tensor:
        ctx.save_for_backward(x_xc, weight_c)
        ctx.epsilon = epsilon
        return _normed(x_xc, weight_c, epsilon)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient_xc: Tensor) -> tuple[Tensor, Tensor, None]:
        x_xc, weight_c = ctx.saved_tensors
        unit_xc, scale_x1 = _unit(x_xc, ctx.epsilon)
        gradient_xc, dtype = _exact(gradient_xc), gradient_xc.dtype
        product_xc, exact_c = gradient_xc * unit_xc, weight_c.to(unit_xc.dtype)
        for_weight_c = product_xc.reshape(-1, exact_c.numel()).sum(0)
        along_x1 = (product_xc @ exact_c).div_(exact_c.numel()).unsqueeze(-1)
        for_x_xc = torch.addcmul(gradient_xc * exact_c, unit_xc, along_x1, value=-1)
        return for_x_xc.mul_(scale_x1).to(dtype), for_weight_c.to(weight_c.dtype), None


def _normed(x_xc: Tensor, weight_c: Tensor, epsilon: float | None) -> Tensor:
    if x_xc.dtype == weight_c.dtype:
        return F.rms_norm(x_xc, weight_c.shape, weight_c, epsilon)
    # torch warns of two precisions at once.
    exact_xc, exact_c = _exact(x_xc), _exact(weight_c)
    return F.rms_norm(exact_xc, weight_c.shape, exact_c, epsilon).to(x_xc.dtype)


def _unit(x_xc: Tensor, epsilon: float | None) -> tuple[Tensor, Tensor]:
    """x scaled to a mean square of 1, and the scale."""
    exact_xc = _exact(x_xc)
    chosen = torch.finfo(exact_xc.dtype).eps if epsilon is None else epsilon
    norms_x1 = torch.linalg.vector_norm(exact_xc, dim=-1, keepdim=True)
    scale_x1 = norms_x1.square_().div_(x_xc.shape[-1]).add_(chosen).rsqrt_()
    return exact_xc * scale_x1, scale_x1


def _exact(x: Tensor) -> Tensor:
    """At least float32."""
    return x if x.dtype == torch.float64 else x.float()
