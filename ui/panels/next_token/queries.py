"""What runs in the query lane: the candidates of each model for one place; no widget here."""

from collections.abc import Iterator
from dataclasses import dataclass

from ui.panels.next_token.place import LookedPlace
from ui.protocols.open_project import ModelSource
from ui.texts.results_of import Answering
from workbench.generation.candidates.funnel import TokenCandidates
from workbench.generation.candidates.live import LiveCandidates
from workbench.generation.spec import Strategy

TOP = 20


@dataclass(frozen=True)
class CandidateSide:
    """A model's candidates under a strategy, and under sliders; it reads `context` tokens."""

    model: Answering
    context: int
    candidates: TokenCandidates
    live: LiveCandidates


@dataclass(frozen=True)
class Looked:
    """The answer for a place and a strategy, a side for each model."""

    place: LookedPlace
    strategy: Strategy
    sides: tuple[CandidateSide, ...]


def query_place(project: ModelSource, place: LookedPlace, strategy: Strategy) -> Iterator[Looked]:
    """Reads the prompt once with each model; what sliders need is kept."""
    also = () if place.taken is None else (place.taken,)
    sides = []
    for one in place.models:
        model = project.model(one.pinned)
        found = model.candidates(place.prompt, strategy, top=TOP, also=also)
        sides.append(CandidateSide(one, model.spec.context, found, LiveCandidates(found)))
    yield Looked(place, strategy, tuple(sides))
