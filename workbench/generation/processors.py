"""What changes a distribution before a token is drawn from it, as pure functions.

Each takes and returns float32 logits; a dropped token gets minus infinity, so that the next one
sees the distribution renormalised over what is left. Shapes: b rows, v vocabulary. Equal to the
logits processors of Hugging Face's `generate`.
"""

import torch
from torch import Tensor

from workbench.generation.spec import Sample


def processed(logits_bv: Tensor, sample: Sample) -> Tensor:
    """The logits as a token is drawn from them: every processor that is set, in its order."""
    if sample.temperature != 1.0:
        logits_bv = scale_by_temperature(logits_bv, sample.temperature)
    if sample.top_k:
        logits_bv = keep_top_k(logits_bv, sample.top_k)
    if sample.top_p < 1.0:
        logits_bv = keep_top_p(logits_bv, sample.top_p)
    if sample.min_p:
        logits_bv = keep_min_p(logits_bv, sample.min_p)
    return logits_bv


def scale_by_temperature(logits_bv: Tensor, temperature: float) -> Tensor:
    """Divide by a temperature above 0: below 1 sharpens, above 1 flattens."""
    return logits_bv / temperature


def keep_top_k(logits_bv: Tensor, top_k: int) -> Tensor:
    """Drop what lies below the k-th largest; ties with it survive."""
    top_bk = logits_bv.topk(min(top_k, logits_bv.shape[-1]), dim=-1).values
    return logits_bv.masked_fill(logits_bv < top_bk[:, -1:], float("-inf"))


def keep_top_p(logits_bv: Tensor, top_p: float) -> Tensor:
    """Keep the fewest most likely tokens whose probabilities together reach p.

    The token that crosses p stays, and so does the likeliest one whatever p is. (Holtzman et al.
    2020, "The Curious Case of Neural Text Degeneration".)
    """
    ascending_bv, order_bv = logits_bv.sort(dim=-1, descending=False)
    below_bv = ascending_bv.softmax(dim=-1).cumsum(dim=-1) <= 1 - top_p
    below_bv[:, -1] = False
    dropped_bv = torch.zeros_like(below_bv).scatter(-1, order_bv, below_bv)
    return logits_bv.masked_fill(dropped_bv, float("-inf"))


def keep_min_p(logits_bv: Tensor, min_p: float) -> Tensor:
    """Drop what is less probable than min_p times the likeliest token, which always stays.

    (Nguyen et al. 2024, "Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM
    Outputs", arXiv 2407.01082).
    """
    probabilities_bv = logits_bv.softmax(dim=-1)
    least_b1 = min_p * probabilities_bv.amax(dim=-1, keepdim=True)
    return logits_bv.masked_fill(probabilities_bv < least_b1, float("-inf"))
