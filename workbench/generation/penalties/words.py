"""Favoured, disliked and forbidden tokens and sequences of tokens, as pure functions.

Shapes: b rows, t tokens, v vocabulary.
"""

from collections.abc import Collection, Mapping

import torch
from torch import Tensor

Biases = Mapping[tuple[int, ...], float]
"""What is added to the last token of a sequence where the others stand before it."""


def add_bias(logits_bv: Tensor, ids_bt: Tensor, biases: Biases) -> Tensor:
    """Add each sequence's bias, minus infinity to forbid it.

    Equal to Hugging Face's `sequence_bias`: sequences that end in one token add up.
    """
    bias_bv = torch.zeros_like(logits_bv)
    for sequence, bias in biases.items():
        *before, last = sequence
        if last < bias_bv.shape[1] and len(before) <= ids_bt.shape[1]:
            begin = ids_bt.shape[1] - len(before)
            is_met_b = (ids_bt[:, begin:] == ids_bt.new_tensor(before)).all(dim=1)
            bias_bv[:, last] += torch.where(is_met_b, bias, 0.0)
    return logits_bv + bias_bv


def ban(logits_bv: Tensor, tokens: Collection[int]) -> Tensor:
    """Drop these tokens."""
    ids = [token for token in tokens if token < logits_bv.shape[1]]
    ids_k = torch.tensor(ids, dtype=torch.int64, device=logits_bv.device)
    return logits_bv.index_fill(1, ids_k, float("-inf"))
