"""From a weight to how much of the colour it gets, and which colours they are."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from ui.widgets.maps.tiles import Weights

ROBUST_PERCENTILE = 99.0
"""What the robust scale takes for the largest weight: a few strong ones do not pale the rest."""
DECADES = 3.0
"""How far below the full colour the logarithmic scale begins."""
_SAMPLE = 2**14


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

    def top(self, weights: Weights, num_unseen: int = 0, largest: float | None = None) -> float:
        """From which size on weights have the full colour; NaN is none of them.

        So many of the zeros among them may be unseen, and count for nothing. Their `largest_size`
        is found here unless it is known.
        """
        if self.kind is ScaleKind.FIXED:
            return self.upper
        largest = largest_size(weights) if largest is None else largest
        if self.kind is ScaleKind.ROBUST and largest:
            largest = _size_at(weights, ROBUST_PERCENTILE, num_unseen) or largest
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


def largest_size(weights: Weights) -> float:
    """The largest size of a weight, without a copy of them; NaN is none, and of none it is 0."""
    if not weights.size:
        return 0.0
    most, least = float(weights.max()), float(weights.min())
    if math.isnan(most):
        return float(np.nanmax(np.abs(weights), initial=0.0))
    return max(most, -least)


def _size_at(weights: Weights, percentile: float, num_unseen: int) -> float:
    """A percentile of the sizes, between two of them linearly, as numpy has it.

    Only those above a sample's guess are put in order.
    """
    sizes = weights.ravel()
    if np.isnan(sizes.max()):
        sizes = sizes[~np.isnan(sizes)]
    if sizes.min(initial=0.0) < 0:
        sizes = np.abs(sizes)
    count = len(sizes) - num_unseen
    if count < 1:
        return 0.0
    place = percentile / 100 * (count - 1)
    num_above = count - math.floor(place)
    largest = np.sort(_largest_of(sizes, num_above))[-num_above:]
    upper = largest[min(1, num_above - 1)]
    return float(largest[0] + (upper - largest[0]) * (place - math.floor(place)))


def _largest_of(sizes: Weights, count: int) -> Weights:
    """The largest `count` of many sizes, and perhaps some more."""
    sample = np.sort(sizes[:: max(1, len(sizes) // _SAMPLE)])
    share = min(1.0, 2 * count / len(sizes))
    guess = sample[int((1 - share) * (len(sample) - 1))]
    found = sizes[sizes >= guess]
    return found if len(found) >= count else sizes
