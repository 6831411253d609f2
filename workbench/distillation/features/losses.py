"""Losses between the activations of two models, as pure functions; each is 0 where both agree.

Shape legend: n = tokens, c = width, b = texts, h = heads, t = q = k = tokens of a text, d = width
of a head, r = relation heads. Everything is computed in fp32.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

_NEVER = -1e9
"""A score so low that its share is exactly 0, and finite, so that 0 × its logarithm is 0."""


def hidden_mse(student_nc: Tensor, teacher_nc: Tensor) -> Tensor:
    """The mean over tokens and width of the squared difference (TinyBERT, arXiv 1909.10351)."""
    return F.mse_loss(student_nc.float(), teacher_nc.float())


def hidden_cosine(student_nc: Tensor, teacher_nc: Tensor) -> Tensor:
    """The mean over tokens of 1 − cos(student, teacher), from 0 to 2 (DistilBERT, 1910.01108)."""
    return (1.0 - F.cosine_similarity(student_nc.float(), teacher_nc.float(), dim=-1)).mean()


def scores(q_bhtd: Tensor, k_bhtd: Tensor) -> Tensor:
    """Q Kᵀ / √d, bhqk: what attention takes the softmax of."""
    with torch.autocast(q_bhtd.device.type, enabled=False):
        raw_bhqk = q_bhtd.float() @ k_bhtd.float().transpose(-1, -2)
        return raw_bhqk / math.sqrt(q_bhtd.shape[-1])


def attention_mse(student_bhqk: Tensor, teacher_bhqk: Tensor, seen_bqk: Tensor) -> Tensor:
    """The mean squared difference of scores, over heads and the pairs that may be seen (TinyBERT).

    `seen_bqk` is False where a query must not attend, and in all rows of padding.
    """
    squares_bhqk = (student_bhqk - teacher_bhqk).square()
    seen_b1qk = seen_bqk[:, None]
    total = torch.where(seen_b1qk, squares_bhqk, 0.0).sum()
    return total / (seen_bqk.sum() * student_bhqk.shape[1])


def attention_kl(student_bhqk: Tensor, teacher_bhqk: Tensor, seen_bqk: Tensor) -> Tensor:
    """The mean over heads and queries of KL(teacher's row ‖ student's row), of scores.

    As MobileBERT (arXiv 2004.02984) and, on relations, MiniLM compare rows.
    """
    seen_b1qk = seen_bqk[:, None]
    log_s_bhqk, log_t_bhqk = (
        one.masked_fill(~seen_b1qk, _NEVER).log_softmax(-1) for one in (student_bhqk, teacher_bhqk)
    )
    rows_bhq = (log_t_bhqk.exp() * (log_t_bhqk - log_s_bhqk)).sum(-1)
    asking_bq = seen_bqk.any(-1)
    total = torch.where(asking_bq[:, None], rows_bhq, 0.0).sum()
    return total / (asking_bq.sum() * student_bhqk.shape[1])


def relation_kl(
    student: tuple[Tensor, Tensor], teacher: tuple[Tensor, Tensor], seen_bqk: Tensor, heads: int
) -> Tensor:
    """KL of the relations softmax(A Bᵀ / √d_r) of two pairs (A, B), each bhtd, per model.

    Heads are put side by side and cut into `heads` parts, so that neither their number nor their
    width needs to agree (MiniLMv2, arXiv 2012.15828).
    """
    related = [scores(*(_recut(part, heads) for part in pair)) for pair in (student, teacher)]
    return attention_kl(related[0], related[1], seen_bqk)


def _recut(x_bhtd: Tensor, heads: int) -> Tensor:
    b, _, t, _ = x_bhtd.shape
    return x_bhtd.transpose(1, 2).reshape(b, t, heads, -1).transpose(1, 2)
