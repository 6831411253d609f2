"""Models in pairs: by how much their losses differ on the same targets, and how sure that is.

Shape legend: n = targets, d = documents.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from workbench.activities.evaluate.verdict import Measured, paired_difference
from workbench.activities.text.layout import TargetLayout
from workbench.breakdown import IntervalFigure, PairedDifference
from workbench.intervals import ratio_interval

MOST_MODELS = 10
"""Of more models each stands beside the first alone: pairs grow with their square."""

Floats = NDArray[np.float64]


def differences(
    measured: Sequence[Measured], layout: TargetLayout | None
) -> Iterator[PairedDifference]:
    """Every pair of models; without a layout the intervals are over blocks of the text."""
    first, *others = measured
    few = len(measured) <= MOST_MODELS
    for one, other in combinations(measured, 2) if few else ((first, each) for each in others):
        yield _difference(one, other, layout)


def _difference(one: Measured, other: Measured, layout: TargetLayout | None) -> PairedDifference:
    """Documents are drawn again, the two losses of a target always together (paired)."""
    first, second = one.row.model, other.row.model
    if layout is None:
        apart = _over_blocks(one.losses, other.losses)
        return PairedDifference(first=first, second=second, loss=apart)
    apart_n = one.losses - other.losses
    apart_d = np.bincount(layout.documents_n, weights=apart_n).astype(np.float64)
    tokens_d = np.bincount(layout.documents_n).astype(np.float64)
    found = ratio_interval(apart_d, tokens_d)
    loss = IntervalFigure(value=float(apart_n.mean()))
    if found is not None:
        loss = IntervalFigure(value=found.value, low=found.low, high=found.high)
    return PairedDifference(
        first=first,
        second=second,
        loss=loss,
        documents=len(apart_d),
        better=int((apart_d < 0).sum()),
    )


def _over_blocks(ours_n: Floats, theirs_n: Floats) -> IntervalFigure:
    mean, margin = paired_difference(ours_n, theirs_n)
    if not np.isfinite(margin):
        return IntervalFigure(value=mean)
    return IntervalFigure(value=mean, low=mean - margin, high=mean + margin)
