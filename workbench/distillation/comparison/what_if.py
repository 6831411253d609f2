"""What a distillation's settings would do to the loss and its gradient, on logits at hand.

Shapes: k positions, v vocabulary. All logits are fp32. Of vocabularies that are padded differently
the common ids are compared, as a distillation does; the hard loss is over all of the student's.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.distillation.common_pieces import over_common
from workbench.distillation.comparison.tokens import (
    Candidates,
    candidates,
    entropy,
    shared_context,
)
from workbench.generation.scoring import check_length
from workbench.models.blocks.linear import linear
from workbench.models.build import Decoder
from workbench.models.inference import inference_context, on_threads, query_threads

MOST_POSITIONS = 64
CHUNK_POSITIONS = 4

SoftLoss = Callable[[Tensor, Tensor], Tensor]
"""From the logits of teacher and student, both kv, to a soft-label loss (k,)."""


@dataclass(frozen=True)
class HeldLogits:
    """The logits of both models at the same positions, and what no setting changes.

    `hard_gradient_kv` is that of the mean cross-entropy with respect to the student's logits.
    """

    teacher_kv: Tensor
    student_kv: Tensor
    targets_k: Tensor
    hard: float
    hard_gradient_kv: Tensor
    hard_gradient_norm: float


@dataclass(frozen=True)
class Effect:
    """What a setting makes of the logits: means over the positions, in nats.

    The norms are those of the gradient with respect to all student's logits: of the soft-label
    loss, of the hard one, and of `total` = α·soft + (1−α)·hard. The entropies are the softened
    distributions', averaged; `candidates` are those of one position, softened too. `soft_k` is the
    soft-label loss of each position.
    """

    soft: float
    hard: float
    total: float
    soft_gradient_norm: float
    hard_gradient_norm: float
    gradient_norm: float
    teacher_entropy: float
    student_entropy: float
    candidates: Candidates
    soft_k: tuple[float, ...]


def hold(teacher: Decoder, student: Decoder, ids: Sequence[int]) -> HeldLogits:
    """The logits for the beginning of a text: at most 64 tokens, and no more than both can read.

    Raises BadInput for less than two tokens.
    """
    check_length(ids)
    num_positions = min(MOST_POSITIONS, shared_context(teacher, student), len(ids) - 1)
    ids_w = torch.tensor(ids[: num_positions + 1], device=teacher.head_weight.device)
    with inference_context():
        made = [
            linear(model.hidden(ids_w[None, :-1])[0], model.head_weight).float()
            for model in (teacher, student)
        ]
    # Only a copy made out here can have a gradient.
    teacher_kv, student_kv = (logits_kv.clone() for logits_kv in made)
    return hold_logits(teacher_kv, student_kv, ids_w[1:])


def hold_logits(teacher_kv: Tensor, student_kv: Tensor, targets_k: Tensor) -> HeldLogits:
    """The same for logits that are there already."""
    with on_threads(query_threads()):
        hard, gradient_kv = _with_gradient(
            student_kv, lambda leaf_kv: F.cross_entropy(leaf_kv, targets_k)
        )
    norm = gradient_kv.norm().item()
    return HeldLogits(teacher_kv, student_kv, targets_k, hard.item(), gradient_kv, norm)


def effect(
    held: HeldLogits,
    soft_loss: SoftLoss,
    *,
    alpha: float,
    temperature: float,
    position: int,
    top_k: int,
) -> Effect:
    """What α and a soft-label loss do; `temperature` softens what is shown of the distributions."""
    num_positions = len(held.targets_k)
    with on_threads(query_threads()):
        sums, soft_k = torch.zeros(5, dtype=torch.float64), []
        for begin in range(0, num_positions, CHUNK_POSITIONS):
            rows = slice(begin, begin + CHUNK_POSITIONS)
            chunk_k, chunk_sums = _chunk(held, soft_loss, temperature, rows)
            soft_k += chunk_k
            sums += chunk_sums
        log_teacher_v, log_student_v = (
            F.log_softmax(logits_v / temperature, dim=-1)
            for logits_v in over_common(held.teacher_kv[position], held.student_kv[position])
        )
        shown = candidates(log_teacher_v, log_student_v, int(held.targets_k[position]), top_k)
    soft, teacher_entropy, student_entropy = (sums[:3] / num_positions).tolist()
    # Means have a gradient as many times smaller as there are positions.
    square, product = sums[3].item() / num_positions**2, sums[4].item() / num_positions
    hard_norm, rest = held.hard_gradient_norm, 1.0 - alpha
    total_square = alpha**2 * square + 2 * alpha * rest * product + (rest * hard_norm) ** 2
    return Effect(
        soft=soft,
        hard=held.hard,
        total=alpha * soft + rest * held.hard,
        soft_gradient_norm=math.sqrt(square),
        hard_gradient_norm=hard_norm,
        gradient_norm=math.sqrt(max(total_square, 0.0)),
        teacher_entropy=teacher_entropy,
        student_entropy=student_entropy,
        candidates=shown,
        soft_k=tuple(soft_k),
    )


def _chunk(
    held: HeldLogits, soft_loss: SoftLoss, temperature: float, rows: slice
) -> tuple[list[float], Tensor]:
    """The loss of each of some positions; and over all of them: the loss, both entropies, the
    squared soft gradient, its dot with the hard one.

    Everything stays in the processor's cache, which a large vocabulary needs to be quick.
    """
    teacher_kv, student_kv = held.teacher_kv[rows], held.student_kv[rows]
    soft_k, gradient_kv = _with_gradient(
        student_kv, lambda leaf_kv: soft_loss(*over_common(teacher_kv, leaf_kv))
    )
    entropies = [
        entropy(F.log_softmax(logits_kv / temperature, dim=-1)).sum().item()
        for logits_kv in over_common(teacher_kv, student_kv)
    ]
    flat, hard = gradient_kv.flatten(), held.hard_gradient_kv[rows].flatten()
    products = [flat.dot(flat).item(), flat.dot(hard).item()]
    sums = torch.tensor([soft_k.sum().item(), *entropies, *products], dtype=torch.float64)
    return soft_k.tolist(), sums


def _with_gradient(logits_kv: Tensor, loss: Callable[[Tensor], Tensor]) -> tuple[Tensor, Tensor]:
    """A loss, or those of several positions, and their sum's gradient as to the logits."""
    with torch.enable_grad():
        leaf_kv = logits_kv.detach().requires_grad_()
        value = loss(leaf_kv)
        (gradient_kv,) = torch.autograd.grad(value.sum(), leaf_kv)
    return value.detach(), gradient_kv
