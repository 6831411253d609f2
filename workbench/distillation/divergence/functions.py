"""Divergences of teacher and student as pure functions of their log-probabilities, per token.

Shape legend: k = tokens, v = vocabulary. T is the teacher's distribution, S the student's; each
result has shape (k,), in nats unless it says otherwise, and is 0 where both agree. Mixtures are
made in log space, so that values and gradients stay finite for any finite logits.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor


def kl(log_p_kv: Tensor, log_q_kv: Tensor) -> Tensor:
    """KL(P ‖ Q); with P the teacher it is the forward KL."""
    return (log_p_kv.exp() * (log_p_kv - log_q_kv)).sum(-1)


def reverse_kl(log_teacher_kv: Tensor, log_student_kv: Tensor) -> Tensor:
    """KL(S ‖ T)."""
    return kl(log_student_kv, log_teacher_kv)


def jeffreys(log_teacher_kv: Tensor, log_student_kv: Tensor) -> Tensor:
    """KL(T ‖ S) + KL(S ‖ T): the sum of both, not their mean."""
    difference_kv = log_teacher_kv.exp() - log_student_kv.exp()
    return (difference_kv * (log_teacher_kv - log_student_kv)).sum(-1)


def jensen_shannon(
    log_teacher_kv: Tensor, log_student_kv: Tensor, beta: float, *, normalised: bool
) -> Tensor:
    """JSD(β) = β·KL(T ‖ M) + (1−β)·KL(S ‖ M) with M = βT + (1−β)S, the convention of GKD.

    As published (arXiv 2306.13649, eq. 1) it vanishes with β and with 1−β; `normalised` divides by
    β(1−β), which tends to KL(T ‖ S) and KL(S ‖ T) there. Exactly 0 and 1 are these in both forms.
    """
    if beta == 0.0:
        return kl(log_teacher_kv, log_student_kv)
    if beta == 1.0:
        return kl(log_student_kv, log_teacher_kv)
    # No gradient comes through M: of all distributions it is the one that makes this sum least.
    log_mixture_kv = _mixture(log_teacher_kv, log_student_kv.detach(), beta)
    ours_k = (1.0 - beta) * kl(log_student_kv, log_mixture_kv)
    both_k = beta * kl(log_teacher_kv, log_mixture_kv) + ours_k
    return both_k / (beta * (1.0 - beta)) if normalised else both_k


def skewed_kl(log_teacher_kv: Tensor, log_student_kv: Tensor, skew: float) -> Tensor:
    """KL(T ‖ aT + (1−a)S), at most −ln a (arXiv 2402.03898)."""
    return kl(log_teacher_kv, _mixture(log_teacher_kv, log_student_kv, skew))


def skewed_reverse_kl(log_teacher_kv: Tensor, log_student_kv: Tensor, skew: float) -> Tensor:
    """KL(S ‖ (1−a)T + aS), at most −ln a (arXiv 2402.03898)."""
    return kl(log_student_kv, _mixture(log_student_kv, log_teacher_kv, skew))


def total_variation(log_teacher_kv: Tensor, log_student_kv: Tensor) -> Tensor:
    """½ Σ |T − S|, from 0 to 1 and without a unit; its gradient is 0 where both are equal."""
    return 0.5 * (log_teacher_kv.exp() - log_student_kv.exp()).abs().sum(-1)


def logit_mse(teacher_kv: Tensor, student_kv: Tensor) -> Tensor:
    """The mean over the vocabulary of (z_S − z_T)², of raw logits and without a unit.

    The mean, because it is of a KL's size: τ²·KL tends to half of it as τ grows, for centred
    logits. Unlike the divergences it sees a constant added to all logits.
    """
    return (student_kv - teacher_kv).square().mean(-1)


def sorted_distance(log_teacher_kv: Tensor, log_student_kw: Tensor) -> Tensor:
    """Σ |T − S| of probabilities sorted from the likeliest down, from 0 to 2 and without a unit.

    The universal logit distillation loss (Boizard et al. 2024, arXiv 2402.12030): the Wasserstein
    distance of two vocabularies whose tokens cannot be paired, the smaller one filled up with 0.
    """
    teacher, student = (
        log.exp().sort(dim=-1, descending=True).values for log in (log_teacher_kv, log_student_kw)
    )
    missing = teacher.shape[-1] - student.shape[-1]
    if missing > 0:
        student = F.pad(student, (0, missing))
    elif missing < 0:
        teacher = F.pad(teacher, (0, -missing))
    return (teacher - student).abs().sum(-1)


def _mixture(log_p_kv: Tensor, log_q_kv: Tensor, share: float) -> Tensor:
    """log(share·P + (1−share)·Q) for a share strictly between 0 and 1."""
    return torch.logaddexp(log_p_kv + math.log(share), log_q_kv + math.log1p(-share))
