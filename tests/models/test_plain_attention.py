"""Attention in plain matrix products beside torch's own kernel, in float64 and in bfloat16."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.models.blocks.plain_attention import plain_attention

BATCH, HEADS, WIDTH = 2, 3, 8


def assert_equal(ours: list[Tensor], theirs: list[Tensor]) -> None:
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-12, atol=1e-12)


def qkv(queries: int, keys: int, dtype: torch.dtype = torch.float64) -> list[Tensor]:
    chance = torch.Generator().manual_seed(0)
    return [
        torch.randn(BATCH, HEADS, tokens, WIDTH, generator=chance, dtype=torch.float64)
        .to(dtype)
        .requires_grad_()
        for tokens in (queries, keys, keys)
    ]


def with_gradients(kernel, inputs: list[Tensor], **options) -> list[Tensor]:
    """What a kernel gives, and the gradients of its inputs for changing weights of the sum."""
    mixed = kernel(*inputs, **options)
    weights = torch.linspace(-1, 1, mixed.numel(), dtype=mixed.dtype).view_as(mixed)
    return [mixed, *torch.autograd.grad((mixed * weights).sum(), inputs)]


@pytest.mark.parametrize("tokens", [2, 5, 16])
def test_causal_plain_attention_is_the_kernels_with_its_gradients(tokens):
    inputs = qkv(tokens, tokens)
    plain = with_gradients(plain_attention, inputs, is_causal=True)
    fused = with_gradients(F.scaled_dot_product_attention, inputs, is_causal=True)
    assert_equal(plain, fused)


@pytest.mark.parametrize("shape", [(4, 6), (BATCH, 1, 1, 6), (BATCH, 1, 4, 6), None])
def test_it_sees_what_a_mask_lets_it_see(shape):
    inputs = qkv(4, 6)
    mask = None
    if shape is not None:
        mask = torch.rand(shape, generator=torch.Generator().manual_seed(1)) > 0.4
        mask[..., 0] = True  # a query without any key has no mean
    plain = with_gradients(plain_attention, inputs, attn_mask=mask)
    fused = with_gradients(F.scaled_dot_product_attention, inputs, attn_mask=mask)
    assert_equal(plain, fused)


def test_under_autocast_it_rounds_to_bfloat16_and_no_further_from_float64_than_a_few_parts():
    exact = with_gradients(F.scaled_dot_product_attention, qkv(64, 64), is_causal=True)
    inputs = qkv(64, 64, torch.float32)
    with torch.autocast("cpu", torch.bfloat16):
        plain = with_gradients(plain_attention, inputs, is_causal=True)
    assert plain[0].dtype == torch.bfloat16
    for ours, right in zip(plain, exact, strict=True):
        assert (ours.double() - right).norm() < 0.01 * right.norm()


def test_dropout_zeroes_weights_and_scales_the_rest_up():
    _, keys, _ = qkv(1, 2_000)
    query = torch.zeros(BATCH, HEADS, 1, WIDTH, dtype=torch.float64)  # sees all keys alike
    torch.manual_seed(0)
    mixed = plain_attention(query, keys, torch.ones_like(keys), dropout_p=0.25)
    # The kept share of 2,000 weights, over its expectation: 1 on average, and 0.013 around it.
    assert not torch.equal(mixed, torch.ones_like(mixed))
    torch.testing.assert_close(mixed, torch.ones_like(mixed), rtol=0, atol=0.08)
