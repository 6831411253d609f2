"""Queries of what one or two models attend to, and of what follows from their answers.

They run in the query lane: no widget here.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ui.models.fitness import is_encoder
from ui.models.role import Role
from ui.panels.attention.maps.map_settings import MapSettings
from ui.protocols.open_project import ModelSource
from ui.widgets.maps.head_grid import Head
from workbench.errors import BadInput
from workbench.inspection.comparison.divergence import compare
from workbench.inspection.exports.about import ViewedModel
from workbench.inspection.exports.files import export
from workbench.inspection.maps.attention_maps import AttentionComparison, AttentionMaps
from workbench.inspection.maps.layer_heads import Weighting
from workbench.inspection.maps.progress import AttentionProgress
from workbench.inspection.remarks import remarks
from workbench.store.records import CheckpointRecord
from workbench.words import Words

MOST_TOKENS = 4096
"""Of a longer text the beginning is looked at: all heads' figures on it take minutes."""


@dataclass(frozen=True)
class ModelAttention:
    """The maps of a model at a checkpoint."""

    reference: str
    checkpoint: CheckpointRecord
    maps: AttentionMaps


@dataclass(frozen=True)
class ReadingProgress:
    """How many layers of all models that are asked are done."""

    done: int
    total: int


@dataclass(frozen=True)
class AttentionResult:
    """What has been answered so far of a text; `remark` says why two models cannot be compared."""

    seen: dict[Role, ModelAttention]
    text: str = ""
    second: str = ""
    weighting: Weighting = "none"
    comparison: AttentionComparison | None = None
    remark: Words | None = None

    def remarks(self, settings: MapSettings) -> list[Words]:
        """What must be said beside the maps, but for what was left out of the text."""
        said: dict[str, Words] = {}
        for one in self.seen.values():
            whole = replace(one.maps, source=replace(one.maps.source, left_out=0))
            view = settings.of(((0, 0),)).model_copy(update={"weighting": self.weighting})
            said |= {str(remark): remark for remark in remarks(whole, view)}
        return list(said.values())

    def about(self) -> dict[Role, ViewedModel]:
        """Which models have answered, and at which of their checkpoints."""
        return {
            role: ViewedModel(
                name=one.reference.partition("@")[0],
                step=one.checkpoint.step,
                digest=one.checkpoint.digest,
            )
            for role, one in self.seen.items()
        }

    @property
    def is_pair(self) -> bool:
        """Whether a model has read two texts."""
        return any(one.maps.source.num_first for one in self.seen.values())

    def partner(self, role: Role, head: Head) -> Head | None:
        """The head of the other model that corresponds to this one, None without one."""
        layer, number = head
        for match in self.comparison.layers if self.comparison else ():
            own, other = match.teacher_layer, match.student_layer
            pairs = dict(match.heads)
            if role is Role.STUDENT:
                own, other = other, own
                pairs = {student: teacher for teacher, student in match.heads}
            if own == layer and number in pairs:
                return other, pairs[number]
        return None

    def divergence(self, role: Role, head: Head) -> float | None:
        """Jensen-Shannon divergence in nats from the corresponding head, None without one."""
        for match in self.comparison.layers if self.comparison else ():
            own = match.teacher_layer if role is Role.TEACHER else match.student_layer
            for pair in match.heads:
                if (own, pair[0 if role is Role.TEACHER else 1]) == head:
                    return float(match.divergence_ij[pair])
        return None

    def exportable(self) -> AttentionMaps | AttentionComparison | None:
        """Both models if they can be compared, else the first one that was queried."""
        if self.comparison is not None:
            return self.comparison
        return next((seen.maps for seen in self.seen.values()), None)


def query_attention(
    project: ModelSource,
    references: dict[Role, str],
    text: str,
    second: str = "",
    weighting: Weighting = "none",
) -> Iterator[AttentionResult | ReadingProgress]:
    """Query each model in turn, then compare; yields what is known after every answer.

    They read as much of the text's beginning as all of them can, and at most MOST_TOKENS.
    """
    seen: dict[Role, ModelAttention] = {}
    models = {role: project.model(reference) for role, reference in references.items()}
    most = min(MOST_TOKENS, *(model.spec.context for model in models.values()))
    for role, model in models.items():
        pair = second if is_encoder(model.record) else ""
        steps = model.attention_steps(text, second=pair, weighting=weighting, most_tokens=most)
        maps = yield from _followed(steps, len(seen), len(models))
        seen = {**seen, role: ModelAttention(references[role], model.checkpoint, maps)}
        yield AttentionResult(seen, text, second, weighting)
    if len(seen) == len(Role):
        yield _compared(project, AttentionResult(seen, text, second, weighting))


def query_weighted(
    project: ModelSource, result: AttentionResult, weighting: Weighting
) -> Iterator[AttentionResult | ReadingProgress]:
    """The same answers with another weighting of their maps; the text is not read again."""
    seen: dict[Role, ModelAttention] = {}
    for role, one in result.seen.items():
        steps = one.maps.weighting_steps(weighting)
        maps = yield from _followed(steps, len(seen), len(result.seen))
        seen = {**seen, role: replace(one, maps=maps)}
    answer = replace(result, seen=seen, weighting=weighting, comparison=None)
    yield answer if result.comparison is None else _compared(project, answer)


def _followed(
    steps: Iterator[AttentionProgress | AttentionMaps], before: int, models: int
) -> Generator[ReadingProgress, None, AttentionMaps]:
    """The maps of a model; so many models were done before it, and count as it does."""
    for step in steps:
        if isinstance(step, AttentionMaps):
            return step
        yield ReadingProgress(before * step.total + step.done, models * step.total)
    raise AssertionError("the steps end with the maps")


def write_export(maps: AttentionMaps | AttentionComparison, path: Path) -> Iterator[Path]:
    """Write a file in the format its name asks for, and give its path."""
    export(maps, path)
    yield path


def _compared(project: ModelSource, result: AttentionResult) -> AttentionResult:
    teacher, student = (result.seen[role] for role in Role)
    try:
        pair = project.model(teacher.reference).versus(project.model(student.reference))
        mapping = pair.layer_mapping()
        comparison = compare(teacher.maps, student.maps, mapping)
    except BadInput as error:
        return replace(result, remark=error.words)
    return replace(result, comparison=comparison)
