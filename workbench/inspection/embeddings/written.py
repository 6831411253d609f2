"""Maps of embeddings and nearest pieces as lines of a table, plain values and arrays."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.embeddings.spec import EmbeddingMap, Neighbours

_PROPERTIES = ("id", "piece", "kind", "length", "begins_word", "script", "frequency")
_PLACES = ("x", "y", "norm")


def map_table(found: EmbeddingMap) -> Iterator[tuple[object, ...]]:
    """The heading, and a line each piece; of a student under names that begin with `student_`."""
    ends = ("", "student_")[: len(found.models)]
    heading = [*_PROPERTIES, *(end + name for end in ends for name in _PLACES)]
    yield (*heading, *(["aligned_cosine"] if found.cosines else []))
    for number, piece in enumerate(found.pieces):
        line: list[object] = [getattr(piece, name) for name in _PROPERTIES]
        for points_nd, norms_n in zip(found.points_mnd, found.norms_mn, strict=True):
            line += [*points_nd[number].tolist(), norms_n[number].item()]
        yield (*line, *found.cosines[number : number + 1])


def map_facts(found: EmbeddingMap) -> dict[str, Any]:
    """What a map is of."""
    return {
        "models": list(found.models),
        "matrix": found.matrix,
        "tied": found.tied,
        "pieces": len(found.pieces),
        "of": found.num_pieces,
        "by_frequency": found.by_frequency,
        "left_out": found.left_out,
        "projection": found.projection,
        "explained": [list(shares) for shares in found.variances],
        "alignment": None if found.alignment is None else asdict(found.alignment),
    }


def map_plain(found: EmbeddingMap) -> dict[str, Any]:
    """What a map is of, and every piece."""
    heading, *lines = map_table(found)
    points = [dict(zip(map(str, heading), line, strict=True)) for line in lines]
    return {**map_facts(found), "points": points}


def map_arrays(found: EmbeddingMap) -> dict[str, NDArray[Any]]:
    """`points` [models, pieces, 2], `norms` [models, pieces], and the pieces."""
    return {
        "points": found.points_mnd,
        "norms": found.norms_mn,
        "ids": np.array([one.id for one in found.pieces]),
        "pieces": np.array([one.piece for one in found.pieces], dtype=np.str_),
        **({"aligned_cosines": np.array(found.cosines)} if found.cosines else {}),
    }


def neighbours_table(found: Neighbours) -> Iterator[tuple[object, ...]]:
    """A line each neighbour; a student's place under names that begin with `student_`."""
    ends = ("", "student_")[: len(found.models)]
    places = (end + name for end in ends for name in ("cosine", "rank"))
    yield ("id", "piece", "frequency", *places)
    for one in found.found:
        of = one.piece
        known = ((None, None) if at is None else (at.cosine, at.rank) for at in one.places)
        yield (of.id, of.piece, of.frequency, *(value for pair in known for value in pair))


def neighbours_plain(found: Neighbours) -> dict[str, Any]:
    """The piece, and what is nearest to it."""
    return {
        "id": found.of.id,
        "piece": found.of.piece,
        "matrix": found.matrix,
        "tied": found.tied,
        "models": list(found.models),
        "pieces": found.num_pieces,
        "without_direction": found.left_out,
        "neighbours": [
            {
                "id": one.piece.id,
                "piece": one.piece.piece,
                "frequency": one.piece.frequency,
                "places": [None if place is None else asdict(place) for place in one.places],
            }
            for one in found.found
        ],
    }
