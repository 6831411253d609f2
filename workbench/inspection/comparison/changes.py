"""The strongest changes between checkpoints that follow each other; torch is not needed.

Shapes: n checkpoints, l layers, h heads, r readings of the lens, t tokens, m changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np

from workbench.inspection.comparison.checkpoint_point import CheckpointPoint, Measure
from workbench.inspection.lens.reading import LogitLens, StreamReading
from workbench.inspection.maps.layer_heads import Floats

T = TypeVar("T", "HeadChange", "LensChange")


@dataclass(frozen=True)
class HeadChange:
    """How far a measure of a head moved from one checkpoint that was read to the next."""

    layer: int
    head: int
    measure: Measure
    from_step: int
    to_step: int
    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True)
class LensChange:
    """How far the true token's probability moved at a reading and a position of the text.

    `true` is that token, `top_before` and `top_after` are the likeliest, all as people see them.
    """

    number: int
    reading: StreamReading
    position: int
    true: str
    from_step: int
    to_step: int
    before: float
    after: float
    top_before: str
    top_after: str

    @property
    def change(self) -> float:
        return self.after - self.before


def head_changes(
    points: Sequence[CheckpointPoint], measures: Sequence[Measure], most: int
) -> tuple[HeadChange, ...]:
    """The largest changes of heads, largest first; with fewer than two points there are none."""
    changes = (
        HeadChange(
            layer,
            head,
            measure,
            earlier.step,
            later.step,
            float(earlier.measured(measure)[layer, head]),
            float(later.measured(measure)[layer, head]),
        )
        for measure in measures
        for earlier, later in pairwise(points)
        for layer, head in _largest(earlier.measured(measure), later.measured(measure), most)
    )
    return _strongest(changes, most)


def lens_changes(points: Sequence[CheckpointPoint], most: int) -> tuple[LensChange, ...]:
    """The largest changes of the true token's probability, largest first.

    Checkpoints without a lens are passed over; so are positions without a true token.
    """
    read = [(point.step, point.lens) for point in points if point.lens is not None]
    changes = (
        _lens_change(at, earlier, later)
        for earlier, later in pairwise(read)
        for at in _largest(earlier[1].true_probabilities_rt, later[1].true_probabilities_rt, most)
    )
    return _strongest(changes, most)


def _lens_change(
    at: tuple[int, int], earlier: tuple[int, LogitLens], later: tuple[int, LogitLens]
) -> LensChange:
    (from_step, before), (to_step, after) = earlier, later
    reading, position = at
    return LensChange(
        number=reading,
        reading=after.readings[reading],
        position=position,
        true=after.true_token(position) or "",
        from_step=from_step,
        to_step=to_step,
        before=float(before.true_probabilities_rt[at]),
        after=float(after.true_probabilities_rt[at]),
        top_before=before.top(*at)[0].text,
        top_after=after.top(*at)[0].text,
    )


def _largest(before: Floats, after: Floats, most: int) -> Iterator[tuple[int, int]]:
    """Where two matrices differ most, the largest first; NaN is no difference."""
    moved = np.abs(after.astype(np.float64) - before)
    order = np.argsort(-moved, axis=None, kind="stable")[:most]
    for row, column in zip(*np.unravel_index(order, moved.shape), strict=True):
        if not np.isnan(moved[row, column]):
            yield int(row), int(column)


def _strongest(changes: Iterator[T], most: int) -> tuple[T, ...]:

    return tuple(sorted(changes, key=lambda one: -abs(one.change))[:most])
