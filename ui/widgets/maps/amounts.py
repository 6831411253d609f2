"""Colours for amounts from zero on: one colour, the stronger the more."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor

from ui.widgets.charts.bars import nice_top
from ui.widgets.colours import blend
from ui.widgets.maps.colour_legend import Tick
from ui.widgets.numbers import compact

FULL_SHARE = 0.85
"""How much of the colour the largest amount takes; the rest is the ground."""
USUAL_SHARE = 0.95
"""So many of the amounts lie within the scale; what is beyond takes its end."""


@dataclass(frozen=True)
class AmountScale:
    """From an amount to a level between 0 and 1."""

    top: float
    clips: bool

    @classmethod
    def of(cls, amounts: Sequence[float]) -> "AmountScale":
        """A scale that holds nearly all of the amounts."""
        sizes = sorted(map(abs, amounts))
        highest = sizes[-1] if sizes else 1.0
        usual = sizes[math.ceil(USUAL_SHARE * len(sizes)) - 1] if sizes else 1.0
        top = nice_top(usual or highest)
        return cls(top, clips=highest > top)

    def level(self, amount: float) -> float:
        return min(max(amount / self.top, 0.0), 1.0)

    def ticks(self) -> list[Tick]:
        """Numbers for the legend; an end that stands for more says so."""
        above = "≥ " if self.clips else ""
        half, top = compact(self.top / 2), compact(self.top)
        return [Tick(0.0, "0"), Tick(0.5, half), Tick(1.0, f"{above}{top}")]


def shade(colour: str, ground: str, level: float) -> QColor:
    """The ground at 0, and at 1 nearly the colour."""
    return blend(colour, ground, FULL_SHARE * level)
