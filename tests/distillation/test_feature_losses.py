"""Feature losses: closed forms, gradients in float64, and what must not matter."""

import math

import pytest
import torch
import torch.nn.functional as F

from workbench.distillation.features.losses import (
    attention_kl,
    attention_mse,
    hidden_cosine,
    hidden_mse,
    relation_kl,
    scores,
)

SEEN = torch.ones(2, 4, 4, dtype=torch.bool).tril()


def randn(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def test_that_hidden_states_are_compared_by_hand_computed_values() -> None:
    one, other = torch.tensor([[3.0, 4.0]]), torch.tensor([[4.0, 3.0]])
    assert hidden_mse(one, other).item() == pytest.approx((1 + 1) / 2)
    assert hidden_cosine(one, other).item() == pytest.approx(1 - 24 / 25)
    assert hidden_cosine(one, 7 * one).item() == pytest.approx(0.0, abs=1e-6)
    assert hidden_cosine(one, -one).item() == pytest.approx(2.0)


def test_that_scores_are_those_of_scaled_attention() -> None:
    q, k, v = (randn(2, 3, 4, 8, seed=i).float() for i in range(3))
    wanted = F.scaled_dot_product_attention(q, k, v)
    torch.testing.assert_close(scores(q, k).softmax(-1) @ v, wanted)


def test_that_attention_losses_equal_a_loop_over_heads_and_queries() -> None:
    student, teacher = randn(2, 3, 4, 4), randn(2, 3, 4, 4, seed=1)
    squares, divergences = [], []
    for b in range(2):
        for h in range(3):
            for q in range(4):
                s, t = student[b, h, q, : q + 1], teacher[b, h, q, : q + 1]
                squares += ((s - t) ** 2).tolist()
                p = t.softmax(-1)
                divergences.append((p * (p.log() - s.log_softmax(-1))).sum().item())
    assert attention_mse(student, teacher, SEEN).item() == pytest.approx(
        sum(squares) / len(squares)
    )
    assert attention_kl(student, teacher, SEEN).item() == pytest.approx(
        sum(divergences) / len(divergences)
    )


@pytest.mark.parametrize("loss", [attention_mse, attention_kl])
def test_that_what_may_not_be_seen_changes_nothing_even_if_it_is_infinite(loss) -> None:
    student, teacher = randn(2, 3, 4, 4), randn(2, 3, 4, 4, seed=1)
    seen = SEEN.clone()
    seen[1, 2:] = False
    seen[1, :, 2:] = False
    plain = loss(student, teacher, seen)
    hidden = ~seen[:, None].expand_as(student)
    student[hidden], teacher[hidden] = 1e30, -1e30
    leaf = student.requires_grad_()
    spoilt = loss(leaf, teacher, seen)
    torch.testing.assert_close(spoilt, plain)
    (gradient,) = torch.autograd.grad(spoilt, leaf)
    assert gradient.isfinite().all()
    assert gradient[hidden].abs().max() == 0


def test_that_relations_are_free_of_heads_and_widths() -> None:
    """The same vectors, cut into heads in two ways, relate alike."""
    x = randn(2, 4, 12)
    two = x.unflatten(-1, (2, 6)).transpose(1, 2)
    three = x.unflatten(-1, (3, 4)).transpose(1, 2)
    assert relation_kl((two, two), (three, three), SEEN, heads=6).item() == pytest.approx(
        0.0, abs=1e-6
    )
    wide = randn(2, 2, 4, 10, seed=2)
    actual = relation_kl((two, two), (wide, wide), SEEN, heads=4)
    ours = x.unflatten(-1, (4, 3)).transpose(1, 2).float()
    theirs = wide.transpose(1, 2).reshape(2, 4, 4, 5).transpose(1, 2).float()
    wanted = attention_kl(ours @ ours.mT / math.sqrt(3), theirs @ theirs.mT / math.sqrt(5), SEEN)
    torch.testing.assert_close(actual, wanted)


@pytest.mark.parametrize(
    "loss",
    [
        lambda x, y: attention_mse(x, y, SEEN),
        lambda x, y: attention_kl(x, y, SEEN),
    ],
)
def test_that_gradients_agree_with_float64_finite_differences(loss) -> None:
    student, teacher = randn(2, 2, 4, 4).requires_grad_(), randn(2, 2, 4, 4, seed=1)
    torch.autograd.gradcheck(lambda x: loss(x, teacher), student)


@pytest.mark.parametrize("loss", [hidden_mse, hidden_cosine])
def test_that_an_equal_student_has_no_loss_and_no_gradient(loss) -> None:
    states = randn(5, 7).float()
    leaf = states.clone().requires_grad_()
    value = loss(leaf, states)
    (gradient,) = torch.autograd.grad(value, leaf)
    assert value.item() == pytest.approx(0.0, abs=1e-6)
    assert gradient.abs().max().item() < 1e-6
