"""Attention as plain numbers: what the window draws and what is exported; torch is not needed.

Shapes: l layers, h heads, q queries, k keys, i teacher's heads, j student's heads.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.shown import Shown
from workbench.models.layer_map import LayerMapping

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class HeadStatistics:
    """What each head (l, h) does on one text, averaged over its queries.

    `entropy_lh` is in nats; `normalised_entropy_lh` divides each row's by the log of the number
    of keys it may see, leaving out rows that see one key alone. `distance_lh` is in tokens. The
    shares are the attention on the query itself, the token before it, the one after it and the
    first one, over the queries that have such a token.
    """

    entropy_lh: Floats
    normalised_entropy_lh: Floats
    distance_lh: Floats
    self_share_lh: Floats
    previous_share_lh: Floats
    next_share_lh: Floats
    first_share_lh: Floats


@dataclass(frozen=True)
class AttentionMaps(Shown):
    """One model's attention on one text: rows are queries, columns keys, each row sums to 1.

    With `causal`, a query's later keys are masked, not attended with weight zero. `threads` is how
    many computed them; `left_out` tokens at the text's end were not read.
    """

    tokens: tuple[str, ...]
    attention_lhqk: Floats
    statistics: HeadStatistics
    causal: bool = True
    threads: int = 1
    left_out: int = 0

    def _repr_html_(self) -> str:
        return _svg({"model": self})

    def _repr_png_(self) -> bytes:
        return _png({"model": self})


@dataclass(frozen=True)
class LayerMatch:
    """A teacher's and a student's layer, counted from 0, and how far their heads are apart.

    `divergence_ij` is the Jensen-Shannon divergence in nats (0 to ln 2), averaged over queries,
    of every pair of heads; `heads` pairs (teacher's, student's) so that their sum is least.
    """

    teacher_layer: int
    student_layer: int
    divergence_ij: Floats
    heads: tuple[tuple[int, int], ...]

    @property
    def matched_divergence(self) -> float:
        """The mean over the matched heads."""
        return float(np.mean([self.divergence_ij[pair] for pair in self.heads]))


@dataclass(frozen=True)
class AttentionComparison(Shown):
    """Teacher and student on the same tokens; those of the student's layers that have a
    counterpart, in order, and the mapping that says so."""

    teacher: AttentionMaps
    student: AttentionMaps
    layers: tuple[LayerMatch, ...]
    mapping: LayerMapping

    @property
    def models(self) -> dict[str, AttentionMaps]:
        """Each model's maps by its role."""
        return {"teacher": self.teacher, "student": self.student}

    def _repr_html_(self) -> str:
        return _svg(self.models)

    def _repr_png_(self) -> bytes:
        return _png(self.models)


def _svg(models: dict[str, AttentionMaps]) -> str:
    from workbench.inspection.pictures import as_svg

    return as_svg(models)


def _png(models: dict[str, AttentionMaps]) -> bytes:
    from workbench.inspection.pictures import as_png

    return as_png(models)
