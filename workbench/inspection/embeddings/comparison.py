"""Two models' embeddings beside each other, by the pieces that both have.

Letters: n = pieces, s = width of the student, t = width of the teacher.
"""

from collections import Counter
from collections.abc import Generator, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.inspection.embeddings.cosine import paired_cosines
from workbench.inspection.embeddings.procrustes import Alignment, align, disparity_by_chance
from workbench.inspection.embeddings.projection import explained_shares, principal_axes
from workbench.inspection.embeddings.reading import (
    AXES,
    PieceEmbeddings,
    as_pair,
    chosen_ids,
    nearest_first,
)
from workbench.inspection.embeddings.spec import (
    LEAST_ON_MAP,
    MOST_NEIGHBOURS,
    AlignmentFigures,
    EmbeddingMap,
    Neighbour,
    NeighbourPlace,
    Neighbours,
    Projection,
    require_projection,
    require_within,
)
from workbench.inspection.embeddings.umap_points import umap_points
from workbench.models.inference import inference_context

Ids = dict[int, int]
"""From ids of the teacher to those of the student."""
Places = dict[int, NeighbourPlace]


def shared_ids(teacher: PieceEmbeddings, student: PieceEmbeddings) -> Ids:
    """The same ids where they share a tokenizer, and otherwise pieces of one spelling, as far as
    that is one piece's alone."""
    if teacher.tokenizer.digest == student.tokenizer.digest:
        return {one: one for one in range(min(len(teacher.entries), len(student.entries)))}
    once = _only(student.spellings)
    return {
        number: once[spelling]
        for spelling, number in _only(teacher.spellings).items()
        if spelling in once
    }


def compared_nearest(
    teacher: PieceEmbeddings, student: PieceEmbeddings, wanted: str | int, top: int
) -> Neighbours:
    """The nearest pieces in each model, the teacher's first; raises BadInput for a piece that the
    student does not have."""
    require_within(top, 1, MOST_NEIGHBOURS)
    row, shared = teacher.find(wanted), shared_ids(teacher, student)
    if row not in shared:
        raise BadInput(
            "'{student}' has no piece '{piece}' in its vocabulary; choose one that both have",
            student=student.name,
            piece=teacher.entries[row].piece,
        )
    with inference_context():
        cosines_v = teacher.cosines(row)
        places = _places(cosines_v, row)
        student_places = _places(student.cosines(shared[row]), shared[row])
    return Neighbours(
        of=teacher.piece(row),
        models=(teacher.name, student.name),
        matrix=teacher.matrix,
        tied=teacher.tied,
        top=top,
        found=(
            *_teachers(teacher, shared, places, student_places, top),
            *_students(teacher, student, shared, places, student_places, top),
        ),
        num_pieces=len(teacher.entries),
        left_out=int(cosines_v.isnan().sum()),
    )


def _teachers(
    teacher: PieceEmbeddings, shared: Ids, places: Places, student_places: Places, top: int
) -> Iterator[Neighbour]:
    """The teacher's nearest, each with where the student has it."""
    for one, place in places.items():
        if place.rank <= top:
            yield Neighbour(teacher.piece(one), (place, student_places.get(shared.get(one, -1))))


def _students(
    teacher: PieceEmbeddings,
    student: PieceEmbeddings,
    shared: Ids,
    places: Places,
    student_places: Places,
    top: int,
) -> Iterator[Neighbour]:
    """The student's nearest that are not among the teacher's."""
    back = {theirs: one for one, theirs in shared.items()}
    for theirs, place in student_places.items():
        if place.rank > top:
            return
        mine = back.get(theirs)
        if mine is None:
            yield Neighbour(student.piece(theirs), (None, place))
        elif (there := places.get(mine)) is None or there.rank > top:
            yield Neighbour(teacher.piece(mine), (there, place))


