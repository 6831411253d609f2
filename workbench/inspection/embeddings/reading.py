"""A model's embeddings with the pieces they are of: neighbours, and the map of one model.

Letters: v = pieces of the vocabulary, n = pieces on the map, c = width of the model.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.inspection.embeddings.cosine import cosines
from workbench.inspection.embeddings.finding import find_piece
from workbench.inspection.embeddings.projection import explained_shares, principal_axes
from workbench.inspection.embeddings.properties import (
    EmbeddedPiece,
    common_spelling,
    commonest,
    embedded_piece,
)
from workbench.inspection.embeddings.spec import (
    LEAST_ON_MAP,
    MOST_NEIGHBOURS,
    MOST_ON_MAP,
    EmbeddingMap,
    EmbeddingMatrix,
    Neighbour,
    NeighbourPlace,
    Neighbours,
    Projection,
    require_matrix,
    require_projection,
    require_within,
)
from workbench.inspection.embeddings.umap_points import umap_points
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.build import Model
from workbench.models.inference import inference_context
from workbench.tokenizers.tokenizer import Tokenizer, VocabularyEntry

AXES = 2


@dataclass(frozen=True)
class PieceEmbeddings:
    """A matrix of a model in single precision, a row each piece of its tokenizer.

    Rows that no piece has are left out.
    """

    name: str
    matrix: EmbeddingMatrix
    tied: bool
    embedding_vc: Tensor
    entries: tuple[VocabularyEntry, ...]
    tokenizer: Tokenizer

    @classmethod
    def of(
        cls, name: str, model: Model, tokenizer: Tokenizer, matrix: EmbeddingMatrix
    ) -> "PieceEmbeddings":
        """Raises BadInput where the model has no such matrix."""
        require_matrix(matrix)
        weight_vc = _weight(model, matrix)
        entries = tokenizer.vocabulary()[: len(weight_vc)]
        return cls(
            name=name,
            matrix=matrix,
            tied=model.head_weight is model.token_embedding.weight,
            embedding_vc=weight_vc[: len(entries)].detach().float(),
            entries=entries,
            tokenizer=tokenizer,
        )

    def piece(self, token_id: int) -> EmbeddedPiece:
        """A piece with its properties."""
        return embedded_piece(self.entries[token_id], self.tokenizer.follower_mark)

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """Of each piece, alike in all tokenizers."""
        mark = self.tokenizer.follower_mark
        return tuple(common_spelling(entry, mark) for entry in self.entries)

    def wanted(self, pieces: Sequence[str | int], text: str) -> Sequence[str | int]:
        """What a map is to show: the named pieces, or those of a text, each once; none where
        neither is given. Raises BadInput where both are."""
        if pieces and text:
            raise BadInput("a map shows named pieces or those of a text; name one of the two")
        if not text:
            return pieces
        ids = dict.fromkeys(self.tokenizer.encode(text))
        known = [one for one in ids if one < len(self.entries)]
        if not known:
            raise BadInput("the tokenizer finds no piece in this text; write words of its language")
        return known

    def find(self, wanted: str | int) -> int:
        """The id of a piece; raises BadInput with those that are spelled nearly so."""
        return find_piece([one.piece for one in self.entries], wanted, self.tokenizer)

    def cosines(self, row: int) -> Tensor:
        """Of each piece with one of them, v; raises BadInput where that one has no direction."""
        cosines_v = cosines(self.embedding_vc, row)
        if cosines_v.isnan().all():
            raise BadInput(
                "the embedding of '{piece}' in '{model}' has no direction: it is all zeros, or not "
                "finite; choose another piece",
                piece=self.entries[row].piece,
                model=self.name,
            )
        return cosines_v

    def rows(self, ids: Sequence[int]) -> Tensor:
        """The embeddings of some pieces, nc; raises BadInput for what is not finite."""
        rows_nc = self.embedding_vc[torch.tensor(ids)]
        if not bool(rows_nc.isfinite().all()):
            raise BadInput(
                "embeddings of '{model}' are not finite; choose another checkpoint", model=self.name
            )
        return rows_nc


def nearest(of: PieceEmbeddings, wanted: str | int, top: int) -> Neighbours:
    """The nearest pieces of a piece in one model, the nearest first."""
    require_within(top, 1, MOST_NEIGHBOURS)
    row = of.find(wanted)
    with inference_context():
        cosines_v = of.cosines(row)
        order = nearest_first(cosines_v, row)
    found = [
        Neighbour(of.piece(one), (NeighbourPlace(cosines_v[one].item(), rank),))
        for rank, one in enumerate(order[:top], start=1)
    ]
    return Neighbours(
        of=of.piece(row),
        models=(of.name,),
        matrix=of.matrix,
        tied=of.tied,
        top=top,
        found=tuple(found),
        num_pieces=len(of.entries),
        left_out=int(cosines_v.isnan().sum()),
    )


def nearest_first(cosines_v: Tensor, row: int) -> list[int]:
    """The other pieces that have a direction, by falling cosine; those of equal cosine by id."""
    order = cosines_v.nan_to_num(-2.0).argsort(descending=True, stable=True).tolist()
    return [one for one in order[: int((~cosines_v.isnan()).sum())] if one != row]


def piece_map(
    of: PieceEmbeddings,
    wanted: Sequence[str | int],
    most: int,
    projection: Projection = "pca",
) -> Generator[None, None, EmbeddingMap]:
    """Pieces in two dimensions: the wanted ones, or the most frequent.

    By PCA in the plane of their greatest variance; with UMAP it yields None while that is made.
    """
    require_projection(projection)
    ids, by_frequency = chosen_ids(of, wanted, most)
    with inference_context():
        rows_nc = of.rows(ids)
        norms_n = rows_nc.norm(dim=1)
    if projection == "umap":
        points_nd = yield from umap_points(rows_nc)
        variances = []
    else:
        with inference_context():
            points_nd = principal_axes(rows_nc, AXES).project(rows_nc)
            variances = [as_pair(explained_shares(rows_nc, points_nd))]
    return EmbeddingMap(
        models=(of.name,),
        matrix=of.matrix,
        tied=of.tied,
        pieces=tuple(of.piece(one) for one in ids),
        points_mnd=np.stack([points_nd.numpy()]),
        norms_mn=np.stack([norms_n.numpy()]),
        variances=tuple(variances),
        by_frequency=by_frequency,
        num_pieces=len(of.entries),
        projection=projection,
    )


def chosen_ids(
    of: PieceEmbeddings, wanted: Sequence[str | int], most: int, among: Sequence[int] | None = None
) -> tuple[list[int], bool | None]:
    """The wanted pieces, each once, or the commonest `most`, and whether those are by frequency."""
    if wanted:
        ids = list(dict.fromkeys(of.find(one) for one in wanted))
        require_within(len(ids), LEAST_ON_MAP, MOST_ON_MAP)
        return ids, None
    require_within(most, LEAST_ON_MAP, MOST_ON_MAP)
    entries = of.entries if among is None else [of.entries[one] for one in among]
    common, known = commonest(entries, most)
    if len(common) < LEAST_ON_MAP:
        raise BadInput(
            "a map needs {least} pieces that occur in text, and there are {count}; name pieces "
            "instead",
            least=LEAST_ON_MAP,
            count=len(common),
        )
    return [one.id for one in common], known


def as_pair(shares_d: Tensor) -> tuple[float, float]:
    """The shares of both axes; a model of width 1 has one alone."""
    first, *rest = shares_d.tolist()
    return first, rest[0] if rest else 0.0


def _weight(model: Model, matrix: EmbeddingMatrix) -> Tensor:
    if matrix == "input":
        return model.token_embedding.weight
    if isinstance(model, EncoderModel) and model.masked_head is None:
        raise BadInput(
            "the model predicts no tokens, so that it has no output matrix; choose input"
        )
    return model.head_weight
