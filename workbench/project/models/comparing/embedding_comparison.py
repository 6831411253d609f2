"""The token embeddings of a teacher and a student beside each other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.inspection.embeddings.spec import (
    DEFAULT_ON_MAP,
    EmbeddingMap,
    EmbeddingMatrix,
    Neighbours,
    Projection,
    made,
)

if TYPE_CHECKING:
    from workbench.inspection.embeddings.reading import PieceEmbeddings
    from workbench.project.models.saved_model import SavedModel


class EmbeddingComparison:
    """Two models as they embed the pieces that both have; tokenizers may differ."""

    teacher: "SavedModel"
    student: "SavedModel"

    def neighbours(
        self, piece: str | int, *, top: int = 10, matrix: EmbeddingMatrix = "input"
    ) -> Neighbours:
        """The nearest pieces of a piece in both models' embeddings, by cosine."""
        from workbench.inspection.embeddings.comparison import compared_nearest

        one, other = self._pieces(matrix)
        return compared_nearest(one, other, piece, top)

    def embeddings(
        self,
        pieces: Sequence[str | int] = (),
        *,
        text: str = "",
        most: int = DEFAULT_ON_MAP,
        matrix: EmbeddingMatrix = "input",
        projection: Projection = "pca",
    ) -> EmbeddingMap:
        """Both models' pieces in two dimensions, the student's rotated onto the teacher's.

        By orthogonal Procrustes on all pieces that both have; what stays is told. Shown are the
        given pieces, those of a `text`, or the `most` frequent; by PCA, or by UMAP of both at once.
        """
        return made(
            self.embeddings_steps(
                pieces, text=text, most=most, matrix=matrix, projection=projection
            )
        )

    def embeddings_steps(
        self,
        pieces: Sequence[str | int] = (),
        *,
        text: str = "",
        most: int = DEFAULT_ON_MAP,
        matrix: EmbeddingMatrix = "input",
        projection: Projection = "pca",
    ) -> "Iterator[EmbeddingMap | None]":
        """The same, after None as often as it is waited for."""
        from workbench.inspection.embeddings.comparison import aligned_maps

        one, other = self._pieces(matrix)
        wanted = one.wanted(pieces, text)
        found = yield from aligned_maps(one, other, wanted, most, projection)
        yield found

    def _pieces(self, matrix: EmbeddingMatrix) -> "tuple[PieceEmbeddings, PieceEmbeddings]":
        """Those of both; two checkpoints of one model are told apart by their references."""
        one, other = (model.piece_embeddings(matrix) for model in (self.teacher, self.student))
        if one.name != other.name:
            return one, other
        return (
            replace(one, name=self.teacher.reference),
            replace(other, name=self.student.reference),
        )
