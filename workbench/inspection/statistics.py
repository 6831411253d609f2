"""Numbers that describe an attention head, as pure functions of its rows.

Shapes: l layers, h heads, q queries, k keys; rows sum to 1.
"""

import numpy as np

from workbench.inspection.maps import Floats, HeadStatistics


def head_statistics(attention_lhqk: Floats, *, causal: bool) -> HeadStatistics:
    """Describe every head; `causal` says that a query sees only the keys up to itself."""
    entropy_lhq = row_entropy(attention_lhqk)
    return HeadStatistics(
        entropy_lh=entropy_lhq.mean(axis=-1),
        normalised_entropy_lh=_normalised(entropy_lhq, causal=causal),
        distance_lh=_distance(attention_lhqk),
        self_share_lh=_diagonal_share(attention_lhqk, 0),
        previous_share_lh=_diagonal_share(attention_lhqk, -1),
        next_share_lh=_diagonal_share(attention_lhqk, 1),
        first_share_lh=attention_lhqk[..., 0].mean(axis=-1),
    )


def row_entropy(attention_xk: Floats) -> Floats:
    """Entropy in nats over the last axis; 0 log 0 is 0."""
    positive = attention_xk > 0
    logs_xk = np.log(attention_xk, out=np.zeros_like(attention_xk), where=positive)
    entropy: Floats = -np.einsum("...k,...k->...", attention_xk, logs_xk)
    return entropy


def _normalised(entropy_lhq: Floats, *, causal: bool) -> Floats:
    queries = entropy_lhq.shape[-1]
    support_q = np.arange(1, queries + 1) if causal else np.full(queries, queries)
    wide = support_q > 1
    if not wide.any():
        return np.zeros(entropy_lhq.shape[:2], dtype=np.float32)
    most_q = np.log(support_q[wide]).astype(np.float32)
    share: Floats = (entropy_lhq[..., wide] / most_q).mean(axis=-1)
    return share


def _distance(attention_lhqk: Floats) -> Floats:
    queries, keys = attention_lhqk.shape[-2:]
    distance_qk = np.abs(np.arange(queries)[:, None] - np.arange(keys)).astype(np.float32)
    weighted_lh = np.einsum("lhqk,qk->lh", attention_lhqk, distance_qk)
    distance: Floats = weighted_lh / attention_lhqk.sum(axis=(-2, -1))
    return distance


def _diagonal_share(attention_lhqk: Floats, offset: int) -> Floats:
    """Mean attention on the key `offset` behind the query; 0 when no query has one."""
    diagonal_lhn = np.diagonal(attention_lhqk, offset, axis1=-2, axis2=-1)
    if not diagonal_lhn.shape[-1]:
        return np.zeros(attention_lhqk.shape[:2], dtype=np.float32)
    share: Floats = diagonal_lhn.mean(axis=-1)
    return share
