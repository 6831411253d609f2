"""Every divergence against numbers worked out by hand and against its formula in float64 numpy.

The parity with TRL's `generalized_jsd_loss` is with the formula it publishes, eq. 1 of the GKD
paper (arXiv 2306.13649), written out here; TRL itself is not installed.
"""

from collections.abc import Callable
from functools import partial
from math import log

import numpy as np
import pytest
import torch
from torch import Tensor

from workbench.distillation.divergence.functions import (
    DivergenceFunction,
    forward_kl,
    jensen_shannon,
    reverse_kl,
)
from workbench.distillation.divergence.soft_loss import PerToken, soft_loss
from workbench.distillation.divergence.with_gradient import of_logarithms
from workbench.distillation.spec import StageSpec
from workbench.distillation.stages import settings_at
from workbench.spec import validate

Oracle = Callable[[np.ndarray, np.ndarray], np.ndarray]

JSD_PLAIN = {"kind": "jsd", "beta": 0.3}
JSD_NORMALISED = {"kind": "jsd", "beta": 0.3, "normalised": True}
SKEWED, SKEWED_REVERSE = {"kind": "skewed_kl"}, {"kind": "skewed_reverse_kl"}
SOFTENED = [
    {"kind": "forward_kl"},
    {"kind": "reverse_kl"},
    {"kind": "jeffreys"},
    {"kind": "jsd"},
    JSD_PLAIN,
    JSD_NORMALISED,
    SKEWED,
    SKEWED_REVERSE,
    {"kind": "total_variation"},
]
ALL = [*SOFTENED, {"kind": "logit_mse"}]

every_softened = pytest.mark.parametrize("divergence", SOFTENED, ids=str)
every_one = pytest.mark.parametrize("divergence", ALL, ids=str)

TEACHER, STUDENT = (0.75, 0.125, 0.125), (0.25, 0.25, 0.5)


def loss_of(divergence: dict, temperature: float = 1.0, *, squared: bool = True) -> PerToken:
    plain = {"temperature": temperature, "temperature_squared": squared, "divergence": divergence}
    return soft_loss(settings_at((validate(StageSpec, plain),), 0))


def with_gradient(loss: PerToken, teacher: Tensor, student: Tensor) -> tuple[Tensor, Tensor]:
    leaf = student.detach().clone().requires_grad_()
    value = loss(teacher, leaf)
    return value.detach(), torch.autograd.grad(value.sum(), leaf)[0]


def logits(scale: float = 3.0, size: int = 40, dtype: torch.dtype = torch.float64) -> list[Tensor]:
    generator = torch.Generator().manual_seed(3)
    return list(scale * torch.randn(2, 6, size, dtype=dtype, generator=generator))


def jsd_of(log_t: Tensor, log_s: Tensor, beta: float, *, normalised: bool = False) -> Tensor:
    divergence: DivergenceFunction = partial(jensen_shannon, beta=beta, normalised=normalised)
    return of_logarithms(log_t, log_s, divergence)


def kls_of(log_t: Tensor, log_s: Tensor) -> tuple[Tensor, Tensor]:
    """Forward and reverse."""
    return of_logarithms(log_t, log_s, forward_kl), of_logarithms(log_t, log_s, reverse_kl)


def np_kl(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    return (p * np.log(p / q)).sum(-1)


def gkd(p: np.ndarray, q: np.ndarray, beta: float) -> np.ndarray:
    """Eq. 1 of the GKD paper, P the teacher: β·KL(P ‖ M) + (1−β)·KL(Q ‖ M), M = βP + (1−β)Q."""
    mixture = beta * p + (1 - beta) * q
    return beta * np_kl(p, mixture) + (1 - beta) * np_kl(q, mixture)


ORACLES: list[Oracle] = [
    np_kl,
    lambda p, q: np_kl(q, p),
    lambda p, q: np_kl(p, q) + np_kl(q, p),
    lambda p, q: gkd(p, q, 0.5),
    lambda p, q: gkd(p, q, 0.3),
    lambda p, q: gkd(p, q, 0.3) / (0.3 * 0.7),
    lambda p, q: np_kl(p, 0.1 * p + 0.9 * q),
    lambda p, q: np_kl(q, 0.9 * p + 0.1 * q),
    lambda p, q: np.abs(p - q).sum(-1) / 2,
]


@pytest.mark.parametrize(
    ("divergence", "wanted"),
    [
        ({"kind": "forward_kl"}, 3 / 4 * log(3) - 3 / 8 * log(2)),
        ({"kind": "reverse_kl"}, 5 / 4 * log(2) - 1 / 4 * log(3)),
        ({"kind": "jeffreys"}, 1 / 2 * log(3) + 7 / 8 * log(2)),
        (
            {"kind": "jsd", "beta": 0.25},
            1 / 4 * (3 / 4 * log(2) + 1 / 8 * log(4 / 7) + 1 / 8 * log(4 / 13))
            + 3 / 4 * (1 / 4 * log(2 / 3) + 1 / 4 * log(8 / 7) + 1 / 2 * log(16 / 13)),
        ),
        (
            {"kind": "skewed_kl", "skew": 0.25},
            3 / 4 * log(2) + 1 / 8 * log(4 / 7) + 1 / 8 * log(4 / 13),
        ),
        (
            {"kind": "skewed_reverse_kl", "skew": 0.25},
            1 / 4 * log(2 / 5) + 1 / 4 * log(8 / 5) + 1 / 2 * log(16 / 7),
        ),
        ({"kind": "total_variation"}, 1 / 2),
    ],
    ids=str,
)
def test_that_three_tokens_give_the_number_worked_out_by_hand(divergence, wanted):
    teacher, student = (torch.tensor([p], dtype=torch.float64).log() for p in (TEACHER, STUDENT))
    assert loss_of(divergence)(teacher, student).item() == pytest.approx(wanted, rel=1e-12)


def test_that_the_squared_error_is_the_mean_over_the_vocabulary_of_raw_logits():
    teacher, student = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[2.0, 0.0, 3.0]])
    for temperature, squared in ((1.0, True), (4.0, True), (4.0, False)):
        loss = loss_of({"kind": "logit_mse"}, temperature, squared=squared)
        assert loss(teacher, student).item() == pytest.approx(5 / 3)


