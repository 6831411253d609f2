"""Temperature, and the filters that keep the likeliest tokens, as pure functions.

Each takes and returns float32 logits; a dropped token gets minus infinity, so that the next one
sees the distribution renormalised over what is left. Shapes: b rows, v vocabulary. Equal to the
logits processors of Hugging Face's `generate`; as there, `least_kept` tokens always stay, which
beams need that go on behind an end token.
"""

import torch
from torch import Tensor


def scale_by_temperature(logits_bv: Tensor, temperature: float) -> Tensor:
    """Divide by a temperature above 0: below 1 sharpens, above 1 flattens."""
    return logits_bv / temperature


def keep_top_k(logits_bv: Tensor, top_k: int, least_kept: int = 1) -> Tensor:
    """Drop what lies below the k-th largest; ties with it survive."""
    count = min(max(top_k, least_kept), logits_bv.shape[-1])
    top_bk = logits_bv.topk(count, dim=-1).values
    return logits_bv.masked_fill(logits_bv < top_bk[:, -1:], float("-inf"))


def keep_top_p(logits_bv: Tensor, top_p: float, least_kept: int = 1) -> Tensor:
    """Keep the fewest most likely tokens whose probabilities together reach p.

    The token that crosses p stays, and so does the likeliest one whatever p is. (Holtzman et al.
    2020, "The Curious Case of Neural Text Degeneration".)
    """
    ascending_bv, order_bv = logits_bv.sort(dim=-1, descending=False)
    below_bv = ascending_bv.softmax(dim=-1).cumsum(dim=-1) <= 1 - top_p
    below_bv[:, -least_kept:] = False
    dropped_bv = torch.zeros_like(below_bv).scatter(-1, order_bv, below_bv)
    return logits_bv.masked_fill(dropped_bv, float("-inf"))


def keep_min_p(logits_bv: Tensor, min_p: float, least_kept: int = 1) -> Tensor:
    """Drop what is less probable than min_p times the likeliest token, which always stays.

    (Nguyen et al. 2024, "Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM
    Outputs", arXiv 2407.01082).
    """
    probabilities_bv = logits_bv.softmax(dim=-1)
    least_b1 = min_p * probabilities_bv.amax(dim=-1, keepdim=True)
    dropped_bv = probabilities_bv < least_b1
    if least_kept > 1:
        best_bk = probabilities_bv.topk(min(least_kept, logits_bv.shape[-1]), dim=-1).indices
        dropped_bv = dropped_bv.scatter(-1, best_bk, False)
    return logits_bv.masked_fill(dropped_bv, float("-inf"))


def keep_top_n_sigma(logits_bv: Tensor, top_n_sigma: float) -> Tensor:
    """Drop what lies more than n standard deviations below the largest logit.

    The deviation is that of the logits not dropped yet. (Tang et al. 2024, "Top-nσ: Not All Logits
    Are You Need", arXiv 2411.07641; the definition is llama.cpp's.)
    """
    is_left_bv = logits_bv > float("-inf")
    num_left_b1 = is_left_bv.sum(dim=-1, keepdim=True)
    mean_b1 = logits_bv.where(is_left_bv, 0.0).sum(dim=-1, keepdim=True) / num_left_b1
    squares_bv = (logits_bv - mean_b1).square().where(is_left_bv, 0.0)
    sigma_b1 = (squares_bv.sum(dim=-1, keepdim=True) / num_left_b1).sqrt()
    least_b1 = logits_bv.amax(dim=-1, keepdim=True) - top_n_sigma * sigma_b1
    return logits_bv.masked_fill(logits_bv < least_b1, float("-inf"))
