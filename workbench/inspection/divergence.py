"""Teacher's attention against the student's: layers paired, heads matched.

Shapes: q queries, k keys, i teacher's heads, j student's heads.
"""

import math

import numpy as np

from workbench.errors import BadInput
from workbench.inspection.maps import AttentionComparison, AttentionMaps, Floats, LayerMatch
from workbench.inspection.matching import least_cost_pairs
from workbench.inspection.statistics import row_entropy


def compare(teacher: AttentionMaps, student: AttentionMaps) -> AttentionComparison:
    """Pair the layers uniformly and match their heads; both maps must be of the same tokens."""
    if teacher.tokens != student.tokens:
        raise BadInput(
            "the two models split the text into different tokens ({teacher} and {student}); "
            "compare models that share a tokenizer",
            teacher=len(teacher.tokens),
            student=len(student.tokens),
        )
    pairs = uniform_pairs(len(teacher.attention_lhqk), len(student.attention_lhqk))
    return AttentionComparison(
        teacher, student, tuple(_match(teacher, student, *pair) for pair in pairs)
    )


def uniform_pairs(teacher_layers: int, student_layers: int) -> tuple[tuple[int, int], ...]:
    """(teacher's layer, student's layer), from 0, for every layer of the student.

    Evenly spaced, last with last, as TinyBERT's uniform map (Jiao et al. 2020).
    """
    return tuple(
        (math.ceil((layer + 1) * teacher_layers / student_layers) - 1, layer)
        for layer in range(student_layers)
    )


def jensen_shannon(teacher_iqk: Floats, student_jqk: Floats) -> Floats:
    """Divergence ij in nats between the rows of every pair of heads, averaged over the queries.

    H((p + q) / 2) - (H(p) + H(q)) / 2, between 0 and ln 2 (Lin 1991).
    """
    own_i = row_entropy(teacher_iqk).mean(axis=-1)
    own_j = row_entropy(student_jqk).mean(axis=-1)
    mixed_ij = np.array(
        [
            [row_entropy((head_qk + other_qk) / 2).mean() for other_qk in student_jqk]
            for head_qk in teacher_iqk
        ],
        dtype=np.float32,
    )
    divergence_ij: Floats = np.maximum(mixed_ij - (own_i[:, None] + own_j) / 2, 0)
    return divergence_ij


def _match(
    teacher: AttentionMaps, student: AttentionMaps, teacher_layer: int, student_layer: int
) -> LayerMatch:
    divergence_ij = jensen_shannon(
        teacher.attention_lhqk[teacher_layer], student.attention_lhqk[student_layer]
    )
    heads = least_cost_pairs(divergence_ij.tolist())
    return LayerMatch(teacher_layer, student_layer, divergence_ij, heads)
