"""Gradients in closed form against autograd through the plain formulas of the papers."""

from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import Tensor

from workbench.distillation.divergence import functions
from workbench.distillation.divergence.functions import DivergenceFunction
from workbench.distillation.divergence.with_gradient import of_logarithms, softened, squared_error

Plain = Callable[[Tensor, Tensor], Tensor]
BETA, SKEW = 0.3, 0.1


def kl(log_p: Tensor, log_q: Tensor) -> Tensor:
    return (log_p.exp() * (log_p - log_q)).sum(-1)


def mixture(log_p: Tensor, log_q: Tensor, share: float) -> Tensor:
    return (share * log_p.exp() + (1 - share) * log_q.exp()).log()


def plain_jsd(log_p: Tensor, log_q: Tensor) -> Tensor:
    log_m = mixture(log_p, log_q, BETA)
    return BETA * kl(log_p, log_m) + (1 - BETA) * kl(log_q, log_m)


def plain_uld(log_p: Tensor, log_q: Tensor) -> Tensor:
    p, q = (log.exp().sort(dim=-1, descending=True).values for log in (log_p, log_q))
    return (p - q).abs().sum(-1)


jsd = partial(functions.jensen_shannon, beta=BETA, normalised=False)
normalised_jsd = partial(functions.jensen_shannon, beta=BETA, normalised=True)
PAIRS: dict[str, tuple[DivergenceFunction, Plain]] = {
    "forward KL": (functions.forward_kl, kl),
    "reverse KL": (functions.reverse_kl, lambda p, q: kl(q, p)),
    "Jeffreys": (functions.jeffreys, lambda p, q: kl(p, q) + kl(q, p)),
    "JSD": (jsd, plain_jsd),
    "JSD, normalised": (normalised_jsd, lambda p, q: plain_jsd(p, q) / (BETA * (1 - BETA))),
    "skewed KL": (
        partial(functions.skewed_kl, skew=SKEW),
        lambda p, q: kl(p, mixture(p, q, SKEW)),
    ),
    "skewed reverse KL": (
        partial(functions.skewed_reverse_kl, skew=SKEW),
        lambda p, q: kl(q, mixture(q, p, SKEW)),
    ),
    "total variation": (
        functions.total_variation,
        lambda p, q: 0.5 * (p.exp() - q.exp()).abs().sum(-1),
    ),
    "ULD": (functions.sorted_distance, plain_uld),
}
TEMPERATURES = [1.0, 2.0, 7.5, torch.linspace(1, 4, 9)[:, None]]

every_one = pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)


def logits(size: float = 1.0, width: int = 40, dtype: torch.dtype = torch.float64) -> list[Tensor]:
    torch.manual_seed(0)
    teacher, student = size * torch.randn(2, 9, width, dtype=dtype)
    return [teacher, student.requires_grad_()]


def assert_same(pair, teacher, student, temperature, **tolerances) -> None:
    """Values, and gradients of a weighted sum of the tokens."""
    divergence, plain = pair
    weights = torch.rand(len(student), dtype=student.dtype)
    logs = ((z / temperature).log_softmax(-1) for z in (teacher, student))
    wanted, actual = plain(*logs), softened(teacher, student, temperature, divergence)
    torch.testing.assert_close(actual, wanted, **tolerances)
    theirs, ours = (torch.autograd.grad(weights @ loss, student) for loss in (wanted, actual))
    torch.testing.assert_close(ours, theirs, **tolerances)


@every_one
@pytest.mark.parametrize("temperature", TEMPERATURES)
@pytest.mark.parametrize("size", [1.0, 10.0])
def test_that_values_and_gradients_equal_autograds(size, temperature, pair):
    teacher, student = logits(size)
    assert_same(pair, teacher, student, temperature, rtol=1e-9, atol=1e-13 * size)


