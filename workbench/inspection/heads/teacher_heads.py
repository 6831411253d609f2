"""How far each head is from its matched head of the teacher, over many passages.

Shapes: b passages, t tokens, l student's layers, h student's heads, i teacher's heads, j student's
heads, q queries, k keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from workbench.inspection.comparison.matching import least_cost_pairs
from workbench.inspection.heads.maps_of_layer import LayerMaps, PassageParts
from workbench.inspection.heads.measures import jensen_shannon_pairs
from workbench.models.build import Model


@dataclass(frozen=True)
class TeacherHeads:
    """A teacher that reads the same tokens; `pairs` are (teacher's, student's) layers from 0."""

    model: Model
    pairs: Sequence[tuple[int, int]]


class MatchedDivergence:
    """Adds up the divergence of every pair of heads of corresponding layers."""

    def __init__(self, teacher: TeacherHeads) -> None:
        self._teacher = teacher
        self._layers = {student: layer for layer, student in teacher.pairs}
        self._sums_ij: dict[int, Tensor] = {}
        self._passages = 0
        self._parts: PassageParts | None = None

    def read(self, ids_bt: Tensor) -> None:
        """The teacher reads some passages; then every layer of the student is added."""
        self._parts = PassageParts(self._teacher.model, ids_bt)
        self._passages += len(ids_bt)

    def add(self, maps: LayerMaps) -> None:
        """One layer of the student on the passages that the teacher read."""
        assert self._parts is not None
        if maps.layer not in self._layers:
            return
        theirs = self._parts.maps(self._layers[maps.layer])
        pairs_ij = jensen_shannon_pairs(theirs.attention_bhqk, maps.attention_bhqk).double().sum(0)
        self._sums_ij[maps.layer] = self._sums_ij.get(maps.layer, 0) + pairs_ij

    def matched(self, num_layers: int, num_heads: int) -> Tensor:
        """Each head's divergence from its matched one, lh; NaN without one.

        Heads are matched so that the sum of a layer's mean divergences is least.
        """
        matched_lh = torch.full((num_layers, num_heads), torch.nan)
        for layer, sums_ij in self._sums_ij.items():
            means_ij = sums_ij / self._passages
            for theirs, ours in least_cost_pairs(means_ij.tolist()):
                matched_lh[layer, ours] = means_ij[theirs, ours]
        return matched_lh
