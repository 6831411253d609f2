"""Divergences of teacher and student, each with its gradient in closed form.

Shape legend: k = tokens, v = vocabulary. p is the teacher's distribution, q the student's; each
value has shape (k,), in nats unless it says otherwise, and is 0 where both agree.

The gradient is that in the student's softened logits z/τ, with q = softmax(z/τ): where the
divergence has the derivatives g_v = ∂D/∂q_v it is q_v·(g_v − Σ_w q_w·g_w), since the derivative of
q_w in the v-th softened logit is q_w·([v = w] − q_v). Given log q instead, it is the same one: of a
q that adds up to 1 only changes with Σ q·d(log q) = 0 are possible, to which q_v·(any constant)
adds nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.training.objectives.cross_entropy import log_sum

_LEAST_SHARE = 1e-30
"""Shares below it count as so much, so that their ratios to others stay finite in float32."""

ValueAndGradient = tuple[Tensor, Callable[[], Tensor]]
"""A loss (k,), and what works out its gradient in the student's softened logits (k, v).

It may be asked once at most, as it reuses the memory of the value's numbers and of the shares.
"""


@dataclass(frozen=True)
class Distribution:
    """softmax(z/τ) and z, which of shares that are given are their logarithms.

    `temperature` is one for all tokens, or one for each (k, 1).
    """

    shares_kv: Tensor
    logits_kv: Tensor
    temperature: float | Tensor = 1.0

    @classmethod
    def of_logits(cls, logits_kv: Tensor, temperature: float | Tensor = 1.0) -> "Distribution":
        """softmax(z/τ)."""
        softened_kv = _divided(logits_kv, temperature)
        return cls(F.softmax(softened_kv, dim=-1), logits_kv, temperature)

    @classmethod
    def of_logarithms(cls, log_kv: Tensor) -> "Distribution":
        """What the logarithms say, even if they do not quite add up to 1."""
        return cls(log_kv.exp(), log_kv)

    @property
    def log_sum_k(self) -> Tensor:
        """log Σ exp(z/τ), by which z/τ is more than the logarithm of the shares."""
        highest_k1 = _divided(self.logits_kv.amax(-1, keepdim=True), self.temperature)
        return log_sum(highest_k1, self.shares_kv)

    def positive_shares(self) -> Tensor:
        """The shares (k, v) themselves, too small ones raised."""
        return self.shares_kv.clamp_min_(_LEAST_SHARE)


DivergenceFunction = Callable[[Distribution, Distribution], ValueAndGradient]
"""Of the teacher's and the student's distributions."""


def forward_kl(teacher: Distribution, student: Distribution) -> ValueAndGradient:
    """KL(p ‖ q), with the gradient q − p."""
    p_kv, q_kv = teacher.shares_kv, student.shares_kv
    apart_k = torch.linalg.vecdot(p_kv, teacher.logits_kv - student.logits_kv)
    apart_k = _divided(apart_k[:, None], teacher.temperature).squeeze(-1)
    value_k = apart_k - (teacher.log_sum_k - student.log_sum_k)
    return value_k, lambda: q_kv.sub_(p_kv)


def reverse_kl(teacher: Distribution, student: Distribution) -> ValueAndGradient:
    """KL(q ‖ p), with the gradient q·(log(q/p) − KL(q ‖ p))."""
    log_ratio_kv = _log_ratio(student, teacher)
    value_k = torch.linalg.vecdot(student.shares_kv, log_ratio_kv)
    return value_k, lambda: log_ratio_kv.sub_(value_k[:, None]).mul_(student.shares_kv)


def jeffreys(teacher: Distribution, student: Distribution) -> ValueAndGradient:
    """KL(p ‖ q) + KL(q ‖ p), the sum of both, not their mean; so is the gradient."""
    log_ratio_kv = _log_ratio(student, teacher)
    p_kv, q_kv = teacher.shares_kv, student.shares_kv
    reverse_k = torch.linalg.vecdot(q_kv, log_ratio_kv)
    value_k = reverse_k - torch.linalg.vecdot(p_kv, log_ratio_kv)

    def gradient() -> Tensor:
        return log_ratio_kv.sub_(reverse_k[:, None] - 1.0).mul_(q_kv).sub_(p_kv)

    return value_k, gradient


def jensen_shannon(
    teacher: Distribution, student: Distribution, beta: float, *, normalised: bool
) -> ValueAndGradient:
    """JSD(β) = β·KL(p ‖ m) + (1−β)·KL(q ‖ m) with m = βp + (1−β)q, the convention of GKD.

    As published (arXiv 2306.13649, eq. 1) it vanishes with β and with 1−β; `normalised` divides by
    β(1−β), which tends to KL(p ‖ q) and KL(q ‖ p) there. Exactly 0 and 1 are these in both forms.
    Its gradient is (1−β)·q·(log(q/m) − KL(q ‖ m)): none comes through m, which of all
    distributions is the one that makes the sum least.
    """
    if beta == 0.0:
        return forward_kl(teacher, student)
    if beta == 1.0:
        return reverse_kl(teacher, student)
    p_kv, q_kv = teacher.positive_shares(), student.positive_shares()
    mixture_kv = torch.lerp(q_kv, p_kv, beta)
    log_ratio_kv = (q_kv / mixture_kv).log_()
    ours_k = torch.linalg.vecdot(q_kv, log_ratio_kv)
    theirs_k = torch.linalg.vecdot(p_kv, torch.div(p_kv, mixture_kv, out=mixture_kv).log_())
    scale = 1.0 / (beta * (1.0 - beta)) if normalised else 1.0
    value_k = scale * (beta * theirs_k + (1.0 - beta) * ours_k)

    def gradient() -> Tensor:
        return log_ratio_kv.sub_(ours_k[:, None]).mul_(q_kv.mul_(scale * (1.0 - beta)))

    return value_k, gradient


def skewed_kl(teacher: Distribution, student: Distribution, skew: float) -> ValueAndGradient:
    """KL(p ‖ m) with m = ap + (1−a)q, at most −ln a (arXiv 2402.03898).

    Its gradient is (1−a)·q·(Σ q·p/m − p/m).
    """
    p_kv, q_kv = teacher.positive_shares(), student.positive_shares()
    ratio_kv = p_kv / torch.lerp(q_kv, p_kv, skew)
    value_k = torch.linalg.vecdot(p_kv, ratio_kv.log())

    def gradient() -> Tensor:
        mean_k = torch.linalg.vecdot(q_kv, ratio_kv)
        return ratio_kv.sub_(mean_k[:, None]).mul_(q_kv.mul_(skew - 1.0))

    return value_k, gradient


def skewed_reverse_kl(
    teacher: Distribution, student: Distribution, skew: float
) -> ValueAndGradient:
    """KL(q ‖ m) with m = (1−a)p + aq, at most −ln a (arXiv 2402.03898).

    Its gradient is q·(g − Σ q·g) with g = log(q/m) − a·q/m.
    """
    p_kv, q_kv = teacher.positive_shares(), student.positive_shares()
    ratio_kv = q_kv / torch.lerp(p_kv, q_kv, skew)
    log_ratio_kv = ratio_kv.log()
    value_k = torch.linalg.vecdot(q_kv, log_ratio_kv)
    return value_k, lambda: _in_logits(log_ratio_kv.sub_(ratio_kv, alpha=skew), q_kv)


def total_variation(teacher: Distribution, student: Distribution) -> ValueAndGradient:
    """½ Σ |p − q|, from 0 to 1 and without a unit; its gradient is 0 where both are equal.

    Elsewhere it is q·(g − Σ q·g) with g = ½ sign(q − p).
    """
    apart_kv = student.shares_kv - teacher.shares_kv
    value_k = 0.5 * torch.linalg.vector_norm(apart_kv, ord=1, dim=-1)
    return value_k, lambda: _in_logits(apart_kv.sign_().mul_(0.5), student.shares_kv)


def sorted_distance(teacher: Distribution, student: Distribution) -> ValueAndGradient:
    """Σ |p − q| of probabilities sorted from the likeliest down, from 0 to 2 and without a unit.

    The universal logit distillation loss (Boizard et al. 2024, arXiv 2402.12030): the Wasserstein
    distance of two vocabularies whose tokens cannot be paired, the smaller one filled up with 0.
    Its gradient is q·(g − Σ q·g) with g = sign(q − p) in the sorted order.
    """
    p_kv = teacher.shares_kv.sort(dim=-1, descending=True).values
    q_kv, order_kv = student.shares_kv.sort(dim=-1, descending=True)
    width = max(p_kv.shape[-1], q_kv.shape[-1])
    p_kv, q_kv = (F.pad(sorted_kv, (0, width - sorted_kv.shape[-1])) for sorted_kv in (p_kv, q_kv))
    apart_kv = q_kv - p_kv
    value_k = torch.linalg.vector_norm(apart_kv, ord=1, dim=-1)

    def gradient() -> Tensor:
        signs_kv = apart_kv.sign_()[..., : order_kv.shape[-1]]
        slope_kv = torch.empty_like(student.shares_kv).scatter_(-1, order_kv, signs_kv)
        return _in_logits(slope_kv, student.shares_kv)

    return value_k, gradient


def logit_mse(teacher_kv: Tensor, student_kv: Tensor) -> ValueAndGradient:
    """The mean over the vocabulary of (z_S − z_T)², of raw logits and without a unit.

    The mean, because it is of a KL's size: τ²·KL tends to half of it as τ grows, for centred
    logits. Unlike the divergences it sees a constant added to all logits. Its gradient is
    2·(z_S − z_T)/v.
    """
    apart_kv = student_kv - teacher_kv
    value_k = torch.linalg.vecdot(apart_kv, apart_kv) / apart_kv.shape[-1]
    return value_k, lambda: apart_kv.mul_(2.0 / apart_kv.shape[-1])


def _log_ratio(one: Distribution, other: Distribution) -> Tensor:
    """The logarithm (k, v) of the ratio of their shares; both have one temperature."""
    log_sums_k = one.log_sum_k - other.log_sum_k
    apart_kv = one.logits_kv - other.logits_kv
    return _divided(apart_kv, one.temperature).sub_(log_sums_k[:, None])


def _divided(values_kv: Tensor, temperature: float | Tensor) -> Tensor:
    is_one = not isinstance(temperature, Tensor) and temperature == 1.0
    return values_kv if is_one else values_kv / temperature


def _in_logits(slope_kv: Tensor, q_kv: Tensor) -> Tensor:
    """q·(g − Σ q·g) of the derivatives g in the shares, in their place."""
    mean_k = torch.linalg.vecdot(q_kv, slope_kv)
    return slope_kv.sub_(mean_k[:, None]).mul_(q_kv)
