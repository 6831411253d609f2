"""Colours for amounts of either sign: one above zero, another below, the stronger the more."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor

from ui.widgets.maps.amounts import AmountScale, shade
from ui.widgets.maps.colour_legend import Tick
from ui.widgets.numbers import compact

_STEPS = 17


@dataclass(frozen=True)
class SignedScale:
    """From an amount to a colour; what is beyond `top` takes its end."""

    above: str
    below: str
    ground: str
    top: float
    clips: bool

    @classmethod
    def of(cls, amounts: Sequence[float], above: str, below: str, ground: str) -> "SignedScale":
        """A scale that holds nearly all of the amounts."""
        scale = AmountScale.of(amounts)
        return cls(above, below, ground, scale.top, scale.clips)

    def colour(self, amount: float) -> QColor:
        level = min(abs(amount) / self.top, 1.0)
        return shade(self.above if amount >= 0 else self.below, self.ground, level)

    def colours(self) -> list[QColor]:
        """Those of the whole scale, from below zero to above."""
        amounts = (self.top * (2 * n / (_STEPS - 1) - 1) for n in range(_STEPS))
        return [self.colour(amount) for amount in amounts]

    def ticks(self) -> list[Tick]:
        """Numbers for the legend; an end that stands for more says so."""
        top = compact(self.top)
        least, most = (f"≤ −{top}", f"≥ +{top}") if self.clips else (f"−{top}", f"+{top}")
        return [Tick(0.0, least), Tick(0.5, "0"), Tick(1.0, most)]
