"""Queries of one text at every checkpoint of a model; they run in the query lane."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.models.role import Role
from ui.protocols.followed_model import FollowedModel
from ui.protocols.open_project import ModelSource
from ui.texts.measure_settings import ReadPassages
from ui.texts.results_of import Answering, ResultsOf
from workbench.store.records import CheckpointRecord, ModelRecord

if TYPE_CHECKING:
    from workbench.inspection.comparison.changes import HeadChange, LensChange
    from workbench.inspection.comparison.evolution import Evolution

LEAST_TOKENS = 2
MOST_CHANGES = 50


@dataclass(frozen=True)
class ReadSettings:
    """What is read at each checkpoint beside the maps of the text."""

    lens: bool
    heads: ReadPassages


@dataclass(frozen=True)
class Followed:
    """What is known of a model's checkpoints so far, and what it is of; the strongest changes are
    searched for where it was read."""

    results: ResultsOf
    evolution: "Evolution"
    changes: "tuple[HeadChange, ...]" = ()
    lens_changes: "tuple[LensChange, ...]" = ()


def asked_of(
    text: str, model: ModelRecord, teacher: Answering | None, read: ReadSettings
) -> ResultsOf:
    """What a query would be of: the model at its last checkpoint, and all that it keeps."""
    models = {Role.STUDENT: last_of(model)}
    if teacher is not None:
        models[Role.TEACHER] = teacher
    return ResultsOf(text, models, (read, *_kept(model.checkpoints)))


def last_of(model: ModelRecord) -> Answering:
    """The model at the newest checkpoint that it keeps."""
    return Answering.of(f"{model.name}@last", model.checkpoints[-1])


def known_of(followed: Followed | None, asked: ResultsOf) -> "Evolution | None":
    """What was read before, if all the same was asked of the same models."""
    if followed is None or followed.results.text != asked.text:
        return None
    if followed.results.settings[0] != asked.settings[0]:
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
    read = asked.settings[0]
    assert isinstance(read, ReadSettings)
    results = ResultsOf(asked.text, now, (read, *_kept(followed.record.checkpoints)))
    reader: FollowedModel = followed
    if Role.TEACHER in models:
        reader = project.model(models[Role.TEACHER].pinned).versus(followed)
    for evolution in reader.over_checkpoints(
        asked.text,
        known=known,
        lens=read.lens,
        measures=read.heads.measures,
        corpus=read.heads.corpus,
        passages=read.heads.num_passages,
        tokens=read.heads.num_tokens or LEAST_TOKENS,
    ):
        if evolution.share:
            yield Followed(results, evolution)
            continue
        changes = evolution.strongest_changes(MOST_CHANGES)
        yield Followed(results, evolution, changes, evolution.strongest_lens_changes(MOST_CHANGES))


def _kept(checkpoints: tuple[CheckpointRecord, ...]) -> tuple[tuple[int, str], ...]:
    return tuple((one.step, one.digest) for one in checkpoints)
