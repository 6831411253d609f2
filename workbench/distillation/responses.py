"""Distillation of answers: a teacher's predictions for the tokens of responses alone.

Shape legend: b = examples, t = positions, n = tokens of responses, c = hidden size.
"""

import torch

from workbench.data.labelled.batches import ResponseBatch
from workbench.distillation.combined_loss import combined_loss, output_loss
from workbench.distillation.stages import StageSettings, StageSpec
from workbench.distillation.teachers import LogitSignal, head_rows
from workbench.models.build import Decoder
from workbench.training.objectives.chunked_head import chunked_head_loss
from workbench.training.objectives.objective import Loss
from workbench.training.objectives.responses import response_states


class ResponseDistillation:
    """L = α·τ²·KL(p_T^τ ‖ p_S^τ) + (1−α)·CE over the tokens of responses; prompts are only read.

    Both models read the same ids. Where they have room for different numbers of them, the common
    ones are compared.
    """

    def __init__(
        self,
        student: Decoder,
        teacher: Decoder,
        device: torch.device,
        *,
        alpha: float,
        temperature: float,
    ) -> None:
        self._student = student
        self._teacher = teacher
        self._device = device
        stage = StageSpec(steps=1, alpha=alpha, temperature=temperature)
        self._settings = StageSettings(stage, alpha, temperature)

    def __call__(self, batch: ResponseBatch, step: int) -> Loss:
        states_nc, targets_n = response_states(self._student, batch, self._device)
        with torch.no_grad():
            theirs_nc, _ = response_states(self._teacher, batch, self._device)
        signal = LogitSignal(head_rows(theirs_nc, self._teacher.head_weight))
        chunk_loss = output_loss(self._settings, signal, targets_n, None)
        sums = chunked_head_loss(states_nc, self._student.head_weight, chunk_loss)
        total, soft, hard = sums / len(targets_n)
        return combined_loss(self._settings, total, {"soft": soft, "hard": hard}, {}, None)
