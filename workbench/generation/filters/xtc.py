"""XTC, "exclude top choices": now and then the likeliest tokens are left out.

The definition is llama.cpp's. Shapes: b rows, v vocabulary.
"""

import torch
from torch import Tensor


def exclude_top_choices(logits_bv: Tensor, threshold: float, is_due_b1: Tensor) -> Tensor:
    """Drop all tokens of at least the threshold but the least likely of them, where it is due."""
    probabilities_bv, order_bv = logits_bv.softmax(dim=-1).sort(dim=-1, descending=True)
    num_likely_b1 = (probabilities_bv >= threshold).sum(dim=-1, keepdim=True)
    positions_v = torch.arange(logits_bv.shape[-1], device=logits_bv.device)
    leading_bv = (positions_v < num_likely_b1 - 1) & is_due_b1
    dropped_bv = torch.zeros_like(leading_bv).scatter(-1, order_bv, leading_bv)
    return logits_bv.masked_fill(dropped_bv, float("-inf"))
