"""The forward KL of softened distributions, which works out its gradient along with its value.

The most used of all divergences, and so the one that is worth it: autograd's own way through two
softmaxes reads the logits about three times as often. Equal to it but for rounding, which near 0
is that of the largest logit (proven in the tests).

Shape legend: k = tokens, v = vocabulary.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from workbench.training.objectives.cross_entropy import softmax_with_log_sum


def softened_kl(teacher_kv: Tensor, student_kv: Tensor, temperature: float | Tensor) -> Tensor:
    """KL(p_T^τ ‖ p_S^τ) per token (k,), in nats; the teacher's logits are constants.

    p^τ = softmax(z/τ); `temperature` is one for all tokens, or one for each (k, 1).
    """
    losses_k: Tensor = _SoftenedKL.apply(  # type: ignore[no-untyped-call]
        teacher_kv, student_kv, temperature
    )
    return losses_k


class _SoftenedKL(torch.autograd.Function):
    """Its gradient in the student's logits is (p_S^τ − p_T^τ)/τ."""

    @staticmethod
    def forward(
        ctx: Any, teacher_kv: Tensor, student_kv: Tensor, temperature: float | Tensor
    ) -> Tensor:
        teacher_shares_kv, teacher_sum_k = softmax_with_log_sum(teacher_kv / temperature)
        student_shares_kv, student_sum_k = softmax_with_log_sum(student_kv / temperature)
        apart_k: Tensor = torch.linalg.vecdot(teacher_shares_kv, teacher_kv - student_kv)
        tau = temperature.squeeze(-1) if isinstance(temperature, Tensor) else temperature
        losses_k: Tensor = apart_k / tau - (teacher_sum_k - student_sum_k)
        if ctx.needs_input_grad[1]:
            grad_kv = student_shares_kv.sub_(teacher_shares_kv)
            ctx.save_for_backward(grad_kv)
            ctx.temperature = temperature
        return losses_k

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[None, Tensor, None]:
        (grad_kv,) = ctx.saved_tensors
        return None, grad_kv * (grad_outputs[0][:, None] / ctx.temperature), None
