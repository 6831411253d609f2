"""What runs in the query lane while sliders move; no widget here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ui.models.role import Role
from ui.protocols.open_project import ModelSource
from ui.texts.results_of import ResultsOf, answering
from workbench.distillation.divergence.spec import Divergence

if TYPE_CHECKING:
    from workbench.activities.queries.token_queries import WhatIf, WhatIfAnswer


@dataclass(frozen=True)
class Move:
    """The values of sliders and switch, and the chosen token."""

    alpha: float
    temperature: float
    squared: bool
    position: int
    divergence: Divergence


@dataclass(frozen=True)
class Logits:
    """Both models' logits on a text, and what they are of."""

    results: ResultsOf
    what_if: "WhatIf"


def query_logits(project: ModelSource, asked: ResultsOf) -> Iterator[Logits]:
    """Both models' logits on a text."""
    models = {role: project.model(one.reference) for role, one in asked.models.items()}
    what_if = models[Role.TEACHER].versus(models[Role.STUDENT]).what_if(asked.text)
    yield Logits(replace(asked, models=answering(models)), what_if)


def query_answer(what_if: "WhatIf", move: Move) -> "Iterator[WhatIfAnswer]":
    """What a move does."""
    yield what_if.answer(
        alpha=move.alpha,
        temperature=move.temperature,
        squared=move.squared,
        position=move.position,
        divergence=move.divergence,
    )
