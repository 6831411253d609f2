"""Attention as plain numbers: what the window draws and what is exported; torch is not needed.

Shapes: l layers, h heads, q queries, k keys, i teacher's heads, j student's heads.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from workbench.inspection.maps.kept_layers import Halves, KeptLayers
from workbench.inspection.maps.layer_heads import Floats, LayerHeads, Weighting
from workbench.inspection.maps.source import AttentionSource
from workbench.inspection.maps.tiles import HeadTiles
from workbench.inspection.shown import Shown
from workbench.models.layer_map import LayerMapping

if TYPE_CHECKING:
    from workbench.inspection.maps.progress import AttentionProgress


@dataclass(frozen=True)
class HeadStatistics:
    """What each head (l, h) does on one text, averaged over its queries.

    `entropy_lh` is in nats; `normalised_entropy_lh` divides each row's by the log of the number
    of keys it may see, leaving out rows that see one key alone. `distance_lh` is in tokens. The
    shares are the attention on the query itself, the token before it, the one after it and the
    first one, over the queries that have such a token; on all special tokens ([CLS], <s> and the
    like), and on those of each piece.
    """

    entropy_lh: Floats
    normalised_entropy_lh: Floats
    distance_lh: Floats
    self_share_lh: Floats
    previous_share_lh: Floats
    next_share_lh: Floats
    first_share_lh: Floats
    special_share_lh: Floats
    piece_shares: dict[str, Floats]


@dataclass(frozen=True)
class AttentionMaps(Shown):
    """One model's attention on one text: rows are queries, columns keys, each row sums to 1.

    A head's map is computed when it is asked for. With a `weighting`, each weight is multiplied by
    the size of the value that it takes, so that rows do not sum to 1; the statistics are those of
    the rows divided by their sums. With `causal`, a query's later keys are masked, not attended
    with weight zero. `threads` is how many read the text and computed the statistics.
    """

    tokens: tuple[str, ...]
    layers: tuple[LayerHeads, ...]
    statistics: HeadStatistics
    tiles: HeadTiles
    causal: bool = True
    threads: int = 1
    weighting: Weighting = "none"
    source: AttentionSource = field(default_factory=AttentionSource)
    _kept: KeptLayers = field(default_factory=KeptLayers, init=False, repr=False, compare=False)

    @property
    def num_layers(self) -> int:
        return len(self.layers)

    @property
    def num_heads(self) -> int:
        return len(self.layers[0].queries_hqd)

    @property
    def left_out(self) -> int:
        """So many tokens of the text were not read."""
        return self.source.left_out

    def head_qk(self, layer: int, head: int) -> Floats:
        """One head's map, computed anew."""
        return self.layers[layer].attention_qk(head, self.weighting)

    def scores_qk(self, layer: int, head: int) -> Floats:
        """One head's scores before the softmax; -inf where a query may not attend."""
        return self.layers[layer].scores_qk(head)

    def attention_hqk(self, layer: int) -> Floats:
        """The maps of a layer's heads, computed anew."""
        tokens = len(self.tokens)
        maps_hqk = np.empty((self.num_heads, tokens, tokens), dtype=np.float32)
        for head in range(self.num_heads):
            maps_hqk[head] = self.head_qk(layer, head)
        return maps_hqk

    def layer_hqk(self, layer: int) -> Halves:
        """The same in half precision, read-only; the layers that were asked for last are kept."""
        return self._kept.get(layer, self.attention_hqk)

    @property
    def attention_lhqk(self) -> Floats:
        """All maps at once, computed anew: four bytes for each layer, head, query and key."""
        return np.stack([self.attention_hqk(layer) for layer in range(self.num_layers)])

    def weighted(self, weighting: Weighting) -> "AttentionMaps":
        """The same attention with another weighting; the text is not read again."""
        from workbench.inspection.maps.progress import the_maps

        return the_maps(self.weighting_steps(weighting))

    def weighting_steps(
        self, weighting: Weighting
    ) -> "Iterator[AttentionProgress | AttentionMaps]":
        """The same, with how far it is before."""
        from workbench.inspection.maps.reading import reweighting_steps

        return iter([self]) if weighting == self.weighting else reweighting_steps(self, weighting)

    def _repr_html_(self) -> str:
        return _svg(self)

    def _repr_png_(self) -> bytes:
        return _png(self)


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
        return _svg(self)

    def _repr_png_(self) -> bytes:
        return _png(self)


def _svg(attention: AttentionMaps | AttentionComparison) -> str:
    from workbench.inspection.exports.files import picture

    return picture(attention, ".svg").decode()


def _png(attention: AttentionMaps | AttentionComparison) -> bytes:
    from workbench.inspection.exports.files import picture

    return picture(attention, ".png")
