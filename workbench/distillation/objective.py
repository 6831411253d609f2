"""Distillation of a model that predicts the next token, as an objective of the one training loop.

Shape legend: b = windows, t = positions, n = predicted tokens, k = tokens of a chunk,
c = hidden size, v = vocabulary.
"""

import torch
from torch import Tensor

from workbench.data.causal.batches import CausalBatch
from workbench.distillation.combined_loss import (
    PartFilter,
    Terms,
    combined_loss,
    output_loss,
    uses_teacher,
)
from workbench.distillation.features.feature_distillation import Activations, FeatureDistillation
from workbench.distillation.on_policy import OwnTexts
from workbench.distillation.stages import StageSettings, StageSpec, settings_at
from workbench.distillation.teachers import Teacher
from workbench.models.build import Decoder
from workbench.models.on_device import on_device
from workbench.training.objectives.chunked_head import chunked_head_loss
from workbench.training.objectives.objective import Loss, next_token_loss, to_device


class Distillation:
    """L = w·(α·τ²·D(p_T^τ, p_S^τ) + (1−α)·CE(y, p_S)) + Σ weight·term, means over the same targets.

    D is the divergence that the stage chooses, KL(p_T^τ ‖ p_S^τ) unless it says otherwise. With α =
    0 and without terms the teacher is not run and the loss is that of plain training, to the bit.
    On a step that learns from the student's own texts there are no true tokens: L = w·α·τ²·D.
    """

    def __init__(
        self,
        student: Decoder,
        teacher: Teacher,
        stages: tuple[StageSpec, ...],
        device: torch.device,
        *,
        features: FeatureDistillation | None = None,
        own_texts: OwnTexts | None = None,
    ) -> None:
        self._student = student
        self._teacher = teacher
        self._stages = stages
        self._device = device
        self._features = features
        self._own_texts = own_texts

    def __call__(self, batch: CausalBatch, step: int) -> Loss:
        settings = settings_at(self._stages, step)
        own = self._own_texts
        if own is not None and own.is_due(settings.stage.on_policy, step):
            spec = settings.stage.on_policy
            return self._on_own(own.written(spec, batch, step), settings, spec.prompt_tokens - 1)
        return self.on_corpus(batch, settings)

    def on_corpus(
        self, batch: CausalBatch, settings: StageSettings, included: PartFilter = None
    ) -> Loss:
        """The loss on a batch of the corpus; only the parts in `included` count, without it all."""
        inputs_bt, targets_n = to_device(batch, self._device)
        if not uses_teacher(settings):
            hidden_nc = self._student.hidden(inputs_bt).flatten(0, 1)
            hard = next_token_loss(hidden_nc, self._student.head_weight, targets_n)
            return combined_loss(settings, hard, {"hard": hard}, {}, included)
        ours = theirs = None
        if settings.stage.terms and self._features is not None:
            ours, theirs = self._features.traces(settings.stage)
        hidden_nc = self._student.hidden(inputs_bt, trace=ours).flatten(0, 1)
        output = self._teacher.predict(batch, inputs_bt, theirs)
        terms: Terms = {}
        if ours is not None and self._features is not None and output.activations is not None:
            terms = self._features.losses(
                settings, Activations(ours, causal=True), output.activations
            )
        if not settings.stage.output_weight:
            return combined_loss(settings, None, {}, terms, included)
        chunk_loss = output_loss(settings, output.signal, targets_n, included)
        sums = chunked_head_loss(hidden_nc, self._student.head_weight, chunk_loss)
        total, soft, hard = sums / len(targets_n)
        return combined_loss(settings, total, {"soft": soft, "hard": hard}, terms, included)

    def _on_own(self, batch: CausalBatch, settings: StageSettings, begin: int) -> Loss:
        """The student's own text: only what it wrote counts, and only against the teacher."""
        inputs_bt = on_device(batch.inputs_bt, self._device)
        hidden_nc = self._student.hidden(inputs_bt)[:, begin:].flatten(0, 1)
        signal = self._teacher.predict(batch, inputs_bt, begin=begin).signal

        def chunk_loss(logits_kv: Tensor, rows: slice) -> Tensor:
            return signal.soft_loss(logits_kv, rows, settings).sum()[None]

        sums = chunked_head_loss(hidden_nc, self._student.head_weight, chunk_loss)
        soft = sums[0] / len(hidden_nc)
        return combined_loss(settings, settings.alpha * soft, {"own_text": soft}, {}, None)
