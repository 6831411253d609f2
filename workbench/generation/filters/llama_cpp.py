"""Where llama.cpp defines a filter otherwise: what ties with the last token that stays falls.

As those in `likely`: float32 logits in and out, dropped tokens at minus infinity, `least_kept`
tokens stay. Of equal tokens those of smaller ids stay. Shapes: b rows, v vocabulary.
"""

import torch
from torch import Tensor


def keep_just_top_k(logits_bv: Tensor, top_k: int, least_kept: int = 1) -> Tensor:
    """Keep the k largest, and no more (`llama_sampler_top_k`)."""
    order_bv = logits_bv.sort(dim=-1, descending=True, stable=True).indices
    return _keep_first(logits_bv, order_bv, torch.full_like(order_bv[:, :1], top_k), least_kept)


def keep_just_typical(logits_bv: Tensor, typical_p: float, least_kept: int = 1) -> Tensor:
    """Keep the tokens whose surprise is nearest to the entropy, until they exceed the mass.

    (`llama_sampler_typical`.)
    """
    log_probabilities_bv = logits_bv.log_softmax(dim=-1)
    entropy_b1 = -(log_probabilities_bv * log_probabilities_bv.exp()).nansum(dim=-1, keepdim=True)
    order_bv = (-log_probabilities_bv - entropy_b1).abs().sort(dim=-1, stable=True).indices
    mass_bv = logits_bv.gather(-1, order_bv).softmax(dim=-1).cumsum(dim=-1)
    count_b1 = 1 + (mass_bv <= typical_p).sum(dim=-1, keepdim=True)
    return _keep_first(logits_bv, order_bv, count_b1, least_kept)


def _keep_first(logits_bv: Tensor, order_bv: Tensor, count_b1: Tensor, least_kept: int) -> Tensor:
    places_v = torch.arange(order_bv.shape[-1], device=order_bv.device)
    beyond_bv = places_v >= count_b1.clamp(min=least_kept)
    dropped_bv = torch.zeros_like(beyond_bv).scatter(-1, order_bv, beyond_bv)
    return logits_bv.masked_fill(dropped_bv, float("-inf"))
