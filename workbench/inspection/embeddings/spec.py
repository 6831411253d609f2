"""What is found in token embeddings, as plain values; free of torch."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from workbench.errors import BadInput
from workbench.inspection.embeddings.pages import neighbours_page, scatter_page
from workbench.inspection.embeddings.properties import EmbeddedPiece
from workbench.inspection.shown import Shown
from workbench.words import listed

EmbeddingMatrix = Literal["input", "output"]
"""The token embedding that reads, or the output layer's matrix that predicts."""

Projection = Literal["pca", "umap"]
"""How a map is made; UMAP needs the package umap-learn."""

MOST_NEIGHBOURS = 1_000
LEAST_ON_MAP, MOST_ON_MAP = 3, 5_000
DEFAULT_ON_MAP = 500


@dataclass(frozen=True)
class NeighbourPlace:
    """How near a piece is to another in one model: the nearest has rank 1."""

    cosine: float
    rank: int


@dataclass(frozen=True)
class Neighbour:
    """A piece near another, with its place in each model; None where a model does not have it."""

    piece: EmbeddedPiece
    places: tuple[NeighbourPlace | None, ...]


@dataclass(frozen=True)
class Neighbours(Shown):
    """The nearest pieces of a piece, of one model or of two: the union of both, by the first.

    `num_pieces` are compared in the first model; `left_out` have no direction there: all zeros, or
    not finite. `shared` is how many are among the nearest of both.
    """

    of: EmbeddedPiece
    models: tuple[str, ...]
    matrix: EmbeddingMatrix
    tied: bool
    top: int
    found: tuple[Neighbour, ...]
    num_pieces: int
    left_out: int

    @property
    def shared(self) -> int:
        return sum(
            all(place is not None and place.rank <= self.top for place in one.places)
            for one in self.found
        )

    def table(self) -> Iterator[tuple[object, ...]]:
        from workbench.inspection.embeddings.written import neighbours_table

        return neighbours_table(self)

    def as_plain(self) -> dict[str, Any]:
        from workbench.inspection.embeddings.written import neighbours_plain

        return neighbours_plain(self)

    def _repr_html_(self) -> str:
        rows = [
            (one.piece.piece, [None if place is None else place.cosine for place in one.places])
            for one in self.found
        ]
        return neighbours_page(self.of.piece, self.models, rows)


@dataclass(frozen=True)
class AlignmentFigures:
    """How well a student's embeddings fit the teacher's once rotated and scaled onto them.

    `num_pieces` were aligned; `disparity` is what stays, `by_chance` what stays of a random pairing
    of the same rows.
    """

    num_pieces: int
    disparity: float
    by_chance: float


@dataclass(frozen=True)
class EmbeddingMap(Shown):
    """Pieces in two dimensions, of one model or of two on the same axes, those of the first.

    `points_mnd` and `norms_mn` are by model and piece; `variances` are the shares of each model's
    variance along both axes, of PCA alone. `by_frequency`: whether the pieces are the most
    frequent ones, or the first by id for want of counts; None of chosen ones. `num_pieces` are
    there to choose from; `left_out` of the chosen ones are not in both models. Of two models,
    `cosines` are those of each piece in both, once aligned.
    """

    models: tuple[str, ...]
    matrix: EmbeddingMatrix
    tied: bool
    pieces: tuple[EmbeddedPiece, ...]
    points_mnd: NDArray[np.float32]
    norms_mn: NDArray[np.float32]
    variances: tuple[tuple[float, float], ...]
    by_frequency: bool | None
    num_pieces: int
    left_out: int = 0
    alignment: AlignmentFigures | None = None
    cosines: tuple[float, ...] = ()
    projection: Projection = "pca"

    def table(self) -> Iterator[tuple[object, ...]]:
        from workbench.inspection.embeddings.written import map_table

        return map_table(self)

    def as_plain(self) -> dict[str, Any]:
        from workbench.inspection.embeddings.written import map_plain

        return map_plain(self)

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        from workbench.inspection.embeddings.written import map_arrays

        return map_arrays(self)

    def _repr_html_(self) -> str:
        names = [one.piece for one in self.pieces]
        return "".join(
            scatter_page(model, names, points_nd.tolist())
            for model, points_nd in zip(self.models, self.points_mnd, strict=True)
        )


def made(steps: Iterator[EmbeddingMap | None]) -> EmbeddingMap:
    """The map that steps come to."""
    return next(step for step in steps if step is not None)


def require_matrix(matrix: Any) -> None:
    """Raise BadInput for what is no matrix of a model."""
    if matrix not in get_args(EmbeddingMatrix):
        raise BadInput(
            "'{matrix}' is no matrix of embeddings; there are {known}",
            matrix=matrix,
            known=listed(get_args(EmbeddingMatrix)),
        )


def require_projection(projection: Any) -> None:
    """Raise BadInput for what is no way to make a map."""
    if projection not in get_args(Projection):
        raise BadInput(
            "'{projection}' is no projection; there are {known}",
            projection=projection,
            known=listed(get_args(Projection)),
        )


def require_within(count: int, least: int, most: int) -> None:
    """Raise BadInput for a number of pieces that cannot be shown."""
    if not least <= count <= most:
        raise BadInput(
            "so many pieces cannot be shown: {count}; ask for {least} to {most}",
            count=count,
            least=least,
            most=most,
        )
