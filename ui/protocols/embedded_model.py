"""What the window needs of the embeddings of a model, or of a teacher and its student."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from workbench.inspection.embeddings.spec import (
    EmbeddingMap,
    EmbeddingMatrix,
    Neighbours,
    Projection,
)


class EmbeddedPieces(Protocol):
    """Pieces near a piece."""

    def neighbours(self, piece: str | int, *, top: int, matrix: EmbeddingMatrix) -> Neighbours: ...


class EmbeddedModel(EmbeddedPieces, Protocol):
    """One model's pieces in two dimensions, after None as often as it is waited for them."""

    def embedding_map_steps(
        self,
        pieces: Sequence[str | int] = (),
        *,
        text: str = "",
        most: int,
        matrix: EmbeddingMatrix,
        projection: Projection,
    ) -> Iterator[EmbeddingMap | None]: ...


class EmbeddedPair(EmbeddedPieces, Protocol):
    """The same of two models, aligned."""

    def embeddings_steps(
        self,
        pieces: Sequence[str | int] = (),
        *,
        text: str = "",
        most: int,
        matrix: EmbeddingMatrix,
        projection: Projection,
    ) -> Iterator[EmbeddingMap | None]: ...
