"""What the panel asks of models, in the query lane."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ui.models.role import Role
from ui.panels.embeddings.pieces_choice import ChosenPieces
from ui.protocols.open_project import ModelSource
from ui.texts.results_of import ResultsOf, answering
from workbench.inspection.embeddings.spec import (
    EmbeddingMap,
    EmbeddingMatrix,
    Neighbours,
    Projection,
)

NEAREST = 25


@dataclass(frozen=True)
class EmbeddingSettings:
    """Which matrix, which pieces are drawn, and how."""

    matrix: EmbeddingMatrix
    pieces: ChosenPieces
    projection: Projection


@dataclass(frozen=True)
class FoundMap:
    """A map, and what it is of; None while it is made."""

    results: ResultsOf
    found: EmbeddingMap | None


def found_map(project: ModelSource, asked: ResultsOf) -> Iterator[FoundMap]:
    """Pieces of a teacher, with its student's if there is one."""
    settings = map_settings(asked)
    models = {role: project.model(one.reference) for role, one in asked.models.items()}
    teacher, student = models[Role.TEACHER], models.get(Role.STUDENT)
    pieces, results = settings.pieces, replace(asked, models=answering(models))
    steps = (
        teacher.embedding_map_steps if student is None else teacher.versus(student).embeddings_steps
    )
    for found in steps(
        pieces.named,
        text=pieces.text,
        most=pieces.most,
        matrix=settings.matrix,
        projection=settings.projection,
    ):
        yield FoundMap(results, found)


def found_neighbours(
    project: ModelSource, shown: ResultsOf, piece: str | int
) -> Iterator[Neighbours]:
    """The nearest pieces of a piece, in the very models that the map is of."""
    matrix = map_settings(shown).matrix
    models = {role: project.model(one.pinned) for role, one in shown.models.items()}
    teacher, student = models[Role.TEACHER], models.get(Role.STUDENT)
    asked = teacher if student is None else teacher.versus(student)
    yield asked.neighbours(piece, top=NEAREST, matrix=matrix)


def map_settings(results: ResultsOf) -> EmbeddingSettings:
    """The settings that results are of."""
    (settings,) = results.settings
    assert isinstance(settings, EmbeddingSettings)
    return settings
