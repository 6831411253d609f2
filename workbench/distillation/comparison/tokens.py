"""Teacher and student on the same text, token by token, at temperature 1.

Shapes: t compared tokens, k tokens of a chunk, w tokens of a window, v vocabulary, j candidates.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from workbench.distillation.common_pieces import over_common
from workbench.distillation.divergence.soft_loss import forward_kl
from workbench.generation.scoring import (
    CHUNK_TOKENS,
    Scores,
    TokenScores,
    check_length,
    joined,
    scores_of,
    windows,
)
from workbench.models.blocks.linear import linear
from workbench.models.build import Decoder
from workbench.models.inference import inference_context


@dataclass(frozen=True)
class TokenComparison:
    """Both models' scores of the same tokens; arrays are (t,).

    `kl_t` is KL(p_T ‖ p_S) in nats, `agreement_t` whether both have the same likeliest token.
    """

    teacher: TokenScores
    student: TokenScores
    kl_t: NDArray[np.float32]
    agreement_t: NDArray[np.bool_]

    @property
    def kl(self) -> float:
        """Mean nats per token."""
        return float(self.kl_t.mean(dtype=np.float64))

    @property
    def excess(self) -> float:
        """How much higher the student's loss is than the teacher's, in nats per token."""
        return self.student.loss - self.teacher.loss

    @property
    def agreement(self) -> float:
        return float(self.agreement_t.mean())

    def part(self, begin: int, end: int) -> "TokenComparison":
        """The comparison of some consecutive tokens."""
        return TokenComparison(
            _part(self.teacher, begin, end),
            _part(self.student, begin, end),
            self.kl_t[begin:end],
            self.agreement_t[begin:end],
        )


@dataclass(frozen=True)
class Candidates:
    """Both models' predictions at one position: all arrays are (j,), the teacher's likeliest first.

    Entropies are those of the whole distributions, in nats.
    """

    ids_j: NDArray[np.int64]
    teacher_j: NDArray[np.float32]
    student_j: NDArray[np.float32]
    teacher_entropy: float
    student_entropy: float


def compare_tokens(teacher: Decoder, student: Decoder, ids: Sequence[int]) -> TokenComparison:
    """Compare two models that share a tokenizer on every token of a text but the first.

    A text longer than the shorter context is read in consecutive windows, as in scoring. Both
    models must be in eval mode. Raises BadInput for less than two tokens.
    """
    check_length(ids)
    context = shared_context(teacher, student)
    return _joined([compare_window(teacher, student, part) for part in windows(ids, context)])


def shared_context(teacher: Decoder, student: Decoder) -> int:
    """The most tokens that both can read at once."""
    return min(teacher.context, student.context)


def compare_window(teacher: Decoder, student: Decoder, ids: Sequence[int]) -> TokenComparison:
    """Compare two models on a text that fits both; the logits of a chunk are held at a time."""
    with inference_context():
        ids_w = torch.tensor(ids, device=teacher.head_weight.device)
        teacher_tc, student_tc = (model.hidden(ids_w[None, :-1])[0] for model in (teacher, student))
        chunks = [
            _compare_chunk(
                linear(teacher_tc[begin : begin + CHUNK_TOKENS], teacher.head_weight).float(),
                linear(student_tc[begin : begin + CHUNK_TOKENS], student.head_weight).float(),
                ids_w[1:][begin : begin + CHUNK_TOKENS],
            )
            for begin in range(0, len(ids) - 1, CHUNK_TOKENS)
        ]
    return _of_chunks(ids[1:], chunks)


def candidates_after(
    teacher: Decoder, student: Decoder, ids: Sequence[int], top_k: int
) -> Candidates:
    """Both models' predictions at the position of the last of `ids`, which is among the candidates.

    They read the tokens before it in its window, as `compare_tokens` does.
    """
    check_length(ids)
    context = shared_context(teacher, student)
    begin = (len(ids) - 2) // context * context
    with inference_context():
        ids_w = torch.tensor(ids[begin:-1], device=teacher.head_weight.device)
        teacher_v, student_v = (
            linear(model.hidden(ids_w[None])[0, -1], model.head_weight).float()
            for model in (teacher, student)
        )
        theirs_v, ours_v = over_common(teacher_v, student_v)
        return candidates(theirs_v.log_softmax(-1), ours_v.log_softmax(-1), ids[-1], top_k)


def candidates(log_teacher_v: Tensor, log_student_v: Tensor, id: int, top_k: int) -> Candidates:
    """The `top_k` likeliest tokens of each of two distributions, and one token more."""
    kept = min(top_k, len(log_teacher_v))
    likeliest = [log_v.topk(kept).indices for log_v in (log_teacher_v, log_student_v)]
    chosen = torch.tensor([id], device=log_teacher_v.device)
    ids_j = torch.unique(torch.cat([*likeliest, chosen]))
    ids_j = ids_j[log_teacher_v[ids_j].argsort(descending=True, stable=True)]
    return Candidates(
        ids_j.cpu().numpy(),
        log_teacher_v[ids_j].exp().cpu().numpy(),
        log_student_v[ids_j].exp().cpu().numpy(),
        entropy(log_teacher_v).item(),
        entropy(log_student_v).item(),
    )


def entropy(log_probabilities_kv: Tensor) -> Tensor:
    """The entropies (k,) of distributions, in nats."""
    return -(log_probabilities_kv.exp() * log_probabilities_kv).sum(-1)


_Chunk = tuple[Scores, Scores, NDArray[np.float32], NDArray[np.bool_]]


def _compare_chunk(teacher_kv: Tensor, student_kv: Tensor, chosen_k: Tensor) -> _Chunk:
    teacher_kv, student_kv = over_common(teacher_kv, student_kv)
    # A sum of rounded terms may fall short of 0, which no divergence does.
    kl_k = forward_kl(teacher_kv, student_kv, temperature=1.0).clamp_min(0)
    agreement_k = teacher_kv.argmax(-1) == student_kv.argmax(-1)
    return (
        scores_of(teacher_kv, chosen_k),
        scores_of(student_kv, chosen_k),
        kl_k.cpu().numpy(),
        agreement_k.cpu().numpy(),
    )


def _of_chunks(ids: Sequence[int], chunks: Sequence[_Chunk]) -> TokenComparison:
    teacher, student, kl, agreement = zip(*chunks, strict=True)
    return TokenComparison(
        joined(ids, teacher), joined(ids, student), np.concatenate(kl), np.concatenate(agreement)
    )


def _joined(parts: Sequence[TokenComparison]) -> TokenComparison:
    ids = np.concatenate([part.teacher.ids_t for part in parts]).tolist()
    return _of_chunks(
        ids,
        [
            (_columns(part.teacher), _columns(part.student), part.kl_t, part.agreement_t)
            for part in parts
        ],
    )


def _columns(scores: TokenScores) -> Scores:
    return scores.log_probabilities_t, scores.ranks_t, scores.entropies_t


def _part(scores: TokenScores, begin: int, end: int) -> TokenScores:
    return TokenScores(
        scores.ids_t[begin:end],
        scores.log_probabilities_t[begin:end],
        scores.ranks_t[begin:end],
        scores.entropies_t[begin:end],
    )
