"""Distillation losses as pure functions of logits.

Shape legend: k = tokens, v = vocabulary. All logits are fp32.
"""

from collections.abc import Callable
from functools import partial
from typing import assert_never

import torch.nn.functional as F
from torch import Tensor

from workbench.distillation.divergence import functions
from workbench.distillation.divergence.spec import (
    Divergence,
    ForwardKL,
    Jeffreys,
    JensenShannon,
    LogitMSE,
    ReverseKL,
    SkewedKL,
    SkewedReverseKL,
    TotalVariation,
    UniversalLogits,
)
from workbench.distillation.divergence.with_gradient import softened, squared_error
from workbench.distillation.stages import StageSettings

PerToken = Callable[[Tensor, Tensor], Tensor]
"""From something of the teacher's and the same of the student's, both kv, to a loss (k,)."""


def forward_kl(teacher_kv: Tensor, student_kv: Tensor, temperature: float) -> Tensor:
    """KL(p_T ‖ p_S) of the softened distributions, per token (k,), in nats.

    Differs from the soft cross-entropy of Hinton, Vinyals and Dean (2015) by the teacher's entropy,
    a constant for the student: its floor is 0.
    """
    return softened_divergence(teacher_kv, student_kv, temperature, squared=False)


def softened_divergence(
    teacher_kv: Tensor,
    student_kv: Tensor,
    temperature: float | Tensor,
    *,
    squared: bool,
    divergence: functions.DivergenceFunction = functions.forward_kl,
) -> Tensor:
    """A divergence of the softened distributions per token (k,), times τ² if `squared`.

    p^τ = softmax(z/τ); `temperature` is one for all tokens, or one for each (k, 1).
    """
    loss_k = softened(teacher_kv, student_kv, temperature, divergence)
    return scaled(loss_k, temperature, squared=squared)


def scaled(loss: Tensor, temperature: float | Tensor, *, squared: bool) -> Tensor:
    """The loss, times τ² if `squared`; `temperature` is one for all tokens, or one for each (k, 1).

    Without τ² the gradient of a KL shrinks as 1/τ², and α changes its meaning with τ.
    """
    if not squared:
        return loss
    tau = temperature if isinstance(temperature, float | int) else temperature.squeeze(-1)
    return tau**2 * loss


def divergence_of(divergence: Divergence) -> functions.DivergenceFunction | None:
    """The function of two distributions that a setting names; None for one of raw logits."""
    match divergence:
        case ForwardKL():
            return functions.forward_kl
        case ReverseKL():
            return functions.reverse_kl
        case Jeffreys():
            return functions.jeffreys
        case JensenShannon(beta=beta, normalised=normalised):
            return partial(functions.jensen_shannon, beta=beta, normalised=normalised)
        case SkewedKL(skew=skew):
            return partial(functions.skewed_kl, skew=skew)
        case SkewedReverseKL(skew=skew):
            return partial(functions.skewed_reverse_kl, skew=skew)
        case TotalVariation():
            return functions.total_variation
        case UniversalLogits():
            return functions.sorted_distance
        case LogitMSE():
            return None
        case _:
            assert_never(divergence)


def soft_loss(settings: StageSettings) -> PerToken:
    """The soft-label loss of teacher's and student's logits that a stage asks for at some step."""
    stage, tau, squared = settings.stage, settings.temperature, settings.stage.temperature_squared
    divergence = divergence_of(stage.divergence)
    if divergence is None:
        return squared_error
    if stage.temperature_schedule != "confidence":
        return partial(softened_divergence, temperature=tau, squared=squared, divergence=divergence)

    def by_confidence(teacher_kv: Tensor, student_kv: Tensor) -> Tensor:
        tau_k1 = confident_temperature(teacher_kv, tau)
        return softened_divergence(
            teacher_kv, student_kv, tau_k1, squared=squared, divergence=divergence
        )

    return by_confidence


def confident_temperature(teacher_kv: Tensor, temperature: float) -> Tensor:
    """1 + (τ − 1)·max p_T for each token, (k, 1): the full τ where the teacher is sure."""
    confidence_k1 = F.softmax(teacher_kv, dim=-1).amax(-1, keepdim=True)
    return 1.0 + (temperature - 1.0) * confidence_k1
