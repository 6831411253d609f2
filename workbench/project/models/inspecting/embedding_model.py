"""The token embeddings of a model of a project."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.inspection.embeddings.spec import (
    DEFAULT_ON_MAP,
    EmbeddingMap,
    EmbeddingMatrix,
    Neighbours,
    Projection,
    made,
)
from workbench.project.models.opened_model import OpenedModel

if TYPE_CHECKING:
    from workbench.inspection.embeddings.reading import PieceEmbeddings


class EmbeddingModel(OpenedModel):
    """A model as it embeds the pieces of its vocabulary."""

    def neighbours(
        self, piece: str | int, *, top: int = 10, matrix: EmbeddingMatrix = "input"
    ) -> Neighbours:
        """The pieces whose embeddings are nearest to one's, by cosine.

        A piece is given as it is spelled, with a space for ▁, or by its id. Raises BadInput, which
        names those that are spelled nearly so, for one that is not there.
        """
        from workbench.inspection.embeddings.reading import nearest

        return nearest(self.piece_embeddings(matrix), piece, top)

    def embedding_map(
        self,
        pieces: Sequence[str | int] = (),
        *,
        text: str = "",
        most: int = DEFAULT_ON_MAP,
        matrix: EmbeddingMatrix = "input",
        projection: Projection = "pca",
    ) -> EmbeddingMap:
        """Pieces in two dimensions: the given ones, those of a `text`, or the `most` frequent.

        By PCA, or by UMAP, which needs the package umap-learn.
        """
        return made(
            self.embedding_map_steps(
                pieces, text=text, most=most, matrix=matrix, projection=projection
            )
        )

    def embedding_map_steps(
        self,
        pieces: Sequence[str | int] = (),
        *,
        text: str = "",
        most: int = DEFAULT_ON_MAP,
        matrix: EmbeddingMatrix = "input",
        projection: Projection = "pca",
    ) -> "Iterator[EmbeddingMap | None]":
        """The same, after None as often as it is waited for."""
        from workbench.inspection.embeddings.reading import piece_map

        of = self.piece_embeddings(matrix)
        found = yield from piece_map(of, of.wanted(pieces, text), most, projection)
        yield found

    def piece_embeddings(self, matrix: EmbeddingMatrix = "input") -> "PieceEmbeddings":
        """A matrix of the model with the pieces of its rows."""
        from workbench.inspection.embeddings.reading import PieceEmbeddings

        return PieceEmbeddings.of(self.name, self.network(), self.tokenizer, matrix)
