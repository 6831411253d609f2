"""How far a teacher is from the checkpoints of a student; importing this imports torch."""

from collections.abc import Sequence

import torch

from workbench.distillation.common_pieces import over_common
from workbench.distillation.comparison.tokens import compare_tokens
from workbench.distillation.divergence.soft_loss import forward_kl
from workbench.inspection.comparison.checkpoint_point import TeacherDistance
from workbench.inspection.comparison.divergence import jensen_shannon
from workbench.inspection.comparison.layer_states import LayerStates, cka_of, layer_states
from workbench.inspection.comparison.matching import least_cost_pairs
from workbench.inspection.maps.attention_maps import LayerMatch
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.build import Model
from workbench.models.inference import inference_context
from workbench.models.layer_map import LayerMapping


class ComparedTeacher:
    """A teacher on a text, computed once, and the layers that are compared with its own."""

    def __init__(self, model: Model, mapping: LayerMapping, ids: Sequence[int]) -> None:
        self._model, self._ids = model, ids
        self.mapping = mapping
        self._states = layer_states(model, ids)

    def distance(self, student: Model) -> TeacherDistance:
        """How far a student is from it on the same ids."""
        states = layer_states(student, self._ids)
        cka_xy = cka_of(self._states, states)
        pairs = self.mapping.pairs
        return TeacherDistance(
            tuple(self._divergence(states, *pair) for pair in pairs),
            tuple(float(cka_xy[theirs + 1, ours + 1]) for theirs, ours in pairs),
            self._kl(student),
        )

    def _divergence(self, student: LayerStates, theirs: int, ours: int) -> float:
        divergence_ij = jensen_shannon(
            self._states.attention_hqk[theirs], student.attention_hqk[ours]
        )
        heads = least_cost_pairs(divergence_ij.tolist())
        return LayerMatch(theirs, ours, divergence_ij, heads).matched_divergence

    def _kl(self, student: Model) -> float | None:
        teacher = self._model
        if teacher.is_causal and student.is_causal:
            return compare_tokens(teacher, student, self._ids).kl
        if teacher.is_causal or student.is_causal:
            return None
        return _masked_kl(teacher, student, self._ids)


def _masked_kl(teacher: EncoderModel, student: EncoderModel, ids: Sequence[int]) -> float | None:
    """Mean KL of what both expect at each place of the text; None without masked-token heads."""
    if not (teacher.fills_masks and student.fills_masks):
        return None
    with inference_context():
        ids_bt = torch.tensor([ids], device=teacher.head_weight.device)
        teacher_tv, student_tv = (
            model.masked_logits(model.hidden(ids_bt)[0]).float() for model in (teacher, student)
        )
        return float(forward_kl(*over_common(teacher_tv, student_tv), 1.0).clamp_min(0).mean())
