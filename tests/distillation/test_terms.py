import math

import pytest
import torch
import torch.nn.functional as F

from workbench.distillation.divergence.soft_loss import forward_kl, softened_divergence


def test_that_forward_kl_equals_its_closed_form_on_three_tokens():
    teacher = torch.tensor([[0.5, 0.25, 0.25]]).log()
    student = torch.tensor([[0.25, 0.5, 0.25]]).log()
    wanted = 0.5 * math.log(2) + 0.25 * math.log(0.5)
    assert forward_kl(teacher, student, 1.0).item() == pytest.approx(wanted, rel=1e-6)


def test_that_the_direction_is_teacher_to_student():
    teacher = torch.tensor([[0.7, 0.2, 0.1]]).log()
    student = torch.tensor([[0.1, 0.2, 0.7]]).log() + 0.3 * torch.eye(3)[0]
    wanted = F.kl_div(
        student.log_softmax(-1), teacher.log_softmax(-1), log_target=True, reduction="sum"
    )
    assert forward_kl(teacher, student, 1.0).item() == pytest.approx(wanted.item(), rel=1e-5)
    assert forward_kl(student, teacher, 1.0).item() != pytest.approx(wanted.item(), rel=1e-3)


def test_that_an_equal_student_has_no_loss_and_no_gradient():
    logits = torch.randn(5, 11, dtype=torch.float64)
    student = logits.clone().requires_grad_()
    loss = softened_divergence(logits, student, 2.0, squared=True).sum()
    (gradient,) = torch.autograd.grad(loss, student)
    assert loss.item() == pytest.approx(0.0, abs=1e-12)
    assert gradient.abs().max().item() < 1e-12


def test_that_a_constant_added_to_the_logits_changes_nothing():
    teacher, student = torch.randn(2, 4, 9, dtype=torch.float64)
    plain = forward_kl(teacher, student, 3.0)
    torch.testing.assert_close(forward_kl(teacher + 5.0, student - 2.0, 3.0), plain)


def test_that_with_tau_squared_the_gradient_tends_to_matching_centred_logits():
    """Hinton et al. 2015, eq. 4: as tau grows, tau² · dKL/dz_S tends to (z_S - z_T) / V."""
    generator = torch.Generator().manual_seed(1)
    teacher, student = torch.randn(2, 6, 8, dtype=torch.float64, generator=generator)
    teacher -= teacher.mean(-1, keepdim=True)
    student = (student - student.mean(-1, keepdim=True)).requires_grad_()
    loss = softened_divergence(teacher, student, 1000.0, squared=True).sum()
    (gradient,) = torch.autograd.grad(loss, student)
    torch.testing.assert_close(gradient, (student.detach() - teacher) / 8, rtol=1e-2, atol=1e-3)


def test_that_the_gradient_agrees_with_float64_finite_differences():
    teacher, student = torch.randn(2, 3, 5, dtype=torch.float64)
    torch.autograd.gradcheck(
        lambda z: softened_divergence(teacher, z, 2.5, squared=True).sum(), student.requires_grad_()
    )
