"""Numbers that describe attention heads, as pure functions of one layer's maps.

Each gives a value for every passage and head, NaN where the passage has nothing to tell it from.
Scores of a pattern are Σ A·P / Σ A (TransformerLens, `detect_head`), over the queries that the
pattern gives a key to: a head that follows it everywhere has 1.

Shapes: b passages, h heads, q queries, k keys, x cells of a map, t tokens, i teacher's heads, j
student's heads; rows sum to 1.
"""

import torch
from torch import Tensor


def row_entropies(attention_bhqk: Tensor) -> Tensor:
    """Entropy in nats of each row, bhq; 0 log 0 is 0."""
    entropies_bhq: Tensor = torch.special.entr(attention_bhqk).sum(-1)
    return entropies_bhq


def normalised_entropy(entropy_bhq: Tensor, support_q: Tensor) -> Tensor:
    """Entropies by the log of the number of keys that a query may see, bh.

    Rows that see one key alone are left out.
    """
    wide_q = support_q > 1
    return (entropy_bhq[..., wide_q] / support_q[wide_q].log()).mean(-1)


def mean_distance(attention_bhqk: Tensor) -> Tensor:
    """Σ a·|q - k| / Σ a, bh, in tokens."""
    queries, keys = attention_bhqk.shape[-2:]
    at_q = torch.arange(queries, device=attention_bhqk.device)
    at_k = torch.arange(keys, device=attention_bhqk.device)
    distance_qk = (at_q[:, None] - at_k).abs().to(attention_bhqk)
    weighted_bh = attention_bhqk.flatten(-2) @ distance_qk.flatten()
    return weighted_bh / attention_bhqk.sum((-2, -1))


def diagonal_share(attention_bhqk: Tensor, offset: int) -> Tensor:
    """Attention on the key `offset` behind the query, over the queries that have one, bh."""
    return attention_bhqk.diagonal(offset, dim1=-2, dim2=-1).mean(-1)


def first_share(attention_bhqk: Tensor) -> Tensor:
    """Attention on the first token, bh."""
    return attention_bhqk[..., 0].mean(-1)


def marked_share(attention_bhqk: Tensor, marked_bk: Tensor) -> Tensor:
    """Attention on marked keys, over all queries, bh; NaN for a passage without any."""
    share_bh = (attention_bhqk.mean(-2) * marked_bk[:, None]).sum(-1)
    return share_bh.where(marked_bk.any(-1)[:, None], torch.nan)


def pattern_score(attention_bhqk: Tensor, pattern_bqk: Tensor) -> Tensor:
    """Σ A·P / Σ A over the queries that the pattern gives a key to, bh."""
    asked_bq = pattern_bqk.any(-1)
    flat_bx1 = pattern_bqk.flatten(-2)[..., None].to(attention_bhqk)
    followed_bh = (attention_bhqk.flatten(-2) @ flat_bx1).squeeze(-1)
    whole_bh = (attention_bhqk.sum(-1) * asked_bq[:, None]).sum(-1)
    return followed_bh / whole_bh


def duplicate_pattern(ids_bt: Tensor, *, causal: bool) -> Tensor:
    """True where a key is another place of the query's token, bqk; an earlier one if causal."""
    same_bqk = ids_bt[:, :, None] == ids_bt[:, None, :]
    if causal:
        return same_bqk.tril(-1)
    itself_qk = torch.eye(ids_bt.shape[1], dtype=torch.bool, device=ids_bt.device)
    return same_bqk & ~itself_qk


def induction_pattern(ids_bt: Tensor) -> Tensor:
    """True where a key stands behind an earlier place of the query's token, bqk."""
    earlier_bqk = duplicate_pattern(ids_bt, causal=True)
    behind_bqk = torch.zeros_like(earlier_bqk)
    behind_bqk[..., 1:] = earlier_bqk[..., :-1]
    return behind_bqk


def jensen_shannon_pairs(teacher_biqk: Tensor, student_bjqk: Tensor) -> Tensor:
    """Divergence bij in nats between the rows of every pair of heads, averaged over the queries.

    H((p + q) / 2) - (H(p) + H(q)) / 2, between 0 and ln 2 (Lin 1991).
    """
    own_bi = row_entropies(teacher_biqk).mean(-1)
    own_bj = row_entropies(student_bjqk).mean(-1)
    mixed_bij = torch.stack(
        [
            row_entropies((head_b1qk + student_bjqk) / 2).mean(-1)
            for head_b1qk in torch.split(teacher_biqk, 1, dim=1)
        ],
        dim=1,
    )
    return (mixed_bij - (own_bi[:, :, None] + own_bj[:, None]) / 2).clamp(min=0)
