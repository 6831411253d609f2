"""Which figure of a token becomes its colour, and on what scale; no widget here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from PySide6.QtGui import QColor

from ui.theme import Colours
from ui.widgets.maps.amounts import AmountScale, shade
from ui.widgets.maps.colour_legend import Tick
from ui.widgets.numbers import compact

if TYPE_CHECKING:
    from workbench.activities.queries.token_queries import ComparedToken


class Measure(StrEnum):
    """What tokens are coloured by."""

    KL = "kl"
    TEACHER = "teacher"
    STUDENT = "student"
    DIFFERENCE = "difference"
    TEACHER_RANK = "teacher_rank"
    STUDENT_RANK = "student_rank"

    @property
    def is_rank(self) -> bool:
        return self in (Measure.TEACHER_RANK, Measure.STUDENT_RANK)


def figure(token: "ComparedToken", measure: Measure) -> float:
    """What is coloured: nats, or a rank from 1."""
    match measure:
        case Measure.KL:
            return token.kl
        case Measure.TEACHER:
            return token.teacher_surprisal
        case Measure.STUDENT:
            return token.student_surprisal
        case Measure.DIFFERENCE:
            return token.student_surprisal - token.teacher_surprisal
        case Measure.TEACHER_RANK:
            return token.teacher_rank
        case Measure.STUDENT_RANK:
            return token.student_rank
        case _:
            assert_never(measure)


@dataclass(frozen=True)
class Scale:
    """From a figure to a level between 0 and 1; ranks on a logarithmic scale, differences around
    0.5."""

    measure: Measure
    top: float
    clips: bool

    @classmethod
    def of(cls, measure: Measure, figures: Sequence[float]) -> "Scale":
        """A scale that holds nearly all of the figures."""
        if measure.is_rank:
            highest = max(figures, default=1.0)
            return cls(measure, 10.0 ** max(1, math.ceil(math.log10(max(highest, 1.0)))), False)
        amounts = AmountScale.of(figures)
        return cls(measure, amounts.top, amounts.clips)

    def level(self, value: float) -> float:
        if self.measure.is_rank:
            part = math.log10(value) / math.log10(self.top)
        elif self.measure is Measure.DIFFERENCE:
            part = (value / self.top + 1) / 2
        else:
            part = value / self.top
        return min(max(part, 0.0), 1.0)

    def ticks(self) -> list[Tick]:
        """Numbers for the legend; an end that stands for more says so."""
        if self.measure.is_rank:
            powers = round(math.log10(self.top))
            return [Tick(n / powers, compact(10.0**n)) for n in range(powers + 1)]
        above, below = ("≥ ", "≤ ") if self.clips else ("", "")
        top, half = compact(self.top), compact(self.top / 2)
        if self.measure is Measure.DIFFERENCE:
            return [
                Tick(0.0, f"{below}−{top}"),
                Tick(0.25, f"−{half}"),
                Tick(0.5, "0"),
                Tick(0.75, f"+{half}"),
                Tick(1.0, f"{above}+{top}"),
            ]
        return AmountScale(self.top, self.clips).ticks()


def colour_at(level: float, measure: Measure, colours: Colours) -> QColor:
    """The ground of a token at a level of its scale."""
    match measure:
        case Measure.KL:
            colour, share = colours.series[3], level
        case Measure.TEACHER | Measure.TEACHER_RANK:
            colour, share = colours.teacher, level
        case Measure.STUDENT | Measure.STUDENT_RANK:
            colour, share = colours.student, level
        case Measure.DIFFERENCE:
            colour = colours.teacher if level < 0.5 else colours.student
            share = abs(2 * level - 1)
        case _:
            assert_never(measure)
    return shade(colour, colours.base, share)
