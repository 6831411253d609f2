"""Losses over the vocabulary that never hold the logits of all tokens at once.

The head's logits are made for a chunk of tokens, turned into a loss and its gradient, and thrown
away; what remains is the gradient of the hidden states and of the head's weight. Equal to the
plain way up to the order of sums (proven in the tests).

Shape legend: n = tokens, k = tokens of a chunk, j = tokens of a block of it, c = hidden size,
g = tokens of a group of chunks, v = vocabulary, p = loss parts.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

CHUNK_TOKENS = 256
"""Chunks of 128 to 512 tokens stay in the processor's cache; 1,024 is far slower on CPUs."""

BLOCK_BYTES = 8 << 20
"""The loss takes so much of a chunk's logits (in fp32) at a time: it reads them some ten times and
keeps several copies, which then are small and stay in the processor's cache. Smaller blocks would
take longer to hand to the threads than to work on."""

GROUP_BYTES = 32 << 20
"""In low precision, so many bytes of the logits' gradients are kept for one product that gives the
weight's: that is rounded, and added in float32, a few times instead of once a chunk."""

ChunkLoss = Callable[[Tensor, slice], Tensor]
"""(logits_jv in fp32, which tokens) -> parts_p, sums over these; parts_p[0] is the total."""


def chunked_head_loss(
    hidden_nc: Tensor,
    weight_vc: Tensor,
    chunk_loss: ChunkLoss,
    chunk_tokens: int = CHUNK_TOKENS,
    *,
    bias_v: Tensor | None = None,
) -> Tensor:
    """The summed loss parts (p,) over all tokens; only the first, the total, carries a gradient.

    `bias_v` is the head's bias if it has one. Matrix products run in autocast's precision where it
    is on, everything else in fp32.
    """
    with_gradient = torch.is_grad_enabled() and (hidden_nc.requires_grad or weight_vc.requires_grad)
    if with_gradient:
        parts_p: Tensor = _ChunkedHead.apply(  # type: ignore[no-untyped-call]
            hidden_nc, weight_vc, bias_v, chunk_loss, chunk_tokens
        )
        return parts_p
    dtype = _product_dtype(hidden_nc)
    hidden_nc, weight_vc = hidden_nc.to(dtype), weight_vc.to(dtype)
    return torch.stack(
        [
            chunk_loss(_in_fp32(hidden_nc[rows] @ weight_vc.T, bias_v), rows)
            for rows in _chunks(0, len(hidden_nc), chunk_tokens)
        ]
    ).sum(0)


class _ChunkedHead(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        hidden_nc: Tensor,
        weight_vc: Tensor,
        bias_v: Tensor | None,
        chunk_loss: ChunkLoss,
        chunk_tokens: int,
    ) -> Tensor:
        dtype = _product_dtype(hidden_nc)
        low_nc, low_vc = hidden_nc.detach().to(dtype), weight_vc.detach().to(dtype)
        grad_nc = torch.empty_like(hidden_nc)
        grad_vc = torch.zeros_like(weight_vc)
        grad_v = None if bias_v is None else torch.zeros_like(bias_v)
        sums = []
        with torch.autocast(hidden_nc.device.type, enabled=False):
            for group in _groups(hidden_nc, low_vc, chunk_tokens):
                grad_gv = low_vc.new_empty(group.stop - group.start, len(low_vc))
                for rows in _chunks(group.start, group.stop, chunk_tokens):
                    logits_kv = grad_gv[rows.start - group.start : rows.stop - group.start]
                    torch.mm(low_nc[rows], low_vc.T, out=logits_kv)
                    sums += _replaced_by_gradient(logits_kv, rows.start, chunk_loss, bias_v, grad_v)
                    grad_nc[rows] = logits_kv @ low_vc
                _accumulate(grad_vc, grad_gv, low_nc[group])
        ctx.save_for_backward(grad_nc, grad_vc, grad_v)
        return torch.stack(sums).sum(0)

    @staticmethod
    def backward(
        ctx: Any, *grad_outputs: Tensor
    ) -> tuple[Tensor, Tensor, Tensor | None, None, None]:
        grad_nc, grad_vc, grad_v = ctx.saved_tensors
        scale = grad_outputs[0][0]
        # In place, since the weight's gradient is large; autograd refuses a second backward pass.
        scaled_v = None if grad_v is None else grad_v.mul_(scale)
        return grad_nc.mul_(scale), grad_vc.mul_(scale), scaled_v, None, None


def _replaced_by_gradient(
    logits_kv: Tensor,
    begin: int,
    chunk_loss: ChunkLoss,
    bias_v: Tensor | None,
    grad_v: Tensor | None,
) -> list[Tensor]:
    """Overwrite a chunk's logits with the loss's gradient; gives the parts of each block.

    `begin` is the chunk's first token; the bias's gradient is added to `grad_v`.
    """
    sums = []
    num_tokens, vocabulary_size = logits_kv.shape
    for block in _chunks(0, num_tokens, max(1, BLOCK_BYTES // (4 * vocabulary_size))):
        rows = slice(begin + block.start, begin + block.stop)
        parts_p, grad_jv = _loss_and_gradient(_in_fp32(logits_kv[block], bias_v), rows, chunk_loss)
        logits_kv[block] = grad_jv
        if grad_v is not None:
            grad_v += grad_jv.sum(0)
        sums.append(parts_p)
    return sums


def _in_fp32(logits_kv: Tensor, bias_v: Tensor | None) -> Tensor:
    logits_kv = logits_kv.float()
    return logits_kv if bias_v is None else logits_kv + bias_v.detach()


def _loss_and_gradient(
    logits_jv: Tensor, rows: slice, chunk_loss: ChunkLoss
) -> tuple[Tensor, Tensor]:
    with torch.enable_grad():
        leaf_jv = logits_jv.detach().requires_grad_()
        parts_p = chunk_loss(leaf_jv, rows)
        (grad_jv,) = torch.autograd.grad(parts_p[0], leaf_jv)
    return parts_p.detach(), grad_jv


def _accumulate(grad_vc: Tensor, grad_gv: Tensor, low_gc: Tensor) -> None:
    """Add one group's share to the weight's gradient, which stays in the weight's precision."""
    if grad_gv.dtype == grad_vc.dtype:
        grad_vc.addmm_(grad_gv.T, low_gc)
    else:
        grad_vc += grad_gv.T @ low_gc


def _groups(hidden_nc: Tensor, low_vc: Tensor, chunk_tokens: int) -> list[slice]:
    """Whole chunks whose gradients are kept together: one in the weight's own precision."""
    if low_vc.dtype == hidden_nc.dtype:
        return _chunks(0, len(hidden_nc), chunk_tokens)
    chunk_bytes = chunk_tokens * len(low_vc) * low_vc.element_size()
    return _chunks(0, len(hidden_nc), chunk_tokens * max(1, GROUP_BYTES // chunk_bytes))


def _chunks(begin: int, end: int, size: int) -> list[slice]:
    return [slice(i, min(i + size, end)) for i in range(begin, end, size)]


def _product_dtype(hidden: Tensor) -> torch.dtype:
    device = hidden.device.type
    return torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else hidden.dtype
