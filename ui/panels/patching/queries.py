"""What runs in the query lane: how long two texts are, and the patches."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from ui.models.role import Role
from ui.protocols.open_project import ModelSource
from ui.texts.results_of import ResultsOf
from workbench.errors import BadInput

if TYPE_CHECKING:
    from workbench.inspection.patching.maps import Patching

_TOLD_EVERY_S = 0.1
"""Maps are drawn no more often: a pass of a small model takes less than drawing does."""


@dataclass(frozen=True)
class PatchSettings:
    """All but the clean text and the models; without a student, two texts are compared."""

    corrupted: str
    target: str
    other: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class PatchingOf:
    """What is known so far, and what it is of."""

    results: ResultsOf
    patching: "Patching"


@dataclass(frozen=True)
class TextLengths:
    """How many tokens each text has, as a model reads it; 0 for one without words."""

    clean: int
    corrupted: int


def query_lengths(
    project: ModelSource, reference: str, clean: str, corrupted: str
) -> Iterator[TextLengths]:
    """Count the tokens, without loading the model."""
    model = project.model(reference)

    def length(text: str) -> int:
        try:
            return len(model.inspected_ids(text)) if text.strip() else 0
        except BadInput:
            return 0

    yield TextLengths(length(clean), length(corrupted))


def query_patches(project: ModelSource, asked: ResultsOf) -> Iterator[PatchingOf]:
    """What is known now and then; of two models, the teacher's run is the clean one."""
    settings: PatchSettings = asked.settings[0]
    models = {role: project.model(one.pinned) for role, one in asked.models.items()}
    teacher, student = models[Role.TEACHER], models.get(Role.STUDENT)
    target, other, places = settings.target, settings.other, settings.places
    if student is not None:
        pair = teacher.versus(student)
        found = pair.patched(asked.text, target=target, other=other, places=places)
    else:
        found = teacher.patched(
            asked.text, settings.corrupted, target=target, other=other, places=places
        )
    told_s = 0.0
    for known in found:
        if known.done == known.total or monotonic() - told_s >= _TOLD_EVERY_S:
            told_s = monotonic()
            yield PatchingOf(asked, known)
