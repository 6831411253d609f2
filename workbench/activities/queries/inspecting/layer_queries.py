"""Answers about the layers of a teacher and a student on the same texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.activities.queries.inspecting.attention_query import attention
from workbench.activities.queries.inspecting.inspected_text import inspected_text
from workbench.errors import BadInput
from workbench.inspection.comparison.cka import LEAST_TOKENS
from workbench.inspection.comparison.divergence import compare
from workbench.inspection.comparison.layer_states import LayerSums, layer_states, require_enough
from workbench.inspection.comparison.same_tokens import require_same_direction
from workbench.inspection.comparison.similarity import (
    LayerAttention,
    Similarity,
    SimilarityProgress,
)
from workbench.inspection.maps.source import AttentionSource
from workbench.models.build import Model
from workbench.models.layer_map import NONE, LayerMapping
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer

MOST_TOKENS = 512
"""So many of a text are read: the maps of a whole model are held at once."""


@dataclass(frozen=True)
class InspectedPair:
    """Two networks that share a tokenizer, and read a text in the teacher's framing."""

    teacher: Model
    student: Model
    tokenizer: Tokenizer
    framing: Framing
    mapping: LayerMapping

    def __post_init__(self) -> None:
        require_same_direction(
            teacher_is_causal=self.teacher.is_causal, student_is_causal=self.student.is_causal
        )

    @property
    def most_tokens(self) -> int:
        """How many tokens of a text both read."""
        return min(self.teacher.context, self.student.context, MOST_TOKENS)

    def read(self, text: str) -> tuple[list[int], int]:
        """The ids of a text, and how many were left out at its end."""
        read = inspected_text(
            self.tokenizer,
            text,
            self.framing,
            is_causal=self.teacher.is_causal,
            most_tokens=self.most_tokens,
        )
        return list(read.ids), read.left_out

    def similarity(self, texts: Sequence[str]) -> Iterator[SimilarityProgress]:
        """Every layer against every layer, over the texts; the last step brings the answer.

        A text that is too short is left out and counted. Raises BadInput if all are.
        """
        sums, left_out, too_short = LayerSums(), 0, 0
        for number, text in enumerate(texts):
            yield SimilarityProgress(number, len(texts))
            ids, unread = self.read(text)
            if len(ids) < LEAST_TOKENS and len(texts) > 1:
                too_short += 1
                continue
            left_out += unread
            sums.add(layer_states(self.teacher, ids), layer_states(self.student, ids))
        require_enough(sums.tokens)
        unbiased_xy, plain_xy = sums.ckas()
        similarity = Similarity(
            cka_xy=unbiased_xy,
            plain_cka_xy=plain_xy,
            head_divergence_lmij=sums.divergences(),
            mapping=self.mapping,
            text=texts[0],
            passages=sums.passages,
            tokens=sums.tokens,
            queries=sums.queries,
            left_out=left_out,
            too_short=too_short,
        )
        yield SimilarityProgress(len(texts), len(texts), similarity)

    def layer_attention(self, text: str, teacher_layer: int, student_layer: int) -> LayerAttention:
        """The heads of one layer of each on a text."""
        self._require_layers(teacher_layer, student_layer)
        source, most = AttentionSource(text=text), self.most_tokens
        teacher, student = (
            attention(model, self.tokenizer, source, self.framing, most_tokens=most)
            for model in (self.teacher, self.student)
        )
        layers = [NONE] * self.student.num_layers
        layers[student_layer] = teacher_layer
        (match,) = compare(teacher, student, LayerMapping(tuple(layers))).layers
        return LayerAttention(
            teacher.tokens,
            teacher.attention_hqk(teacher_layer),
            student.attention_hqk(student_layer),
            match,
            teacher.causal,
            teacher.left_out,
        )

    def _require_layers(self, teacher_layer: int, student_layer: int) -> None:
        if not 0 <= teacher_layer < self.teacher.num_layers:
            raise BadInput(
                "the teacher has no layer {layer}; it has {count}, counted from 0",
                layer=teacher_layer,
                count=self.teacher.num_layers,
            )
        if not 0 <= student_layer < self.student.num_layers:
            raise BadInput(
                "the student has no layer {layer}; it has {count}, counted from 0",
                layer=student_layer,
                count=self.student.num_layers,
            )
