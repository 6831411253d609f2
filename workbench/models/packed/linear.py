"""Linear layers for a few rows at a time, their weights packed as a kernel reads them fastest.

Input and output are float32 whatever the weights are kept in. Shapes: n rows, i inputs, o outputs.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workbench.models.blocks.linear import FEW_ROWS, in_few_sizes
from workbench.models.packed.precision import QueryPrecision

MOST_ROWS_OF_INT8 = 32
"""For more rows it is faster to unpack the weights once."""
EXPECTED_ROWS = 8
"""What oneDNN is told to expect; one row is as fast."""
LARGEST_INT8 = 127
INT8_INPUTS = 32
"""The kernel reads so many inputs at once, and does not check whether they are there."""


def packed_linear(weight_oi: Tensor, bias_o: Tensor | None, precision: QueryPrecision) -> nn.Module:
    """A layer that computes as `nn.Linear` does; fp32 asks for `has_onednn`."""
    match precision:
        case "fp32":
            return OneDnnLinear(weight_oi, bias_o)
        case "bf16" if "fbgemm" in torch.backends.quantized.supported_engines:
            return FbgemmLinear(weight_oi, bias_o)
        case "bf16":
            return HalfLinear(weight_oi, bias_o)
        case "int8":
            return Int8Linear(weight_oi, bias_o)


class OneDnnLinear(nn.Module):
    """Two to three times as fast as MKL is with a few rows, and on all threads with one."""

    def __init__(self, weight_oi: Tensor, bias_o: Tensor | None) -> None:
        super().__init__()
        reorder: Any = torch.ops.mkldnn._reorder_linear_weight
        self._linear: Any = torch.ops.mkldnn._linear_pointwise
        self._packed = reorder(weight_oi.detach(), EXPECTED_ROWS)
        self._bias_o = bias_o

    def forward(self, x: Tensor) -> Tensor:
        if x.numel() <= FEW_ROWS * x.shape[-1]:
            return self._multiplied(x)
        return in_few_sizes(self._multiplied, x)

    def _multiplied(self, x: Tensor) -> Tensor:
        out: Tensor = self._linear(x, self._packed, self._bias_o, "none", [], "")
        return out


class FbgemmLinear(nn.Module):
    """Weights rounded to bfloat16; sums in float32.

    They are kept in float16, which holds them exactly from 6e-5 up and to 3e-8 below: FBGEMM's
    kernel for it is twice as fast as oneDNN's for bfloat16, and rounds no input or output.
    """

    def __init__(self, weight_oi: Tensor, bias_o: Tensor | None) -> None:
        super().__init__()
        pack: Any = torch.ops.quantized.linear_prepack_fp16
        self._linear: Any = torch.ops.quantized.linear_dynamic_fp16
        rounded_oi = weight_oi.detach().bfloat16().float().contiguous()
        self._packed = pack(rounded_oi, None if bias_o is None else bias_o.detach())

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self._linear(x, self._packed)
        return out


class HalfLinear(nn.Module):
    """Weights, inputs and outputs rounded to bfloat16, where FBGEMM is not there."""

    def __init__(self, weight_oi: Tensor, bias_o: Tensor | None) -> None:
        super().__init__()
        self._weight_oi = weight_oi.detach().bfloat16()
        self._bias_o = bias_o

    def forward(self, x: Tensor) -> Tensor:
        out = F.linear(x.bfloat16(), self._weight_oi).float()
        return out if self._bias_o is None else out + self._bias_o


class Int8Linear(nn.Module):
    """Weights in 8 bits with a scale for each output; inputs and outputs rounded to bfloat16."""

    def __init__(self, weight_oi: Tensor, bias_o: Tensor | None) -> None:
        super().__init__()
        weight_oi = weight_oi.detach().float()
        largest_o = weight_oi.abs().amax(dim=1).clamp(min=torch.finfo(torch.float32).tiny)
        # The kernel takes scales in bfloat16: weights are rounded by the scale that it uses.
        self._scales_o = (largest_o / LARGEST_INT8).bfloat16()
        steps_oi = weight_oi / self._scales_o.float()[:, None]
        rounded_oi = steps_oi.round().clamp(-LARGEST_INT8, LARGEST_INT8).to(torch.int8)
        self._missing = -weight_oi.shape[1] % INT8_INPUTS
        self._weight_oi = F.pad(rounded_oi, (0, self._missing))
        self._bias_o = bias_o

    def forward(self, x: Tensor) -> Tensor:
        rows_ni = x.bfloat16().flatten(0, -2)
        if self._missing:
            rows_ni = F.pad(rows_ni, (0, self._missing))
        if len(rows_ni) <= MOST_ROWS_OF_INT8:
            out_no = torch._weight_int8pack_mm(rows_ni, self._weight_oi, self._scales_o)
        else:
            out_no = F.linear(rows_ni, self._weight_oi.bfloat16()) * self._scales_o
        out = out_no.float().view(*x.shape[:-1], -1)
        return out if self._bias_o is None else out.add_(self._bias_o)
