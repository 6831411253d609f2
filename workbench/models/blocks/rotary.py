"""Rotary positions: pairs of a query's or key's numbers turned by angles that grow with its place.

Su et al. 2021, "RoFormer"; the scalings' sources stand at their settings. Shapes: b batch,
h heads, t tokens, d width of a head, r numbers that are turned, p pairs of them.
"""

import math
from dataclasses import dataclass
from typing import Any, assert_never

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from workbench.models.rotary_spec import (
    AnyScaling,
    LinearScaling,
    Llama3Scaling,
    NoScaling,
    YarnScaling,
)


@dataclass(frozen=True)
class Rotary:
    """How positions become angles: `size` numbers of a head turn, the slowest by base `theta`."""

    size: int
    theta: float
    scaling: AnyScaling

    def cos_sin(self, begin: int, end: int, device: torch.device) -> tuple[Tensor, Tensor]:
        """Cosines and sines (tr, float32) of the angles for positions `begin` to `end`."""
        positions_t = torch.arange(begin, end, dtype=torch.float32, device=device)
        frequencies_p, amplitude = self._scaled(self._frequencies(device))
        angles = torch.outer(positions_t, frequencies_p)
        angles_tr = torch.cat([angles, angles], dim=-1)
        if amplitude == 1.0:
            return angles_tr.cos(), angles_tr.sin()
        return angles_tr.cos() * amplitude, angles_tr.sin() * amplitude

    def stretched(self) -> Tensor:
        """How many times longer each pair's wavelength is than the base alone makes it."""
        frequencies_p = self._frequencies(torch.device("cpu"))
        return frequencies_p / self._scaled(frequencies_p)[0]

    def _frequencies(self, device: torch.device) -> Tensor:
        exponents = torch.arange(0, self.size, 2, dtype=torch.float32, device=device) / self.size
        return 1.0 / self.theta**exponents

    def _scaled(self, frequencies_p: Tensor) -> tuple[Tensor, float]:
        """The frequencies as they are stretched, and what turned numbers are multiplied by."""
        match self.scaling:
            case NoScaling():
                return frequencies_p, 1.0
            case LinearScaling(factor=factor):
                return frequencies_p / factor, 1.0
            case Llama3Scaling():
                return _llama3(frequencies_p, self.scaling), 1.0
            case YarnScaling():
                return self._yarn(frequencies_p, self.scaling), yarn_amplitude(self.scaling)
            case _:
                assert_never(self.scaling)

    def _yarn(self, frequencies_p: Tensor, scaling: YarnScaling) -> Tensor:
        low, high = (
            self._turning(scaling.beta_fast, scaling),
            self._turning(scaling.beta_slow, scaling),
        )
        if scaling.truncate:
            low, high = math.floor(low), math.ceil(high)
        low, high = max(low, 0), min(high, self.size - 1)
        if low == high:
            high += 0.001
        pairs = torch.arange(self.size // 2, dtype=torch.float32, device=frequencies_p.device)
        stretched_p = ((pairs - low) / (high - low)).clamp(0, 1)
        return frequencies_p / scaling.factor * stretched_p + frequencies_p * (1 - stretched_p)

    def _turning(self, turns: float, scaling: YarnScaling) -> float:
        """The pair (a fraction) that turns so often within the original context."""
        wavelength = scaling.original_context / (turns * 2 * math.pi)
        return self.size * math.log(wavelength) / (2 * math.log(self.theta))


def _llama3(frequencies_p: Tensor, scaling: Llama3Scaling) -> Tensor:
    low, high = scaling.low_freq_factor, scaling.high_freq_factor
    turns_p = scaling.original_context * frequencies_p / (2 * math.pi)
    kept_p = ((turns_p - low) / (high - low)).clamp(0, 1)
    return (1 - kept_p) * frequencies_p / scaling.factor + kept_p * frequencies_p


def yarn_amplitude(scaling: YarnScaling) -> float:
    """What YaRN multiplies turned queries and keys by."""
    if scaling.attention_factor:
        return scaling.attention_factor
    return 0.1 * math.log(scaling.factor) + 1.0 if scaling.factor > 1 else 1.0


def rotated(x_bhtd: Tensor, cos_tr: Tensor, sin_tr: Tensor) -> Tensor:
    """Turn each pair (i, i + r/2) by its position's angle; computed in float32.

    What of a head is wider than the angles stays as it is.
    """
    size = cos_tr.shape[-1]
    turned_bhtr = _turned(x_bhtd[..., :size], cos_tr, sin_tr)
    if size == x_bhtd.shape[-1]:
        return turned_bhtr
    return torch.cat([turned_bhtr, x_bhtd[..., size:]], dim=-1)


def _turned(x_bhtr: Tensor, cos_tr: Tensor, sin_tr: Tensor) -> Tensor:
    if not torch.is_grad_enabled():
        return _pairs_turned(x_bhtr, cos_tr, sin_tr)
    turned_bhtr: Tensor = _Turning.apply(x_bhtr, cos_tr, sin_tr)  # type: ignore[no-untyped-call]
    return turned_bhtr


class _Turning(torch.autograd.Function):
    """Turning, whose gradient is to turn back: autograd's own way reads and keeps twice as much."""

    @staticmethod
    def forward(ctx: Any, x_bhtr: Tensor, cos_tr: Tensor, sin_tr: Tensor) -> Tensor:
        ctx.save_for_backward(cos_tr, sin_tr)
        return _pairs_turned(x_bhtr, cos_tr, sin_tr)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient_bhtr: Tensor) -> tuple[Tensor, None, None]:
        cos_tr, sin_tr = ctx.saved_tensors
        return _pairs_turned(gradient_bhtr, cos_tr, -sin_tr), None, None


def _pairs_turned(x_bhtr: Tensor, cos_tr: Tensor, sin_tr: Tensor) -> Tensor:
    exact_bhtr = x_bhtr if x_bhtr.dtype == torch.float64 else x_bhtr.float()
    turned_bhtr = exact_bhtr * cos_tr
    (first_x, second_x), (to_first_x, to_second_x) = (
        exact_bhtr.chunk(2, -1),
        turned_bhtr.chunk(2, -1),
    )
    sin_first_tp, sin_second_tp = sin_tr.chunk(2, -1)
    to_first_x.addcmul_(second_x, sin_first_tp, value=-1)
    to_second_x.addcmul_(first_x, sin_second_tp)
    return turned_bhtr.to(x_bhtr.dtype)
