import pytest
import torch
import torch.nn.functional as F

from workbench.training.objectives.chunked_head import chunked_head_loss
from workbench.training.objectives.objective import next_token_loss


def made(num_tokens: int = 70, hidden_size: int = 16, vocabulary: int = 50):
    torch.manual_seed(0)
    hidden = torch.randn(num_tokens, hidden_size, requires_grad=True)
    head = torch.randn(vocabulary, hidden_size, requires_grad=True)
    return hidden, head, torch.randint(0, vocabulary, (num_tokens,))


@pytest.mark.parametrize("chunk_tokens", [1, 7, 64, 1000])
def test_that_the_chunked_loss_and_its_gradients_equal_the_plain_ones(chunk_tokens):
    hidden, head, targets = made()
    plain = F.cross_entropy(hidden @ head.T, targets, reduction="sum")
    wanted = torch.autograd.grad(plain, [hidden, head])

    def chunk_loss(logits, rows):
        return F.cross_entropy(logits, targets[rows], reduction="sum")[None]

    chunked = chunked_head_loss(hidden, head, chunk_loss, chunk_tokens)[0]
    actual = torch.autograd.grad(chunked, [hidden, head])
    torch.testing.assert_close(chunked, plain, rtol=1e-6, atol=1e-5)
    for ours, theirs in zip(actual, wanted, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-6)


def test_that_a_bias_and_its_gradient_equal_the_plain_ones():
    hidden, head, targets = made()
    bias = torch.randn(len(head), requires_grad=True)
    plain = F.cross_entropy(F.linear(hidden, head, bias), targets, reduction="sum")

    def chunk_loss(logits, rows):
        return F.cross_entropy(logits, targets[rows], reduction="sum")[None]

    chunked = chunked_head_loss(hidden, head, chunk_loss, 16, bias_v=bias)[0]
    with torch.no_grad():
        unlearnt = chunked_head_loss(hidden, head, chunk_loss, 16, bias_v=bias)[0]
    torch.testing.assert_close(chunked, plain, rtol=1e-6, atol=1e-5)
    torch.testing.assert_close(unlearnt, plain, rtol=1e-6, atol=1e-5)
    wanted = torch.autograd.grad(plain, [hidden, head, bias])
    actual = torch.autograd.grad(chunked, [hidden, head, bias])
    torch.testing.assert_close(actual, wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("block_tokens", [1, 3, 16])
def test_that_the_size_of_the_blocks_changes_nothing(monkeypatch, block_tokens):
    hidden, head, targets = made()
    bias = torch.randn(len(head), requires_grad=True)

    def chunk_loss(logits, rows):
        losses = F.cross_entropy(logits, targets[rows], reduction="none")
        return torch.stack([losses.sum(), losses.square().sum()])

    whole = chunked_head_loss(hidden, head, chunk_loss, 16, bias_v=bias)
    wanted = torch.autograd.grad(whole[0], [hidden, head, bias])
    monkeypatch.setattr(
        "workbench.training.objectives.chunked_head.BLOCK_BYTES", 4 * len(head) * block_tokens
    )
    parts = chunked_head_loss(hidden, head, chunk_loss, 16, bias_v=bias)
    actual = torch.autograd.grad(parts[0], [hidden, head, bias])
    torch.testing.assert_close(parts, whole, rtol=1e-6, atol=1e-5)
    torch.testing.assert_close(actual, wanted, rtol=1e-5, atol=1e-6)


def test_that_a_second_backward_pass_is_refused_and_not_wrong():
    hidden, head, targets = made()
    loss = next_token_loss(hidden, head, targets)
    loss.backward(retain_graph=True)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_that_without_gradients_the_loss_is_the_same():
    hidden, head, targets = made()
    with_gradient = next_token_loss(hidden, head, targets)
    with torch.no_grad():
        assert next_token_loss(hidden, head, targets).item() == pytest.approx(
            with_gradient.item(), rel=1e-6
        )


def test_that_a_tied_embedding_collects_both_of_its_gradients():
    _, head, targets = made()
    ids = torch.arange(len(targets)) % len(head)
    plain = F.cross_entropy(head[ids] @ head.T, targets)
    (wanted,) = torch.autograd.grad(plain, head)
    (actual,) = torch.autograd.grad(next_token_loss(head[ids], head, targets), head)
    torch.testing.assert_close(actual, wanted, rtol=1e-5, atol=1e-6)


def test_that_under_autocast_the_gradient_stays_close_to_full_precision():
    hidden, head, targets = made()
    (wanted,) = torch.autograd.grad(next_token_loss(hidden, head, targets), hidden)
    with torch.autocast("cpu", torch.bfloat16):
        loss = next_token_loss(hidden, head, targets)
    (actual,) = torch.autograd.grad(loss, hidden)
    assert loss.dtype == torch.float32
    assert F.cosine_similarity(actual.flatten(), wanted.flatten(), dim=0) > 0.999
