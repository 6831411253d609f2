"""What a distillation's settings would do to the loss and its gradient, on logits at hand.

Shapes: k positions, v vocabulary. All logits are fp32.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.distillation.token_comparison import (
    Candidates,
    candidates,
    entropy,
    shared_context,
)
from workbench.generation.scoring import check_length
from workbench.models.build import Decoder
from workbench.models.question import answering, one_thread

MOST_POSITIONS = 64

SoftLoss = Callable[[Tensor, Tensor], Tensor]
"""From the logits of teacher and student, both kv, to a soft-label loss (k,)."""


@dataclass(frozen=True)
class HeldLogits:
    """The logits of both models where the same tokens stand, and what no setting changes.

    `hard_gradient_kv` is that of the mean cross-entropy with respect to the student's logits.
    """

    teacher_kv: Tensor
    student_kv: Tensor
    targets_k: Tensor
    hard: float
    hard_gradient_kv: Tensor


@dataclass(frozen=True)
class Effect:
    """What a setting makes of the logits: means over the positions, in nats.

    The norms are those of the gradient with respect to all student's logits: of the soft-label
    loss, of the hard one, and of `total` = α·soft + (1−α)·hard. The entropies are the softened
    distributions', averaged; `candidates` are those of one position, softened too.
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


def hold(teacher: Decoder, student: Decoder, ids: Sequence[int]) -> HeldLogits:
    """The logits for the beginning of a text: at most 64 tokens, and no more than both can read.

    Raises BadInput for less than two tokens.
    """
    check_length(ids)
    num_positions = min(MOST_POSITIONS, shared_context(teacher, student), len(ids) - 1)
    ids_w = torch.tensor(ids[: num_positions + 1], device=teacher.head_weight.device)
    with answering():
        made = [
            F.linear(model.hidden(ids_w[None, :-1])[0], model.head_weight).float()
            for model in (teacher, student)
        ]
    # Only a copy made out here can have a gradient.
    teacher_kv, student_kv = (logits_kv.clone() for logits_kv in made)
    return hold_logits(teacher_kv, student_kv, ids_w[1:])


def hold_logits(teacher_kv: Tensor, student_kv: Tensor, targets_k: Tensor) -> HeldLogits:
    """The same for logits that are there already."""
    with one_thread():
        hard, gradient_kv = _with_gradient(
            student_kv, lambda leaf_kv: F.cross_entropy(leaf_kv, targets_k)
        )
    return HeldLogits(teacher_kv, student_kv, targets_k, hard, gradient_kv)


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
    with one_thread():
        soft, soft_kv = _with_gradient(
            held.student_kv, lambda leaf_kv: soft_loss(held.teacher_kv, leaf_kv).mean()
        )
        with torch.no_grad():
            total_kv = alpha * soft_kv + (1.0 - alpha) * held.hard_gradient_kv
            log_teacher_kv = F.log_softmax(held.teacher_kv / temperature, dim=-1)
            log_student_kv = F.log_softmax(held.student_kv / temperature, dim=-1)
            return Effect(
                soft=soft,
                hard=held.hard,
                total=alpha * soft + (1.0 - alpha) * held.hard,
                soft_gradient_norm=soft_kv.norm().item(),
                hard_gradient_norm=held.hard_gradient_kv.norm().item(),
                gradient_norm=total_kv.norm().item(),
                teacher_entropy=entropy(log_teacher_kv).mean().item(),
                student_entropy=entropy(log_student_kv).mean().item(),
                candidates=candidates(
                    log_teacher_kv[position],
                    log_student_kv[position],
                    int(held.targets_k[position]),
                    top_k,
                ),
            )


def _with_gradient(logits_kv: Tensor, loss: Callable[[Tensor], Tensor]) -> tuple[float, Tensor]:
    """A loss and its gradient with respect to the logits."""
    with torch.enable_grad():
        leaf_kv = logits_kv.detach().requires_grad_()
        value = loss(leaf_kv)
        (gradient_kv,) = torch.autograd.grad(value, leaf_kv)
    return value.item(), gradient_kv
