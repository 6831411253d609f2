"""Queries of one text at every checkpoint of a model; they run in the query lane."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.models.role import Role
from ui.open_project import ModelSource
from ui.texts.results_of import Answering, ResultsOf
from workbench.store.records import CheckpointRecord, ModelRecord

if TYPE_CHECKING:
    from workbench.inspection.comparison.evolution import Evolution


@dataclass(frozen=True)
class Followed:
    """What is known of a model's checkpoints so far, and what it is of."""

    results: ResultsOf
    evolution: "Evolution"


def asked_of(text: str, model: ModelRecord, teacher: Answering | None) -> ResultsOf:
    """What a query would be of: the model at its last checkpoint, and all that it keeps."""
    models = {Role.STUDENT: last_of(model)}
    if teacher is not None:
        models[Role.TEACHER] = teacher
    return ResultsOf(text, models, _kept(model.checkpoints))


def last_of(model: ModelRecord) -> Answering:
    """The model at the newest checkpoint that it keeps."""
    return Answering.of(f"{model.name}@last", model.checkpoints[-1])


def known_of(followed: Followed | None, asked: ResultsOf) -> "Evolution | None":
    """What was read before, if it is of the same text, model and teacher."""
    if followed is None or followed.results.text != asked.text:
        return None
    before, now = followed.results.models, asked.models
    same_teacher = before.get(Role.TEACHER) == now.get(Role.TEACHER)
    same_model = before[Role.STUDENT].reference == now[Role.STUDENT].reference
    return followed.evolution if same_teacher and same_model else None


def query_checkpoints(
    project: ModelSource, asked: ResultsOf, known: "Evolution | None"
) -> Iterator[Followed]:
    """Read each checkpoint that is not `known`, of the same text and teacher."""
    models: Mapping[Role, Answering] = asked.models
    followed = project.model(models[Role.STUDENT].reference)
    checkpoint = followed.checkpoint
    now = {**models, Role.STUDENT: Answering.of(followed.reference, checkpoint)}
    results = ResultsOf(asked.text, now, _kept(followed.record.checkpoints))
    if Role.TEACHER in models:
        teacher = project.model(models[Role.TEACHER].pinned)
        steps = teacher.versus(followed).over_checkpoints(asked.text, known=known)
    else:
        steps = followed.over_checkpoints(asked.text, known=known)
    for evolution in steps:
        yield Followed(results, evolution)


def _kept(checkpoints: tuple[CheckpointRecord, ...]) -> tuple[tuple[int, str], ...]:
    return tuple((one.step, one.digest) for one in checkpoints)
