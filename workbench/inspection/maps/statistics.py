"""Numbers that describe attention heads, and their tiles, as pure functions of their rows.

Shapes: l layers, h heads, q queries, k keys, s side of a tile; rows sum to 1.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.inspection.maps.attention_maps import HeadStatistics

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
    sums = row_sums(attention_hqk, entropy_hq, 0, causal=causal, window=window)
    return statistics_of(sums, special or {})


def row_sums(
    attention_hqk: Tensor, entropy_hq: Tensor, first: int, *, causal: bool, window: int = 0
) -> dict[str, Tensor]:
    """What is added up over the queries of some rows, of which the first is that of query `first`.

    So a long text's statistics are those of its parts' sums. With `causal`, keys behind the last
    query may be left out; `received_hk` is then as short.
    """
    _, queries, keys = attention_hqk.shape
    support_q = _support(keys, causal=causal, window=window)[first : first + queries]
    wide_q = support_q > 1
    return {
        "queries": torch.tensor(float(queries)),
        "wide": wide_q.sum().float(),
        "entropy_h": entropy_hq.sum(dim=-1),
        "normalised_h": (entropy_hq[:, wide_q] / support_q[wide_q].log()).sum(dim=-1),
        "distance_h": _distance(attention_hqk, first),
        "received_hk": attention_hqk.sum(dim=1),
        "self_h": _diagonal(attention_hqk, first),
        "previous_h": _diagonal(attention_hqk, first - 1),
        "next_h": _diagonal(attention_hqk, first + 1),
    }


def add(sums: dict[str, Tensor], found: Mapping[str, Tensor]) -> None:
    """Add the sums of some rows to those of the rows before them, which may have fewer keys."""
    for name, one in found.items():
        if name not in sums:
            sums[name] = one
        elif sums[name].shape == one.shape:
            sums[name] += one
        else:
            sums[name] = F.pad(sums[name], (0, one.shape[-1] - sums[name].shape[-1])) + one


def statistics_of(
    sums: Mapping[str, Tensor], special: Mapping[str, Sequence[int]]
) -> dict[str, Tensor]:
    """Each field of HeadStatistics from the sums over all queries, h each."""
    queries, received_hk = sums["queries"], sums["received_hk"] / sums["queries"]
    with_neighbour = (queries - 1).clamp_min(1)
    shares = {
        piece: received_hk[:, list(positions)].sum(-1) for piece, positions in special.items()
    }
    return {
        "entropy_lh": sums["entropy_h"] / queries,
        "normalised_entropy_lh": sums["normalised_h"] / sums["wide"].clamp_min(1),
        "distance_lh": sums["distance_h"] / sums["received_hk"].sum(dim=-1),
        "self_share_lh": sums["self_h"] / queries,
        "previous_share_lh": sums["previous_h"] / with_neighbour,
        "next_share_lh": sums["next_h"] / with_neighbour,
        "first_share_lh": received_hk[:, 0],
        "special_share_lh": sum(shares.values(), start=torch.zeros_like(received_hk[:, 0])),
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


def score_entropy(scores_hqk: Tensor, weights_hqk: Tensor) -> Tensor:
    """The entropy in nats of softmaxed scores of which each row's largest is 0, hq, without logs.

    -Σ p log p is log Z - Σ p s, and the largest weight is 1 / Z. The scores are overwritten.
    """
    return -(weights_hqk.amax(dim=-1).log_() + scores_hqk.mul_(weights_hqk).sum(dim=-1))


def _support(tokens: int, *, causal: bool, window: int) -> Tensor:
    """How many keys each query may see."""
    places = torch.arange(tokens)
    behind = places + 1 if not window else (places + 1).clamp_max(window)
    if causal:
        return behind
    return behind + (behind.flip(0) - 1)


def _distance(attention_hqk: Tensor, first: int) -> Tensor:
    """Σ a·|q - k| over these rows, in tokens."""
    heads, queries, keys = attention_hqk.shape
    positions_q, positions_k = torch.arange(first, first + queries), torch.arange(keys)
    distance_qk = (positions_q[:, None] - positions_k).abs_().float()
    return attention_hqk.reshape(heads, -1) @ distance_qk.flatten()


def _diagonal(attention_hqk: Tensor, offset: int) -> Tensor:
    """The attention of these rows on a diagonal, added up."""
    return attention_hqk.diagonal(offset, dim1=-2, dim2=-1).sum(dim=-1)
