"""What is made of a model's maps before they are shown: plain settings, without widgets."""

from dataclasses import dataclass
from enum import StrEnum


class Aggregate(StrEnum):
    """Which map is shown of those of the chosen heads, of their layer, or of all."""

    MEAN = "mean"
    MAX = "max"
    LAYER_MEAN = "layer_mean"
    LAYER_MAX = "layer_max"
    ALL_MEAN = "all_mean"
    ALL_MAX = "all_max"
    ROLLOUT = "rollout"

    @property
    def is_of_heads(self) -> bool:
        """Whether it depends on which heads are chosen, not on their layer alone."""
        return self in (Aggregate.MEAN, Aggregate.MAX)

    @property
    def is_of_all(self) -> bool:
        """Whether it takes every layer."""
        return self in (Aggregate.ALL_MEAN, Aggregate.ALL_MAX, Aggregate.ROLLOUT)


class ThresholdBy(StrEnum):
    """What decides whether a weight is kept; the others are shown as 0."""

    NONE = "none"
    VALUE = "value"
    MASS = "mass"


class PairFilter(StrEnum):
    """From which text of a pair to which: queries, then keys."""

    ALL = "all"
    A_TO_A = "a_a"
    A_TO_B = "a_b"
    B_TO_A = "b_a"
    B_TO_B = "b_b"


@dataclass(frozen=True)
class MapSettings:
    """How one map is made: what is put together, left out, renormalised, cut and merged."""

    aggregate: Aggregate = Aggregate.MEAN
    pair: PairFilter = PairFilter.ALL
    hides_first: bool = False
    hides_special: bool = False
    renormalises: bool = False
    threshold_by: ThresholdBy = ThresholdBy.NONE
    threshold: float = 0.0
    words: bool = False
