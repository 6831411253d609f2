"""The filters that look at how surprising a token is, as pure functions.

As those in `likely`: float32 logits in and out, dropped tokens at minus infinity, `least_kept`
tokens stay. Shapes: b rows, v vocabulary. Equal to Hugging Face's.
"""

import math

import torch
from torch import Tensor


def keep_typical(logits_bv: Tensor, typical_p: float, least_kept: int = 1) -> Tensor:
    """Keep the tokens whose surprise is nearest to the entropy, until they reach the mass.

    The one that crosses the mass stays. (Meister et al. 2022, "Locally Typical Sampling", arXiv
    2202.00666.)
    """
    log_probabilities_bv = logits_bv.log_softmax(dim=-1)
    entropy_b1 = -(log_probabilities_bv * log_probabilities_bv.exp()).nansum(dim=-1, keepdim=True)
    distances_bv, order_bv = (-log_probabilities_bv - entropy_b1).abs().sort(dim=-1)
    mass_bv = logits_bv.gather(-1, order_bv).softmax(dim=-1).cumsum(dim=-1)
    last_b1 = (mass_bv < typical_p).sum(dim=-1, keepdim=True).clamp(max=logits_bv.shape[-1] - 1)
    beyond_bv = distances_bv > distances_bv.gather(-1, last_b1)
    beyond_bv[:, :least_kept] = False
    dropped_bv = torch.zeros_like(beyond_bv).scatter(-1, order_bv, beyond_bv)
    return logits_bv.masked_fill(dropped_bv, float("-inf"))


def keep_above_epsilon(logits_bv: Tensor, epsilon: float, least_kept: int = 1) -> Tensor:
    """Drop what is less probable than epsilon; the likeliest stays.

    (Hewitt et al. 2022, "Truncation Sampling as Language Model Desmoothing", arXiv 2210.15191.)
    """
    return _keep_probable(logits_bv, logits_bv.new_tensor(epsilon), least_kept)


def keep_above_eta(logits_bv: Tensor, epsilon: float, least_kept: int = 1) -> Tensor:
    """Drop what is less probable than min(ε, √ε·exp(−entropy)); the likeliest stays.

    (Hewitt et al. 2022.)
    """
    log_probabilities_bv = logits_bv.log_softmax(dim=-1)
    finite_bv = log_probabilities_bv.clamp(min=torch.finfo(log_probabilities_bv.dtype).min)
    entropy_b1 = -(finite_bv * log_probabilities_bv.exp()).sum(dim=-1, keepdim=True)
    eta_b1 = (math.sqrt(epsilon) * (-entropy_b1).exp()).clamp(max=epsilon)
    return _keep_probable(logits_bv, eta_b1, least_kept)


def _keep_probable(logits_bv: Tensor, least: Tensor, least_kept: int) -> Tensor:
    best_bk = logits_bv.topk(min(least_kept, logits_bv.shape[-1]), dim=-1).values
    dropped_bv = (logits_bv.softmax(dim=-1) < least) & (logits_bv < best_bk[:, -1:])
    return logits_bv.masked_fill(dropped_bv, float("-inf"))
