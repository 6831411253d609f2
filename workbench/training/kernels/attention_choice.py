"""Whether bf16 learns faster here with plain attention than with torch's fused kernel.

Shapes: b batch, h heads, t tokens, d width of a head.
"""

import statistics
import time
from collections.abc import Callable, Iterable
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.models.blocks.plain_attention import plain_attention
from workbench.models.size.estimate import LONGEST_PLAIN
from workbench.training.kernels.remembered import remember, remembered
from workbench.training.provenance import provenance

AttentionKernel = Literal["fused", "plain"]

_KERNELS: tuple[AttentionKernel, ...] = ("fused", "plain")
_LENGTHS = (LONGEST_PLAIN // 4, LONGEST_PLAIN // 2, LONGEST_PLAIN)
_PAYS = 1.1
"""How many times as fast it must be at each length: a choice by less would be one by chance."""
_TOKENS, _HEADS, _WIDTH = 2048, 4, 64
_ROUNDS = 3


def faster_attention(threads: int) -> AttentionKernel:
    """The kernel to learn with, measured with torch's present number of `threads`.

    Once for this processor, torch and number of threads: equal runs on a machine take equal ones.
    """
    processor = provenance().get("processor", "")
    key = f"attention kernel, {processor}, torch {torch.__version__}, threads {threads}"
    before = remembered(key)
    for kernel in _KERNELS:
        if kernel == before:
            return kernel
    chosen = chosen_by(_speedup(tokens) for tokens in _LENGTHS)
    remember(key, chosen)
    return chosen


def chosen_by(speedups: Iterable[float]) -> AttentionKernel:
    """By how many times as fast plain attention is at each length."""
    return "plain" if all(speedup >= _PAYS for speedup in speedups) else "fused"


def _speedup(tokens: int) -> float:
    chance = torch.Generator().manual_seed(0)
    shape = (3, _TOKENS // tokens, _HEADS, tokens, _WIDTH)
    inputs = torch.randn(shape, generator=chance).to(torch.bfloat16)
    kernels = (F.scaled_dot_product_attention, plain_attention)
    for kernel in kernels:
        _seconds(kernel, inputs)
    pairs = [[_seconds(kernel, inputs) for kernel in kernels] for _ in range(_ROUNDS)]
    return statistics.median(fused / plain for fused, plain in pairs)


def _seconds(kernel: Callable[..., Tensor], inputs: Tensor) -> float:
    """Of a forward and a backward pass; `inputs` are queries, keys and values, each bhtd."""
    q_bhtd, k_bhtd, v_bhtd = (one.clone().requires_grad_() for one in inputs)
    started = time.perf_counter()
    mixed_bhtd = kernel(q_bhtd, k_bhtd, v_bhtd, is_causal=True)
    torch.autograd.backward(mixed_bhtd, v_bhtd.detach())
    return time.perf_counter() - started
