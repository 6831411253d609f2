"""One text at every checkpoint of a run: what the heads do, and how far a teacher is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch

from workbench.activities.queries.inspecting.attention_query import attention
from workbench.activities.queries.inspecting.inspected_text import inspected_text
from workbench.distillation.common_pieces import over_common
from workbench.distillation.comparison.tokens import compare_tokens
from workbench.distillation.divergence.soft_loss import forward_kl
from workbench.errors import CannotBeRead, Corrupt, DiskError, NotFound, WorkbenchError
from workbench.generation.scoring import score
from workbench.inspection.comparison.divergence import jensen_shannon
from workbench.inspection.comparison.evolution import (
    CheckpointPoint,
    Evolution,
    SkippedCheckpoint,
    TeacherDistance,
)
from workbench.inspection.comparison.layer_states import LayerStates, cka_of, layer_states
from workbench.inspection.comparison.matching import least_cost_pairs
from workbench.inspection.maps.attention_maps import LayerMatch
from workbench.inspection.maps.source import AttentionSource
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.build import Model
from workbench.models.inference import inference_context
from workbench.models.layer_map import LayerMapping
from workbench.store.files.refused import disk_error_of
from workbench.store.records import CheckpointRecord
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer

MOST_TOKENS = 512
"""So many of a text are read at each checkpoint."""

Load = Callable[[CheckpointRecord], Model]
"""The network of a checkpoint; raises NotFound, Corrupt, CannotBeRead or DiskError."""


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


@dataclass(frozen=True)
class CheckpointReader:
    """Reads the same text at the checkpoints of a model, as far as `most_tokens`."""

    load: Load
    tokenizer: Tokenizer
    framing: Framing
    text: str
    most_tokens: int
    is_causal: bool

    def ids(self) -> tuple[list[int], int]:
        """What is read, and how many tokens at the text's end are not."""
        read = inspected_text(
            self.tokenizer,
            self.text,
            self.framing,
            is_causal=self.is_causal,
            most_tokens=self.most_tokens,
        )
        return list(read.ids), read.left_out

    def over(
        self,
        checkpoints: Sequence[CheckpointRecord],
        teacher: ComparedTeacher | None = None,
        known: Evolution | None = None,
    ) -> Iterator[Evolution]:
        """What is known after each checkpoint, oldest first.

        What `known` tells of the same text and teacher is not read again. A checkpoint that is gone
        or damaged is skipped, with the reason.
        """
        ids, left_out = self.ids()
        evolution = Evolution(
            tuple(self.tokenizer.piece(i) for i in ids),
            (),
            len(checkpoints),
            left_out=left_out,
            mapping=teacher.mapping if teacher is not None else None,
        )
        points = known.points if known is not None and _is_of(known, evolution) else ()
        by_digest = {(point.step, point.digest): point for point in points}
        for checkpoint in checkpoints:
            point = by_digest.get((checkpoint.step, checkpoint.digest))
            if point is not None:
                evolution = replace(evolution, points=(*evolution.points, point))
            else:
                evolution = self._read_further(evolution, checkpoint, ids, teacher)
            yield evolution

    def _read_further(
        self,
        evolution: Evolution,
        checkpoint: CheckpointRecord,
        ids: Sequence[int],
        teacher: ComparedTeacher | None,
    ) -> Evolution:
        try:
            model = self.load(checkpoint)
        except (NotFound, Corrupt, CannotBeRead, DiskError) as error:
            return _skipping(evolution, checkpoint, error)
        except OSError as error:
            return _skipping(evolution, checkpoint, disk_error_of(error))
        source, most = AttentionSource(text=self.text), self.most_tokens
        maps = attention(model, self.tokenizer, source, self.framing, most_tokens=most)
        point = CheckpointPoint(
            checkpoint.step,
            checkpoint.digest,
            maps.statistics,
            maps.tiles,
            score(model, ids).loss if model.is_causal and len(ids) > 1 else None,
            teacher.distance(model) if teacher is not None else None,
        )
        return replace(evolution, points=(*evolution.points, point))


def _skipping(
    evolution: Evolution, checkpoint: CheckpointRecord, error: WorkbenchError
) -> Evolution:
    skipped = SkippedCheckpoint(checkpoint.step, error.words)
    return replace(evolution, skipped=(*evolution.skipped, skipped))


def _is_of(known: Evolution, asked: Evolution) -> bool:
    """Whether what is known is of the same text, and of the same layers."""
    return (known.tokens, known.mapping) == (asked.tokens, asked.mapping)


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
