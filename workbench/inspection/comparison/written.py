"""Comparisons as lines of a table, plain values and arrays."""

from collections.abc import Iterator
from dataclasses import asdict, fields
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.comparison.evolution import (
    MEASURES,
    CheckpointPoint,
    Evolution,
    HeadChange,
)
from workbench.inspection.comparison.similarity import Pair, Similarity
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.result_file import TableResult

SIMILARITY_COLUMNS = (
    "teacher_layer",
    "student_layer",
    "cka",
    "plain_cka",
    "divergence",
    "in_layer_map",
    "is_best",
)
EVOLUTION_COLUMNS = ("step", "layer", "head", *MEASURES)


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


def evolution_table(found: Evolution) -> Iterator[tuple[object, ...]]:
    """A line for every head at every checkpoint; layers and heads count from 0."""
    yield EVOLUTION_COLUMNS
    for point in found.points:
        values = [point.measured(measure) for measure in MEASURES]
        for head in np.ndindex(values[0].shape):
            yield (point.step, *head, *(float(of[head]) for of in values))


def evolution_plain(found: Evolution) -> dict[str, Any]:
    """Every checkpoint, and the strongest changes."""
    return {
        "tokens": list(found.tokens),
        "left_out": found.left_out,
        "layer_pairs": found.mapping.pairs if found.mapping is not None else None,
        "points": [point_plain(point) for point in found.points],
        "skipped": [{"step": one.step, "why": str(one.why)} for one in found.skipped],
        "changes": [{**asdict(one), "change": one.change} for one in found.strongest_changes()],
    }


def point_plain(point: CheckpointPoint) -> dict[str, Any]:
    """One checkpoint: its loss, every head, and how far its teacher is."""
    distance = point.distance
    return {
        "step": point.step,
        "digest": point.digest,
        "loss": point.loss,
        "heads": {measure: point.measured(measure).tolist() for measure in MEASURES},
        "teacher": None
        if distance is None
        else {
            "divergence": distance.divergence_p,
            "cka": [None if isnan(value) else value for value in distance.cka_p],
            "kl": distance.kl,
        },
    }


def evolution_arrays(found: Evolution) -> dict[str, NDArray[Any]]:
    """Each measure [checkpoints, layers, heads], `steps`, and with a teacher `divergence` and
    `cka` [checkpoints, pairs of layers]."""
    distances = [point.distance for point in found.points if point.distance is not None]
    told = {
        "divergence": np.array([one.divergence_p for one in distances]),
        "cka": np.array([one.cka_p for one in distances]),
    }
    return {
        **{measure: found.series(measure) for measure in MEASURES if found.points},
        "steps": np.array(found.steps),
        "tokens": np.array(found.tokens, dtype=np.str_),
        **(told if distances else {}),
    }


def changes_of(found: Evolution, most: int) -> TableResult:
    """The strongest changes, as a table of their own."""
    changes = found.strongest_changes(most)
    lines = tuple((*asdict(one).values(), one.change) for one in changes)
    return TableResult((*(field.name for field in fields(HeadChange)), "change"), lines)


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