@pytest.mark.parametrize("squared", [True, False])
@pytest.mark.parametrize("temperature", [1.0, 2.5])
@pytest.mark.parametrize(("divergence", "oracle"), list(zip(SOFTENED, ORACLES, strict=True)))
def test_that_values_equal_the_formula_in_numpy(divergence, oracle, temperature, squared):
    teacher, student = logits()
    p, q = ((z / temperature).softmax(-1).numpy() for z in (teacher, student))
    wanted = oracle(p, q) * (temperature**2 if squared else 1.0)
    actual = loss_of(divergence, temperature, squared=squared)(teacher, student)
    np.testing.assert_allclose(actual.numpy(), wanted, rtol=1e-10)


@pytest.mark.parametrize("temperature", [1.0, 0.9, 3.0])
@pytest.mark.parametrize("beta", [0.1, 0.5, 0.9])
def test_that_plain_jsd_without_tau_squared_is_the_loss_of_gkd(beta, temperature):
    teacher, student = logits()
    p, q = ((z / temperature).softmax(-1).numpy() for z in (teacher, student))
    loss = loss_of({"kind": "jsd", "beta": beta}, temperature, squared=False)
    assert loss(teacher, student).mean().item() == pytest.approx(gkd(p, q, beta).mean(), rel=1e-10)


def test_that_forward_and_reverse_punish_different_students():
    """The teacher has two modes; one student covers them and more, the other has one of them."""
    teacher = torch.tensor([[0.495, 0.495, 0.01]]).log()
    covering = torch.tensor([[0.35, 0.35, 0.30]]).log()
    selecting = torch.tensor([[0.98, 0.01, 0.01]]).log()
    (forward, reverse), (other_forward, other_reverse) = (
        kls_of(teacher, student) for student in (covering, selecting)
    )
    assert forward < other_forward
    assert reverse > other_reverse


@pytest.mark.parametrize(
    ("skewed", "plain"), [("skewed_kl", "forward_kl"), ("skewed_reverse_kl", "reverse_kl")]
)
def test_that_a_skew_tends_to_the_kl_of_its_direction_and_stays_bounded(skewed, plain):
    teacher, student = logits()
    near = loss_of({"kind": skewed, "skew": 1e-9})(teacher, student)
    torch.testing.assert_close(near, loss_of({"kind": plain})(teacher, student), rtol=1e-5, atol=0)
    far = loss_of({"kind": skewed, "skew": 0.1})(1e3 * teacher, 1e3 * student)
    assert far.max().item() <= log(10) + 1e-9


def test_that_jsd_is_symmetric_at_one_half_and_mirrored_elsewhere():
    log_t, log_s = (z.log_softmax(-1) for z in logits())
    for beta in (0.5, 0.2):
        one, other = jsd_of(log_t, log_s, beta), jsd_of(log_s, log_t, 1 - beta)
        torch.testing.assert_close(one, other, rtol=1e-12, atol=0)
    assert (jsd_of(log_t, log_s, 0.5) < log(2)).all()


@pytest.mark.parametrize("normalised", [True, False])
def test_that_jsd_is_exactly_the_forward_kl_at_0_and_the_reverse_at_1(normalised):
    log_t, log_s = (z.log_softmax(-1) for z in logits())
    for beta, limit in zip((0.0, 1.0), kls_of(log_t, log_s), strict=True):
        assert torch.equal(jsd_of(log_t, log_s, beta, normalised=normalised), limit)


