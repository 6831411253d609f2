"""What runs in the query lane while sliders move; no widget here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.open_project import ModelSource
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


def query_logits(project: ModelSource, teacher: str, student: str, text: str) -> "Iterator[WhatIf]":
    """Both models' logits on a text."""
    yield project.model(teacher).versus(project.model(student)).what_if(text)


def query_answer(what_if: "WhatIf", move: Move) -> "Iterator[WhatIfAnswer]":
    """What a move does."""
    yield what_if.answer(
        alpha=move.alpha,
        temperature=move.temperature,
        squared=move.squared,
        position=move.position,
        divergence=move.divergence,
    )