def aligned_maps(
    teacher: PieceEmbeddings,
    student: PieceEmbeddings,
    wanted: Sequence[str | int],
    most: int,
    projection: Projection = "pca",
) -> Generator[None, None, EmbeddingMap]:
    """The teacher's map, and the student's pieces on its axes; None while UMAP is made.

    The student is aligned by all pieces that both have and that occur in text, not by those on the
    map alone. UMAP has no axes: it takes the rows of both, once aligned, together.
    """
    require_projection(projection)
    shared = shared_ids(teacher, student)
    chosen, by_frequency = chosen_ids(teacher, wanted, most, list(shared))
    ids = _on_map(chosen, shared)
    with inference_context():
        alignment, figures = _alignment(teacher, student, shared)
        rows_nt, own_ns = teacher.rows(ids), student.rows([shared[one] for one in ids])
        moved_nt = alignment.apply(own_ns)
        centre_t = alignment.teacher_mean_t
        cosines_n = paired_cosines(moved_nt - centre_t, rows_nt - centre_t)
        norms = [rows_nt.norm(dim=1).numpy(), own_ns.norm(dim=1).numpy()]
    variances: list[tuple[float, float]] = []
    if projection == "umap":
        both_nd = yield from umap_points(torch.cat([rows_nt, moved_nt]))
        points = list(both_nd.chunk(2))
    else:
        points, variances = _on_axes(rows_nt, moved_nt, alignment.scale * own_ns)
    return EmbeddingMap(
        models=(teacher.name, student.name),
        matrix=teacher.matrix,
        tied=teacher.tied,
        pieces=tuple(teacher.piece(one) for one in ids),
        points_mnd=np.stack([one.numpy() for one in points]),
        norms_mn=np.stack(norms),
        variances=tuple(variances),
        by_frequency=by_frequency,
        num_pieces=len(shared),
        left_out=len(chosen) - len(ids),
        alignment=figures,
        cosines=tuple(cosines_n.tolist()),
        projection=projection,
    )


def _on_axes(
    rows_nt: Tensor, moved_nt: Tensor, scaled_ns: Tensor
) -> tuple[list[Tensor], list[tuple[float, float]]]:
    """The points of both on the teacher's axes, and each one's shares of its own variance.

    The student's is that of its own rows, scaled: what the rotation loses counts.
    """
    with inference_context():
        axes = principal_axes(rows_nt, AXES)
        points = [axes.project(rows_nt), axes.project(moved_nt)]
        return points, [
            as_pair(explained_shares(rows_nt, points[0])),
            as_pair(explained_shares(scaled_ns, points[1])),
        ]


def _on_map(chosen: Sequence[int], shared: Ids) -> list[int]:
    ids = [one for one in chosen if one in shared]
    if len(ids) < LEAST_ON_MAP:
        raise BadInput(
            "of the pieces {count} are in both models, and a map needs {least}; name others",
            count=len(ids),
            least=LEAST_ON_MAP,
        )
    return ids


def _alignment(
    teacher: PieceEmbeddings, student: PieceEmbeddings, shared: Ids
) -> tuple[Alignment, AlignmentFigures]:
    """By all shared pieces but those that are known to occur nowhere: nothing trained them."""
    ids = [one for one in shared if teacher.entries[one].frequency != 0]
    rows_nt, rows_ns = teacher.rows(ids), student.rows([shared[one] for one in ids])
    _require_varied(teacher, rows_nt)
    _require_varied(student, rows_ns)
    alignment = align(rows_ns, rows_nt)
    by_chance = disparity_by_chance(rows_ns, rows_nt)
    return alignment, AlignmentFigures(len(ids), alignment.disparity, by_chance)


def _only(spellings: Sequence[str]) -> dict[str, int]:
    """The number of each spelling that occurs once."""
    counts = Counter(spellings)
    return {one: number for number, one in enumerate(spellings) if counts[one] == 1 and one}


def _places(cosines_v: Tensor, row: int) -> Places:
    """Of each other piece, the nearest first."""
    values = cosines_v.tolist()
    order = nearest_first(cosines_v, row)
    return {one: NeighbourPlace(values[one], rank) for rank, one in enumerate(order, start=1)}


def _require_varied(of: PieceEmbeddings, rows_nc: Tensor) -> None:
    if not (rows_nc - rows_nc.mean(0)).any():
        raise BadInput(
            "the embeddings of '{model}' are all alike, so that nothing can be aligned",
            model=of.name,
        )
