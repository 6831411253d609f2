"""Penalties for tokens that stand in the text already, as pure functions.

Each takes float32 logits and the ids so far. Shapes: b rows, t tokens, v vocabulary. An id beyond
the logits is one that is never written, and counts for nothing.
"""

import torch
import torch.nn.functional as F
from torch import Tensor


def penalise_repetition(logits_bv: Tensor, ids_bt: Tensor, penalty: float) -> Tensor:
    """Divide the positive logits of tokens that are there, and multiply the negative ones.

    Once for each distinct token. (Keskar et al. 2019, "CTRL", arXiv 1909.05858.)
    """
    changed_bv = torch.where(logits_bv < 0, logits_bv * penalty, logits_bv / penalty)
    return torch.where(counts(ids_bt, logits_bv.shape[-1]) > 0, changed_bv, logits_bv)


def penalise_presence_and_frequency(
    logits_bv: Tensor, ids_bt: Tensor, presence: float, frequency: float
) -> Tensor:
    """s − presence·[count > 0] − frequency·count; `ids_bt` are those of the new text alone."""
    counts_bv = counts(ids_bt, logits_bv.shape[-1])
    return logits_bv - presence * (counts_bv > 0) - frequency * counts_bv


def ban_repeated_ngrams(logits_bv: Tensor, ids_bt: Tensor, size: int) -> Tensor:
    """Drop every token that would complete a sequence of `size` tokens that is there already.

    With a size of 1, that is every token that is there.
    """
    length = ids_bt.shape[1]
    if length < size:
        return logits_bv
    windows_bwn = ids_bt.unfold(1, size, 1)
    beginning_b1n = ids_bt[:, None, length - size + 1 :]
    is_met_bw = (windows_bwn[..., :-1] == beginning_b1n).all(dim=-1)
    width = logits_bv.shape[-1]
    ends_bw = windows_bwn[..., -1].where(is_met_bw, width)
    return logits_bv.masked_fill(counts(ends_bw, width) > 0, float("-inf"))


def counts(ids_bt: Tensor, width: int) -> Tensor:
    """How often each id below `width` stands in each row, bv."""
    counts_bv = ids_bt.new_zeros((len(ids_bt), width + 1))
    ones_bt = torch.ones_like(ids_bt)
    return F.pad(counts_bv.scatter_add_(1, ids_bt.clamp(max=width), ones_bt), (0, -1))
