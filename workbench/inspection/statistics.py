"""Numbers that describe attention heads, and their tiles, as pure functions of their rows.

Shapes: l layers, h heads, q queries, k keys, s side of a tile; rows sum to 1.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from workbench.inspection.layer_heads import visible
from workbench.inspection.maps import HeadStatistics
from workbench.inspection.tiles import block_side

SMALLEST = 1e-38
"""Weights below are 0 for the entropy: a · log a is then nothing that float32 could add."""


def layer_statistics(
    attention_hqk: Tensor,
    *,
    causal: bool,
    window: int = 0,
    special: Mapping[str, Sequence[int]] | None = None,
) -> dict[str, Tensor]:
    """Each field of HeadStatistics for one layer's heads, h each.

    `special` are the positions of each special token of the text, by its piece.
    """
    entropy_hq = row_entropy(attention_hqk)
    received_hk = attention_hqk.mean(dim=1)
    shares = {
        piece: received_hk[:, list(positions)].sum(-1)
        for piece, positions in (special or {}).items()
    }
    nothing_h = torch.zeros_like(received_hk[:, 0])
    return {
        "entropy_lh": entropy_hq.mean(dim=-1),
        "normalised_entropy_lh": _normalised(entropy_hq, causal=causal, window=window),
        "distance_lh": _distance(attention_hqk),
        "self_share_lh": _diagonal_share(attention_hqk, 0),
        "previous_share_lh": _diagonal_share(attention_hqk, -1),
        "next_share_lh": _diagonal_share(attention_hqk, 1),
        "first_share_lh": received_hk[:, 0],
        "special_share_lh": sum(shares.values(), start=nothing_h),
        **shares,
    }


def joined(layers: Sequence[Mapping[str, Tensor]], pieces: Sequence[str]) -> HeadStatistics:
    """The statistics of all layers from those of each; `pieces` are the special tokens'."""
    arrays = {
        name: np.stack([layer[name].float().numpy() for layer in layers]) for name in layers[0]
    }
    shares = {piece: arrays.pop(piece) for piece in pieces}
    return HeadStatistics(**arrays, piece_shares=shares)


def row_entropy(attention_hqk: Tensor) -> Tensor:
    """Entropy in nats over the last axis, hq; 0 log 0 is 0."""
    logs_hqk = attention_hqk.clamp_min(SMALLEST).log_()
    return -logs_hqk.mul_(attention_hqk).sum(dim=-1)


def pooled(attention_hqk: Tensor) -> Tensor:
    """Blocks of cells, each with its largest weight, hss."""
    side = block_side(attention_hqk.shape[-1])
    return _block_maxima(_block_maxima(attention_hqk, side, dim=1), side, dim=2)


def _block_maxima(attention_hqk: Tensor, side: int, dim: int) -> Tensor:
    size = attention_hqk.shape[dim]
    whole = size // side * side
    blocks = _blocks(attention_hqk.narrow(dim, 0, whole), side, dim).amax(dim + 1)
    if whole == size:
        return blocks
    rest = attention_hqk.narrow(dim, whole, size - whole).amax(dim, keepdim=True)
    return torch.cat([blocks, rest], dim=dim)


def _blocks(whole: Tensor, side: int, dim: int) -> Tensor:
    """One axis as two: blocks, and the `side` places in each."""
    sizes = (*whole.shape[:dim], whole.shape[dim] // side, side, *whole.shape[dim + 1 :])
    return whole.reshape(sizes)


def _normalised(entropy_hq: Tensor, *, causal: bool, window: int) -> Tensor:
    queries = entropy_hq.shape[-1]
    support_q = torch.from_numpy(
        visible(queries, queries, causal=causal, window=window).sum(axis=-1)
    )
    wide_q = support_q > 1
    if not wide_q.any():
        return torch.zeros_like(entropy_hq[:, 0])
    return (entropy_hq[:, wide_q] / support_q[wide_q].log()).mean(dim=-1)


def _distance(attention_hqk: Tensor) -> Tensor:
    """Σ a·|q - k| / Σ a, in tokens."""
    heads, queries, keys = attention_hqk.shape
    positions_q, positions_k = torch.arange(queries), torch.arange(keys)
    distance_qk = (positions_q[:, None] - positions_k).abs_().float()
    weighted_h = attention_hqk.reshape(heads, -1) @ distance_qk.flatten()
    return weighted_h / attention_hqk.sum(dim=(1, 2))


def _diagonal_share(attention_hqk: Tensor, offset: int) -> Tensor:
    """Mean attention on the key `offset` behind the query; 0 when no query has one."""
    diagonal_hn = attention_hqk.diagonal(offset, dim1=-2, dim2=-1)
    if not diagonal_hn.shape[-1]:
        return torch.zeros_like(attention_hqk[:, 0, 0])
    return diagonal_hn.mean(dim=-1)
