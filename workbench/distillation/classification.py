"""Distillation of a classifier: the classes' probabilities instead of the tokens'.

Shape legend: b = texts, k = classes.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F

from workbench.data.labelled.batches import LabelledBatch
from workbench.distillation.divergence.soft_loss import softened_divergence
from workbench.models.build import Model
from workbench.models.on_device import on_device
from workbench.training.objectives.classification import class_logits
from workbench.training.objectives.objective import Loss


class ClassDistillation:
    """L = α·τ²·KL(p_T^τ ‖ p_S^τ) + (1−α)·CE over the classes (Hinton, Vinyals and Dean 2015).

    `order_k` are the teacher's indices of the student's classes. With α = 0 the teacher is not run,
    and the loss is that of plain training.
    """

    def __init__(
        self,
        student: Model,
        teacher: Model,
        order_k: Sequence[int],
        device: torch.device,
        *,
        alpha: float,
        temperature: float,
    ) -> None:
        self._student = student
        self._teacher = teacher
        self._order_k = torch.tensor(order_k, device=device)
        self._device = device
        self._alpha = alpha
        self._temperature = temperature

    def __call__(self, batch: LabelledBatch, step: int) -> Loss:
        labels_b = on_device(batch.labels_b, self._device)
        student_bk = class_logits(self._student, batch, self._device)
        hard = F.cross_entropy(student_bk, labels_b)
        if self._alpha == 0.0:
            return Loss(hard, {"hard": hard})
        with torch.no_grad():
            teacher_bk = class_logits(self._teacher, batch, self._device)[:, self._order_k]
        soft = softened_divergence(teacher_bk, student_bk, self._temperature, squared=True).mean()
        total = self._alpha * soft + (1.0 - self._alpha) * hard
        return Loss(total, {"soft": soft, "hard": hard})
