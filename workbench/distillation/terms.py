"""Distillation losses as pure functions of logits.

Shape legend: k = tokens, v = vocabulary. All logits are fp32.
"""

import torch.nn.functional as F
from torch import Tensor


def forward_kl(teacher_kv: Tensor, student_kv: Tensor, temperature: float) -> Tensor:
    """KL(p_T ‖ p_S) of the softened distributions, per token (k,), in nats.

    p^τ = softmax(z/τ). Differs from the soft cross-entropy of Hinton, Vinyals and Dean (2015) by
    the teacher's entropy, a constant for the student: its floor is 0.
    """
    log_teacher_kv = F.log_softmax(teacher_kv / temperature, dim=-1)
    log_student_kv = F.log_softmax(student_kv / temperature, dim=-1)
    return (log_teacher_kv.exp() * (log_teacher_kv - log_student_kv)).sum(-1)


def soft_loss(
    teacher_kv: Tensor, student_kv: Tensor, temperature: float, *, squared: bool
) -> Tensor:
    """The soft-label loss per token (k,): forward KL, times τ² if `squared`.

    Without τ² its gradient shrinks as 1/τ², and α changes its meaning with τ.
    """
    scale = temperature**2 if squared else 1.0
    return scale * forward_kl(teacher_kv, student_kv, temperature)
