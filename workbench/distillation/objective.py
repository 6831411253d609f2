"""Distillation as an objective of the one training loop.

Shape legend: b = windows, t = positions, n = b·t, k = tokens of a chunk, c = hidden size,
v = vocabulary.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.data.batches import Batch
from workbench.distillation.spec import StageSpec, stage_at
from workbench.distillation.terms import forward_kl, soft_loss_of
from workbench.models.build import Decoder
from workbench.training.chunked_head import chunked_head_loss
from workbench.training.evaluation import ValidationText, evaluating, summary
from workbench.training.objectives import Loss, next_token_loss, to_device

Rows = Callable[[slice], Tensor]


class Distillation:
    """L = α·τ²·D(p_T^τ, p_S^τ) + (1−α)·CE(y, p_S), both means over the same targets.

    D is the divergence that the stage chooses, KL(p_T^τ ‖ p_S^τ) unless it says otherwise.
    With α = 0 the teacher is not asked and the loss is plain training's, to the bit.
    """

    def __init__(
        self,
        student: Decoder,
        teacher: Decoder,
        stages: tuple[StageSpec, ...],
        device: torch.device,
    ) -> None:
        self._student = student
        self._teacher = teacher
        self._stages = stages
        self._device = device

    def __call__(self, batch: Batch, step: int) -> Loss:
        stage = stage_at(self._stages, step)
        inputs_bt, targets_n = to_device(batch, self._device)
        student_nc = self._student.hidden(inputs_bt).flatten(0, 1)
        head_vc = self._student.head_weight
        if stage.alpha == 0.0:
            hard = next_token_loss(student_nc, head_vc, targets_n)
            return Loss(hard, {"hard": hard})
        teacher_kv = teacher_logits(self._teacher, inputs_bt)
        soft_loss = soft_loss_of(stage)

        def chunk_loss(logits_kv: Tensor, rows: slice) -> Tensor:
            soft = soft_loss(teacher_kv(rows), logits_kv).sum()
            hard = F.cross_entropy(logits_kv, targets_n[rows], reduction="sum")
            return torch.stack([stage.alpha * soft + (1.0 - stage.alpha) * hard, soft, hard])

        total, soft, hard = chunked_head_loss(student_nc, head_vc, chunk_loss) / len(targets_n)
        return Loss(total, {"soft": soft, "hard": hard})


def teacher_logits(teacher: Decoder, inputs_bt: Tensor) -> Rows:
    """A function from rows of n to the teacher's logits (k, v) in fp32, made only when asked."""
    with torch.no_grad():
        hidden_nc = teacher.hidden(inputs_bt).flatten(0, 1)
    device = hidden_nc.device.type
    autocast = torch.is_autocast_enabled(device)
    dtype = torch.get_autocast_dtype(device) if autocast else hidden_nc.dtype
    hidden_nc, head_vc = hidden_nc.to(dtype), teacher.head_weight.detach().to(dtype)
    return lambda rows: (hidden_nc[rows] @ head_vc.T).float()


def distillation_metrics(
    student: Decoder, teacher: Decoder, text: ValidationText, device: torch.device
) -> dict[str, float]:
    """The student's validation figures, its top-1 agreement with the teacher, and KL at τ = 1."""
    sums = torch.zeros(4, dtype=torch.float64)
    with evaluating(student):
        for batch in text.batches():
            inputs_bt, targets_n = to_device(batch, device)
            teacher_kv = teacher_logits(teacher, inputs_bt)

            def compare(
                logits_kv: Tensor,
                rows: slice,
                targets_n: Tensor = targets_n,
                teacher_kv: Rows = teacher_kv,
            ) -> Tensor:
                return _comparison(logits_kv, teacher_kv(rows), targets_n[rows])

            hidden_nc = student.hidden(inputs_bt).flatten(0, 1)
            sums += chunked_head_loss(hidden_nc, student.head_weight, compare).double().cpu()
    loss, hits, agreement, divergence = (sums / text.num_targets).tolist()
    return summary(loss, text) | {
        "validation_accuracy": hits,
        "validation_agreement": agreement,
        "validation_kl": divergence,
    }


def _comparison(student_kv: Tensor, teacher_kv: Tensor, targets_k: Tensor) -> Tensor:
    """Sums over the chunk: loss, hits, agreements, KL(p_T ‖ p_S)."""
    choice_k = student_kv.argmax(-1)
    return torch.stack(
        [
            F.cross_entropy(student_kv, targets_k, reduction="sum"),
            (choice_k == targets_k).sum().float(),
            (choice_k == teacher_kv.argmax(-1)).sum().float(),
            forward_kl(teacher_kv, student_kv, temperature=1.0).sum(),
        ]
    )
