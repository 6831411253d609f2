"""Distillation losses as pure functions of logits.

Shape legend: k = tokens, v = vocabulary. All logits are fp32.
"""

from collections.abc import Callable
from functools import partial
from typing import assert_never

import torch.nn.functional as F
from torch import Tensor

from workbench.distillation.divergence_spec import (
    ForwardKL,
    Jeffreys,
    JensenShannon,
    LogitMSE,
    ReverseKL,
    SkewedKL,
    SkewedReverseKL,
    TotalVariation,
)
from workbench.distillation.divergences import (
    jeffreys,
    jensen_shannon,
    kl,
    logit_mse,
    reverse_kl,
    skewed_kl,
    skewed_reverse_kl,
    total_variation,
)
from workbench.distillation.spec import StageSpec

PerToken = Callable[[Tensor, Tensor], Tensor]
"""From something of the teacher's and the same of the student's, both kv, to a loss (k,)."""


def forward_kl(teacher_kv: Tensor, student_kv: Tensor, temperature: float) -> Tensor:
    """KL(p_T ‖ p_S) of the softened distributions, per token (k,), in nats.

    Differs from the soft cross-entropy of Hinton, Vinyals and Dean (2015) by the teacher's entropy,
    a constant for the student: its floor is 0.
    """
    return soft_loss(teacher_kv, student_kv, temperature, squared=False)


def soft_loss(
    teacher_kv: Tensor,
    student_kv: Tensor,
    temperature: float,
    *,
    squared: bool,
    divergence: PerToken = kl,
) -> Tensor:
    """A divergence of the softened distributions per token (k,), times τ² if `squared`.

    p^τ = softmax(z/τ). Without τ² the gradient of a KL shrinks as 1/τ², and α changes its meaning
    with τ.
    """
    log_teacher_kv = F.log_softmax(teacher_kv / temperature, dim=-1)
    log_student_kv = F.log_softmax(student_kv / temperature, dim=-1)
    loss_k = divergence(log_teacher_kv, log_student_kv)
    return temperature**2 * loss_k if squared else loss_k


def soft_loss_of(stage: StageSpec) -> PerToken:
    """The soft-label loss that a stage asks for, of teacher's and student's logits."""
    softened = partial(soft_loss, temperature=stage.temperature, squared=stage.temperature_squared)
    match stage.divergence:
        case ForwardKL():
            return partial(softened, divergence=kl)
        case ReverseKL():
            return partial(softened, divergence=reverse_kl)
        case Jeffreys():
            return partial(softened, divergence=jeffreys)
        case JensenShannon(beta=beta, normalised=normalised):
            chosen = partial(jensen_shannon, beta=beta, normalised=normalised)
            return partial(softened, divergence=chosen)
        case SkewedKL(skew=skew):
            return partial(softened, divergence=partial(skewed_kl, skew=skew))
        case SkewedReverseKL(skew=skew):
            return partial(softened, divergence=partial(skewed_reverse_kl, skew=skew))
        case TotalVariation():
            return partial(softened, divergence=total_variation)
        case LogitMSE():
            return logit_mse
        case _:
            assert_never(stage.divergence)
