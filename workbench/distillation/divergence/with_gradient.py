"""Divergences for autograd: the gradient is worked out along with the value.

Autograd's own way through two softmaxes and a mixture reads and keeps the logits several times as
often. Equal to it but for rounding, which near 0 is that of the largest logit (proven in the
tests). The teacher's side is constant.

Shape legend: k = tokens, v = vocabulary.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from workbench.distillation.divergence.functions import (
    Distribution,
    DivergenceFunction,
    ValueAndGradient,
    logit_mse,
)


def softened(
    teacher_kv: Tensor,
    student_kv: Tensor,
    temperature: float | Tensor,
    divergence: DivergenceFunction,
) -> Tensor:
    """A divergence (k,) of softmax(z/τ) of both; τ is one for all tokens, or one each (k, 1)."""

    def measured(own_kv: Tensor) -> ValueAndGradient:
        both = (teacher_kv, own_kv)
        return divergence(*(Distribution.of_logits(each_kv, temperature) for each_kv in both))

    return _with_gradient(student_kv, measured, temperature)


def of_logarithms(
    log_teacher_kv: Tensor, log_student_kv: Tensor, divergence: DivergenceFunction
) -> Tensor:
    """A divergence (k,) of log-probabilities; the student's have to add up to 1."""

    def measured(own_kv: Tensor) -> ValueAndGradient:
        both = (log_teacher_kv, own_kv)
        return divergence(*(Distribution.of_logarithms(log_kv) for log_kv in both))

    return _with_gradient(log_student_kv, measured)


def squared_error(teacher_kv: Tensor, student_kv: Tensor) -> Tensor:
    """`logit_mse` (k,) of raw logits."""
    return _with_gradient(student_kv, lambda own_kv: logit_mse(teacher_kv, own_kv))


def _with_gradient(
    student_kv: Tensor,
    measured: Callable[[Tensor], ValueAndGradient],
    temperature: float | Tensor = 1.0,
) -> Tensor:
    value_k: Tensor = _WithGradient.apply(  # type: ignore[no-untyped-call]
        student_kv, measured, temperature
    )
    return value_k


class _WithGradient(torch.autograd.Function):
    """The gradient that was worked out is that in z/τ; 1/τ comes in the backward pass."""

    @staticmethod
    def forward(
        ctx: Any,
        student_kv: Tensor,
        measured: Callable[[Tensor], ValueAndGradient],
        temperature: float | Tensor,
    ) -> Tensor:
        value_k, gradient = measured(student_kv)
        if ctx.needs_input_grad[0]:
            ctx.save_for_backward(gradient())
            ctx.temperature = temperature
        return value_k

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor, None, None]:
        (grad_kv,) = ctx.saved_tensors
        return grad_kv * (grad_outputs[0][:, None] / ctx.temperature), None, None