@every_one
@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_that_fp32_equals_autograd_but_for_rounding(temperature, pair):
    both = logits(30.0, dtype=torch.float32)
    teacher, student = both[0].double(), both[1].detach().double().requires_grad_()
    actual, wanted = (
        softened(one, other, temperature, pair[0])
        for one, other in (tuple(both), (teacher, student))
    )
    torch.testing.assert_close(actual.double(), wanted, rtol=1e-5, atol=3e-5)
    ours, theirs = (
        torch.autograd.grad(loss.sum(), leaf)[0]
        for loss, leaf in ((actual, both[1]), (wanted, student))
    )
    torch.testing.assert_close(ours.double(), theirs, rtol=1e-4, atol=1e-5)


@every_one
def test_that_gradients_agree_with_finite_differences_at_each_tokens_temperature(pair):
    teacher, student = logits(width=7)
    taus = torch.linspace(1, 4, 9, dtype=torch.float64)[:, None]
    assert torch.autograd.gradcheck(lambda own: softened(teacher, own, taus, pair[0]), student)


@every_one
def test_that_of_logarithms_it_is_the_same(pair):
    teacher, student = logits(3.0)
    actual = of_logarithms(teacher.log_softmax(-1), student.log_softmax(-1), pair[0])
    wanted = softened(teacher, student, 1.0, pair[0])
    torch.testing.assert_close(actual, wanted)
    ours, theirs = (torch.autograd.grad(loss.sum(), student) for loss in (actual, wanted))
    torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-13)


def test_that_sorted_distances_of_other_widths_have_autograds_gradient():
    teacher, student = logits(3.0)
    for narrow, wide in ((20, 40), (40, 20)):
        own = student[:, :wide].detach().clone().requires_grad_()
        actual = softened(teacher[:, :narrow], own, 2.0, functions.sorted_distance)
        p, q = ((z / 2.0).softmax(-1) for z in (teacher[:, :narrow], own))
        p, q = (torch.cat([one, one.new_zeros(9, 40 - one.shape[-1])], -1) for one in (p, q))
        wanted = plain_uld(p.log(), q.log())
        torch.testing.assert_close(actual, wanted)
        ours, theirs = (torch.autograd.grad(loss.sum(), own) for loss in (actual, wanted))
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-13)


def test_that_the_squared_error_of_logits_has_autograds_gradient():
    teacher, student = logits(3.0)
    actual, wanted = squared_error(teacher, student), (student - teacher).square().mean(-1)
    torch.testing.assert_close(actual, wanted)
    ours, theirs = (torch.autograd.grad(loss.sum(), student) for loss in (actual, wanted))
    torch.testing.assert_close(ours, theirs)


def test_that_an_equal_student_has_exactly_no_kl_and_no_gradient():
    teacher, _ = logits(50.0, width=1000, dtype=torch.float32)
    student = teacher.clone().requires_grad_()
    losses = softened(teacher, student, 2.0, functions.forward_kl)
    losses.sum().backward()
    assert losses.tolist() == [0.0] * 9
    assert student.grad is not None
    assert student.grad.abs().max() == 0.0


def test_that_opposite_certainties_have_a_finite_loss_and_gradient():
    teacher, student = torch.tensor([[1e4, 0.0]]), torch.tensor([[0.0, 1e4]]).requires_grad_()
    loss = softened(teacher, student, 1.0, functions.forward_kl)
    loss.sum().backward()
    assert loss.tolist() == [1e4]
    assert student.grad is not None
    assert student.grad.tolist() == [[-1.0, 1.0]]


@every_one
def test_that_fp32_is_finite_where_one_finds_impossible_what_the_other_is_sure_of(pair):
    high = 1e4 * torch.eye(4)
    for teacher in (high, -high, high.flip(0), torch.zeros(4, 4)):
        for start in (high, -high, torch.zeros(4, 4)):
            student = start.clone().requires_grad_()
            loss = softened(teacher, student, 1.0, pair[0])
            loss.sum().backward()
            assert loss.isfinite().all()
            assert student.grad is not None
            assert student.grad.isfinite().all()
