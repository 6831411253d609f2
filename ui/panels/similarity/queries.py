"""Queries of how alike the layers of two models are; they run in the query lane."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ui.models.role import Role
from ui.protocols.open_project import ModelSource, TeacherAndStudent
from ui.texts.results_of import ResultsOf, answering

if TYPE_CHECKING:
    from workbench.inspection.comparison.similarity import (
        LayerAttention,
        Pair,
        Similarity,
        SimilarityProgress,
    )


@dataclass(frozen=True)
class Passages:
    """So many passages of the corpus that the teacher was trained on, or of another."""

    count: int
    otherwise: str


@dataclass(frozen=True)
class ComparedLayers:
    """How far a comparison has come, and what it is of."""

    results: ResultsOf
    done: int
    total: int
    similarity: "Similarity | None" = None


@dataclass(frozen=True)
class ComparedHeads:
    """One pair of layers on a text, of a comparison."""

    similarity: "Similarity"
    pair: "Pair"
    attention: "LayerAttention"


def query_similarity(project: ModelSource, asked: ResultsOf) -> Iterator[ComparedLayers]:
    """Compare all layers, on the text or, where the settings are passages, on them."""
    models = {role: project.model(one.reference) for role, one in asked.models.items()}
    results = replace(asked, models=answering(models))
    pair = models[Role.TEACHER].versus(models[Role.STUDENT])
    for step in _steps(pair, asked):
        found = step.similarity
        if found is not None:
            found.best_pairs  # noqa: B018  (worked out here, not while the window waits)
        yield ComparedLayers(results, step.done, step.total, found)


def _steps(pair: TeacherAndStudent, asked: ResultsOf) -> "Iterator[SimilarityProgress]":
    from workbench.inspection.comparison.similarity import SimilarityProgress

    match asked.settings:
        case (Passages(count, otherwise),):
            yield from pair.corpus_similarity(most_passages=count, otherwise=otherwise)
        case _:
            yield SimilarityProgress(1, 1, pair.similarity(asked.text))


def query_heads(
    project: ModelSource, results: ResultsOf, similarity: "Similarity", pair: "Pair"
) -> Iterator[ComparedHeads]:
    """The heads of one pair of layers on the text that was compared, or on the first passage."""
    teacher, student = (project.model(results.models[role].pinned) for role in Role)
    attention = teacher.versus(student).layer_attention(similarity.text, *pair)
    yield ComparedHeads(similarity, pair, attention)
