"""From a weight to how much of the colour it gets, and which colours they are."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ui.widgets.maps.tiles import Weights

ROBUST_PERCENTILE = 99.0
"""What the robust scale takes for the largest weight: a few strong ones do not pale the rest."""
DECADES = 3.0
"""How far below the full colour the logarithmic scale begins."""


class ScaleKind(StrEnum):
    """What the steps of the colour are even in."""

    LINEAR = "linear"
    ROBUST = "robust"
    LOG = "log"
    FIXED = "fixed"


class ColourMap(StrEnum):
    """The colours that a scale runs through; all but the first are perceptually uniform."""

    OWN = "own"
    VIRIDIS = "viridis"
    CIVIDIS = "cividis"
    MAGMA = "magma"


@dataclass(frozen=True)
class ColourScale:
    """A kind, and the upper level: the colour is full at this share of the kind's own top.

    A fixed scale's top is 1 whatever the weights are. `colours` are not those of weights with
    signs, which have two colours of their own.
    """

    kind: ScaleKind = ScaleKind.LINEAR
    upper: float = 1.0
    colours: ColourMap = ColourMap.OWN

    def top(self, weights: Weights) -> float:
        """From which size on weights have the full colour; NaN is none of them."""
        if self.kind is ScaleKind.FIXED:
            return self.upper
        sizes = np.abs(weights[~np.isnan(weights)])
        largest = float(sizes.max(initial=0.0))
        if self.kind is ScaleKind.ROBUST and sizes.size:
            largest = float(np.percentile(sizes, ROBUST_PERCENTILE)) or largest
        return (largest or 1.0) * self.upper

    def shares(self, weights: Weights, top: float) -> Weights:
        """Each weight's share of the colour, from 0 to 1, or -1 to 1 with its sign."""
        shares: Weights = np.clip(weights / top, -1.0, 1.0)
        if self.kind is not ScaleKind.LOG:
            return shares
        with np.errstate(divide="ignore"):
            sizes: Weights = 1.0 + np.log10(np.abs(shares)) / DECADES
        signed: Weights = np.sign(shares) * np.maximum(sizes, 0.0)
        return signed

    def weight(self, share: float, top: float) -> float:
        """The weight that has a share of the colour; of the logarithm's 0, where it begins."""
        if self.kind is ScaleKind.LOG:
            sign = -1.0 if share < 0 else 1.0
            return sign * top * float(10 ** (DECADES * (abs(share) - 1.0)))
        return share * top