def test_that_only_the_normalised_jsd_tends_to_the_two_kls():
    log_t, log_s = (z.log_softmax(-1) for z in logits(scale=1.0))
    for beta, limit in zip((1e-6, 1 - 1e-6), kls_of(log_t, log_s), strict=True):
        near = jsd_of(log_t, log_s, beta, normalised=True)
        torch.testing.assert_close(near, limit, rtol=1e-4, atol=0)
        assert (jsd_of(log_t, log_s, beta) < 1e-5 * limit).all()


@every_one
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_that_a_student_equal_to_its_teacher_has_no_loss_and_no_gradient(divergence, dtype):
    teacher, _ = logits(dtype=dtype)
    value, gradient = with_gradient(loss_of(divergence, 2.0), teacher, teacher)
    most = 2e-6 if dtype is torch.float32 else 1e-14
    assert value.abs().max().item() < most
    assert gradient.abs().max().item() < most


@every_one
def test_that_the_loss_is_never_negative_and_each_row_counts_by_itself(divergence):
    """So a token that is left out, such as padding, changes nothing of the others."""
    teacher, student = logits()
    loss = loss_of(divergence, 2.0)
    value, gradient = with_gradient(loss, teacher, student)
    assert value.shape == (6,)
    assert value.min().item() > 0
    fewer, gradient_of_fewer = with_gradient(loss, teacher[:4], student[:4])
    assert torch.equal(fewer, value[:4])
    assert torch.equal(gradient_of_fewer, gradient[:4])


@every_softened
def test_that_a_constant_added_to_the_logits_changes_nothing(divergence):
    teacher, student = logits()
    loss = loss_of(divergence, 3.0)
    torch.testing.assert_close(loss(teacher + 5.0, student - 2.0), loss(teacher, student))


def test_that_the_squared_error_alone_sees_a_constant():
    teacher = logits()[0]
    loss = loss_of({"kind": "logit_mse"})
    assert loss(teacher, teacher + 2.0).tolist() == pytest.approx([4.0] * 6)


@pytest.mark.parametrize(
    ("divergence", "curvature"),
    [
        ({"kind": "forward_kl"}, 1.0),
        ({"kind": "reverse_kl"}, 1.0),
        ({"kind": "jeffreys"}, 2.0),
        (JSD_PLAIN, 0.3 * 0.7),
        (JSD_NORMALISED, 1.0),
        (SKEWED, 0.9**2),
        (SKEWED_REVERSE, 0.9**2),
    ],
    ids=str,
)
def test_that_with_tau_squared_every_gradient_tends_to_matching_centred_logits(
    divergence, curvature
):
    """f''(1)·(z_S − z_T) / V, the sequel for f-divergences to eq. 4 of Hinton et al. (2015)."""
    teacher, student = (z - z.mean(-1, keepdim=True) for z in logits(scale=0.2, size=8))
    _, gradient = with_gradient(loss_of(divergence, 100.0), teacher, student)
    wanted = curvature * (student - teacher) / 8
    torch.testing.assert_close(gradient, wanted, rtol=1e-2, atol=2e-4)
    assert wanted.abs().max().item() > 0.01


def test_that_the_gradient_of_total_variation_shrinks_as_1_over_tau_only():
    divergence = {"kind": "total_variation"}
    teacher, student = logits(scale=0.2, size=8)
    loose, looser = (
        tau * with_gradient(loss_of(divergence, tau, squared=False), teacher, student)[1]
        for tau in (20.0, 100.0)
    )
    torch.testing.assert_close(loose, looser, rtol=5e-2, atol=1e-3)
    assert loose.abs().max().item() > 0.05


@every_one
def test_that_gradients_agree_with_float64_finite_differences(divergence):
    teacher, student = (z[:3, :5] for z in logits(scale=1.0))
    loss = loss_of(divergence, 2.5)
    assert torch.autograd.gradcheck(lambda z: loss(teacher, z), student.clone().requires_grad_())


@every_one
def test_that_fp32_agrees_with_float64_on_a_vocabulary_of_usual_size(divergence):
    teacher, student = logits(size=4000)
    loss = loss_of(divergence, 2.0)
    exact, exact_gradient = with_gradient(loss, teacher, student)
    value, gradient = with_gradient(loss, teacher.float(), student.float())
    torch.testing.assert_close(value.double(), exact, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(gradient.double(), exact_gradient, rtol=1e-4, atol=1e-7)


@every_one
@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0])
def test_that_extreme_logits_have_finite_losses_and_gradients(divergence, temperature):
    high, equal = 1e4 * torch.eye(4), torch.zeros(4, 4)
    cases = [high, -high, 2 * high - 1e4, equal, equal + 1e4, equal - 1e4, high.flip(0)]
    for teacher in cases:
        for student in cases:
            value, gradient = with_gradient(loss_of(divergence, temperature), teacher, student)
            assert value.isfinite().all()
            assert gradient.isfinite().all()
