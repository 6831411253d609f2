import pytest
import torch

from workbench.distillation.divergence.softened_kl import softened_kl


def plain(teacher, student, temperature):
    log_teacher = (teacher / temperature).log_softmax(-1)
    log_student = (student / temperature).log_softmax(-1)
    return (log_teacher.exp() * (log_teacher - log_student)).sum(-1)


TEMPERATURES = [1.0, 2.0, 7.5, torch.linspace(1, 4, 9)[:, None]]


@pytest.mark.parametrize("temperature", TEMPERATURES)
@pytest.mark.parametrize("size", [1.0, 30.0])
def test_that_values_and_gradients_equal_the_plain_ones(size, temperature):
    torch.manual_seed(0)
    teacher, student = size * torch.randn(9, 40), (size * torch.randn(9, 40)).requires_grad_()
    weights = torch.rand(9)
    wanted, actual = (of(teacher, student, temperature) for of in (plain, softened_kl))
    torch.testing.assert_close(actual, wanted, rtol=1e-5, atol=1e-6 * size)
    theirs, ours = (torch.autograd.grad(weights @ loss, student) for loss in (wanted, actual))
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-7)


def test_that_the_gradient_agrees_with_float64_finite_differences():
    torch.manual_seed(0)
    teacher = torch.randn(4, 7, dtype=torch.float64)
    student = torch.randn(4, 7, dtype=torch.float64, requires_grad=True)
    taus = torch.tensor([[1.0], [2.0], [3.0], [4.0]], dtype=torch.float64)
    for tau in (2.0, taus):
        assert torch.autograd.gradcheck(
            lambda own, tau=tau: softened_kl(teacher, own, tau), student
        )


def test_that_an_equal_student_has_exactly_no_loss_and_no_gradient():
    torch.manual_seed(0)
    teacher = 50 * torch.randn(6, 1000)
    student = teacher.clone().requires_grad_()
    losses = softened_kl(teacher, student, 2.0)
    losses.sum().backward()
    assert losses.tolist() == [0.0] * 6
    assert student.grad is not None
    assert student.grad.abs().max() == 0.0


def test_that_opposite_certainties_have_a_finite_loss_and_gradient():
    teacher, student = torch.tensor([[1e4, 0.0]]), torch.tensor([[0.0, 1e4]]).requires_grad_()
    loss = softened_kl(teacher, student, 1.0)
    loss.sum().backward()
    assert loss.tolist() == [1e4]
    assert student.grad is not None
    assert student.grad.tolist() == [[-1.0, 1.0]]
