"""Linear layers that multiply with the faster library where nothing is learned.

Shapes: n rows, i inputs, o outputs.
"""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

FEW_ROWS = 32
"""With no more, oneDNN is faster only if weights are packed for it (`models.packed`)."""


class Linear(nn.Linear):
    """`nn.Linear`, computed by `linear`."""

    def forward(self, x: Tensor) -> Tensor:
        return linear(x, self.weight, self.bias)


def linear(x: Tensor, weight_oi: Tensor, bias_o: Tensor | None = None) -> Tensor:
    """`F.linear`, by oneDNN where it can and pays: no gradients, float32, a processor, many rows.

    That is 1.1 to 2 times as fast as MKL (AMD EPYC, two threads), and differs from it by the order
    of additions alone.
    """
    if not _suits_onednn(x, weight_oi):
        return F.linear(x, weight_oi, bias_o)
    multiply: Any = torch.ops.mkldnn._linear_pointwise
    return in_few_sizes(lambda rows_ni: multiply(rows_ni, weight_oi, bias_o, "none", [], ""), x)


def in_few_sizes(multiply: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """What `multiply` makes of the rows, which it is given in powers of two.

    oneDNN keeps about 0.7 MB for every number of rows it has seen, which texts of all lengths would
    let grow to some hundred.
    """
    rows_ni = x.reshape(-1, x.shape[-1])
    sizes = _sizes(len(rows_ni))
    if sizes == [len(rows_ni)]:
        return multiply(rows_ni).view(*x.shape[:-1], -1)
    padded_ni = F.pad(rows_ni, (0, 0, 0, sum(sizes) - len(rows_ni)))
    out_no = torch.cat([multiply(piece_ni) for piece_ni in torch.split(padded_ni, sizes)])
    return out_no[: len(rows_ni)].view(*x.shape[:-1], -1)


def has_onednn() -> bool:
    """Whether this torch was built with it."""
    is_there: Any = torch.backends.mkldnn.is_available
    return bool(is_there())


def _suits_onednn(x: Tensor, weight_oi: Tensor) -> bool:
    return (
        not torch.is_grad_enabled()
        and x.dtype == weight_oi.dtype == torch.float32
        and x.device.type == "cpu"
        and x.numel() > FEW_ROWS * x.shape[-1]
        and not torch.is_autocast_enabled("cpu")
        and not torch.compiler.is_compiling()
        and has_onednn()
    )


def _sizes(rows: int) -> list[int]:
    """Powers of two from FEW_ROWS up, which add up to so many rows or to some more."""
    sizes = list[int]()
    while rows > 0:
        sizes.append(max(FEW_ROWS, 1 << rows.bit_length() - 1))
        rows -= sizes[-1]
    return sizes
