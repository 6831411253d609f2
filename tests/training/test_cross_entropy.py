import pytest
import torch
import torch.nn.functional as F

from workbench.training.objectives.cross_entropy import cross_entropy, log_sum


@pytest.mark.parametrize("size", [1.0, 30.0, 1e4])
def test_that_values_and_gradients_equal_torchs(size):
    torch.manual_seed(0)
    logits = (size * torch.randn(9, 40)).requires_grad_()
    targets, weights = torch.randint(0, 40, (9,)), torch.rand(9)
    wanted, actual = (
        F.cross_entropy(logits, targets, reduction="none"),
        cross_entropy(logits, targets),
    )
    torch.testing.assert_close(actual, wanted, rtol=1e-6, atol=1e-6 * size)
    theirs, ours = (torch.autograd.grad(weights @ loss, logits) for loss in (wanted, actual))
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-7)


def test_that_the_gradient_agrees_with_float64_finite_differences():
    torch.manual_seed(0)
    logits = torch.randn(4, 7, dtype=torch.float64, requires_grad=True)
    targets = torch.randint(0, 7, (4,))
    assert torch.autograd.gradcheck(lambda logits: cross_entropy(logits, targets), logits)


def test_that_a_target_without_any_chance_has_a_finite_loss():
    logits = torch.tensor([[1000.0, 0.0]])
    assert cross_entropy(logits, torch.tensor([1])).tolist() == [1000.0]


def test_that_the_log_of_the_sum_is_torchs():
    torch.manual_seed(0)
    logits = 20 * torch.randn(50, 300)
    actual = log_sum(logits, logits.softmax(-1))
    torch.testing.assert_close(actual, logits.logsumexp(-1), rtol=1e-6, atol=1e-6)
