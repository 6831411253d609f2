"""Teacher's attention against the student's: layers paired, heads matched.

Shapes: q queries, k keys, i teacher's heads, j student's heads.
"""

import numpy as np

from workbench.inspection.comparison.matching import least_cost_pairs
from workbench.inspection.comparison.same_tokens import require_same_direction, require_same_tokens
from workbench.inspection.maps.attention_maps import AttentionComparison, AttentionMaps, LayerMatch
from workbench.inspection.maps.layer_heads import Floats, normalised
from workbench.models.layer_map import LayerMapping, uniform_mapping


def compare(
    teacher: AttentionMaps, student: AttentionMaps, mapping: LayerMapping | None = None
) -> AttentionComparison:
    """Match the heads of corresponding layers; both maps must be of the same tokens.

    Without a mapping it is the uniform one.
    """
    if teacher.tokens != student.tokens:
        require_same_direction(teacher_is_causal=teacher.causal, student_is_causal=student.causal)
    require_same_tokens(teacher.tokens, student.tokens)
    if mapping is None:
        mapping = uniform_mapping(student.num_layers, teacher.num_layers)
    matches = tuple(_match(teacher, student, *pair) for pair in mapping.pairs)
    return AttentionComparison(teacher, student, matches, mapping)


def jensen_shannon(teacher_iqk: Floats, student_jqk: Floats) -> Floats:
    """Divergence ij in nats between the rows of every pair of heads, averaged over the queries.

    H((p + q) / 2) - (H(p) + H(q)) / 2, between 0 and ln 2 (Lin 1991).
    """
    own_i = row_entropy(teacher_iqk).mean(axis=-1)
    own_j = row_entropy(student_jqk).mean(axis=-1)
    mixed_ij = np.array(
        [row_entropy((head_qk + student_jqk) / 2).mean(axis=-1) for head_qk in teacher_iqk],
        dtype=np.float32,
    )
    divergence_ij: Floats = np.maximum(mixed_ij - (own_i[:, None] + own_j) / 2, 0)
    return divergence_ij


def row_entropy(attention_xk: Floats) -> Floats:
    """Entropy in nats over the last axis; 0 log 0 is 0."""
    logs_xk = np.log(np.maximum(attention_xk, np.finfo(np.float32).tiny))
    entropy: Floats = -np.einsum("...k,...k->...", attention_xk, logs_xk)
    return entropy


def _match(
    teacher: AttentionMaps, student: AttentionMaps, teacher_layer: int, student_layer: int
) -> LayerMatch:
    divergence_ij = jensen_shannon(_rows(teacher, teacher_layer), _rows(student, student_layer))
    heads = least_cost_pairs(divergence_ij.tolist())
    return LayerMatch(teacher_layer, student_layer, divergence_ij, heads)


def _rows(maps: AttentionMaps, layer: int) -> Floats:
    """A layer's maps, hqk, whose rows sum to 1 also where they are weighted."""
    rows_hqk = maps.attention_hqk(layer)
    return rows_hqk if maps.weighting == "none" else normalised(rows_hqk)
