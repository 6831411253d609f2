"""Similarities of two models as lines of a table, plain values and arrays."""

from collections.abc import Iterator
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.comparison.similarity import Pair, Similarity
from workbench.inspection.maps.layer_heads import Floats

SIMILARITY_COLUMNS = (
    "teacher_layer",
    "student_layer",
    "cka",
    "plain_cka",
    "divergence",
    "in_layer_map",
    "is_best",
)


def similarity_table(found: Similarity) -> Iterator[tuple[object, ...]]:
    """A line for every pair of layers, counted from 0."""
    yield SIMILARITY_COLUMNS
    for pair in found.layers:
        yield _pair_line(found, pair)


def similarity_plain(found: Similarity) -> dict[str, Any]:
    """All figures; NaN is null. States count from the embeddings, layers from the first block."""
    return {
        "passages": found.passages,
        "tokens": found.tokens,
        "queries": found.queries,
        "left_out": found.left_out,
        "too_short": found.too_short,
        "cka": _matrix(found.cka_xy),
        "plain_cka": _matrix(found.plain_cka_xy),
        "divergence": _matrix(found.divergence_lm),
        "layer_map": "own" if found.mapping.is_own else "uniform",
        "layer_pairs": found.mapping.pairs,
        "best_pairs": found.best_pairs,
        "heads": [
            {
                "teacher_layer": theirs,
                "student_layer": ours,
                "pairs": found.layers[theirs, ours].heads,
            }
            for theirs, ours in found.mapping.pairs
        ],
    }


def similarity_arrays(found: Similarity) -> dict[str, NDArray[Any]]:
    """`cka` and `plain_cka` [teacher's states, student's], `divergence` [layers, layers] and
    `head_divergence` [layers, layers, heads, heads]."""
    return {
        "cka": found.cka_xy,
        "plain_cka": found.plain_cka_xy,
        "divergence": found.divergence_lm,
        "head_divergence": found.head_divergence_lmij,
        "layer_pairs": np.array(found.mapping.pairs),
        "best_pairs": np.array(found.best_pairs),
    }


def _pair_line(found: Similarity, pair: Pair) -> tuple[object, ...]:
    return (
        *pair,
        found.cka(pair),
        found.plain_cka(pair),
        float(found.divergence_lm[pair]),
        int(pair in found.mapping.pairs),
        int(pair in found.best_pairs),
    )


def _matrix(values_xy: Floats) -> list[list[float | None]]:
    return [[None if isnan(value) else value for value in row] for row in values_xy.tolist()]
