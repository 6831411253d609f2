"""How alike the layers of two models are, as plain numbers; torch is not needed.

Shapes: x teacher's hidden states, y student's, l teacher's layers, m student's, i teacher's heads,
j student's heads, q queries, k keys.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.comparison.matching import least_cost_pairs
from workbench.inspection.maps.attention_maps import LayerMatch
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.shown import Shown
from workbench.models.layer_map import LayerMapping

Pair = tuple[int, int]
"""A teacher's and a student's layer, counted from 0."""


@dataclass(frozen=True)
class Similarity(Shown):
    """Every layer of a teacher against every layer of its student, over the same tokens.

    `cka_xy` is linear CKA between hidden states, by the unbiased estimator, `plain_cka_xy` by the
    plain one; state 0 are the embeddings, state n is what block n - 1 gives, the last one behind
    the final norm. NaN stands for states that do not vary over the tokens. `head_divergence_lmij`
    is the Jensen-Shannon divergence between the attention of all pairs of heads, in nats, over the
    `queries` rows that were compared of `tokens` tokens. `mapping` is the run's own layer map, or
    the uniform one. Of the `passages` that were read, the first is `text`; `left_out` tokens at
    their ends were not read, and `too_short` further passages have too few.
    """

    cka_xy: Floats
    plain_cka_xy: Floats
    head_divergence_lmij: Floats
    mapping: LayerMapping
    text: str
    passages: int
    tokens: int
    queries: int
    left_out: int = 0
    too_short: int = 0

    @cached_property
    def layers(self) -> dict[Pair, LayerMatch]:
        """Every pair of layers with its heads matched by the least sum of divergences."""
        return {
            (layer, other): _matched(layer, other, self.head_divergence_lmij[layer, other])
            for layer, other in np.ndindex(self.head_divergence_lmij.shape[:2])
        }

    @cached_property
    def divergence_lm(self) -> Floats:
        """The mean divergence of the matched heads of each pair of layers."""
        divergence_lm = np.empty(self.head_divergence_lmij.shape[:2], dtype=np.float32)
        for pair, match in self.layers.items():
            divergence_lm[pair] = match.matched_divergence
        return divergence_lm

    @cached_property
    def best_pairs(self) -> tuple[Pair, ...]:
        """One layer of the teacher for each of the student's: the least sum of divergences.

        Where the student has more layers, the rest have none.
        """
        return least_cost_pairs(self.divergence_lm.tolist())

    def cka(self, pair: Pair) -> float | None:
        """Between what both blocks of a pair give, unbiased; None where one does not vary."""
        return _behind_blocks(self.cka_xy, pair)

    def plain_cka(self, pair: Pair) -> float | None:
        """The same by the plain estimator."""
        return _behind_blocks(self.plain_cka_xy, pair)

    def table(self) -> "Iterator[tuple[object, ...]]":
        from workbench.inspection.comparison.written import similarity_table

        return similarity_table(self)

    def as_plain(self) -> dict[str, Any]:
        from workbench.inspection.comparison.written import similarity_plain

        return similarity_plain(self)

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        from workbench.inspection.comparison.written import similarity_arrays

        return similarity_arrays(self)

    def _repr_html_(self) -> str:
        from workbench.inspection.comparison.pages import similarity_page

        return similarity_page(self)


@dataclass(frozen=True)
class SimilarityProgress:
    """How many passages were read; the answer comes with the last of them."""

    done: int
    total: int
    similarity: Similarity | None = None


@dataclass(frozen=True)
class LayerAttention:
    """One layer of the teacher and one of the student on a text, their heads matched."""

    tokens: tuple[str, ...]
    teacher_iqk: Floats = field(repr=False)
    student_jqk: Floats = field(repr=False)
    match: LayerMatch
    causal: bool
    left_out: int = 0


def _behind_blocks(cka_xy: Floats, pair: Pair) -> float | None:
    value = float(cka_xy[pair[0] + 1, pair[1] + 1])
    return None if isnan(value) else value


def _matched(layer: int, other: int, divergence_ij: Floats) -> LayerMatch:
    return LayerMatch(layer, other, divergence_ij, least_cost_pairs(divergence_ij.tolist()))
