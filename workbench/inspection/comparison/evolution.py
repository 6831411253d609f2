"""What the heads of a model do on one text at each checkpoint of its run; torch is not needed.

Shapes: n checkpoints, l layers, h heads, p pairs of layers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.maps.attention_maps import HeadStatistics
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.maps.tiles import HeadTiles
from workbench.inspection.shown import Shown
from workbench.models.layer_map import LayerMapping
from workbench.words import Words

Measure = Literal[
    "normalised_entropy",
    "self_share",
    "previous_share",
    "next_share",
    "first_share",
    "special_share",
    "entropy",
    "distance",
]
MEASURES: tuple[Measure, ...] = get_args(Measure)
SHARES: tuple[Measure, ...] = MEASURES[:6]
"""Those between 0 and 1, whose changes can be compared with each other."""


@dataclass(frozen=True)
class TeacherDistance:
    """How far a checkpoint is from a teacher, by pairs of the layer map.

    `divergence_p` is the mean Jensen-Shannon divergence of the matched heads in nats, `cka_p`
    linear CKA of what both blocks give (unbiased; NaN where one does not vary), `kl` the mean
    KL(teacher ‖ student) of the outputs in nats; None for models that predict nothing.
    """

    divergence_p: tuple[float, ...]
    cka_p: tuple[float, ...]
    kl: float | None


@dataclass(frozen=True)
class CheckpointPoint:
    """One checkpoint on the text; `loss` is in nats per token, None for a BERT."""

    step: int
    digest: str
    statistics: HeadStatistics = field(repr=False)
    tiles: HeadTiles = field(repr=False)
    loss: float | None = None
    distance: TeacherDistance | None = None

    def measured(self, measure: Measure) -> Floats:
        """A measure of every head, lh."""
        values: Floats = getattr(self.statistics, f"{measure}_lh")
        return values


@dataclass(frozen=True)
class SkippedCheckpoint:
    """A checkpoint that could not be read, and why."""

    step: int
    why: Words


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
class Evolution(Shown):
    """One text at the checkpoints of a run, as far as they were read, oldest first.

    `total` counts those to be read, `left_out` the tokens at the text's end that were not.
    With a teacher `mapping` says which layers were compared.
    """

    tokens: tuple[str, ...]
    points: tuple[CheckpointPoint, ...]
    total: int
    skipped: tuple[SkippedCheckpoint, ...] = ()
    left_out: int = 0
    mapping: LayerMapping | None = None

    @property
    def done(self) -> int:
        """How many checkpoints were read or skipped."""
        return len(self.points) + len(self.skipped)

    @property
    def steps(self) -> tuple[int, ...]:
        return tuple(point.step for point in self.points)

    def series(self, measure: Measure) -> Floats:
        """A measure of every head at each point, nlh."""
        return np.stack([point.measured(measure) for point in self.points])

    def strongest_changes(
        self, most: int = 20, measures: Sequence[Measure] = SHARES
    ) -> tuple[HeadChange, ...]:
        """The largest changes between two checkpoints that follow each other, largest first.

        Where the first token is the one special token its share is told once.
        """
        told = [one for one in measures if one != "special_share" or not self._is_told_twice()]
        changes = [change for one in told for change in self._changes(one, most)]
        return tuple(sorted(changes, key=lambda one: -abs(one.change))[:most])

    def _is_told_twice(self) -> bool:
        """Whether what is special is the first token alone."""
        return all(
            np.allclose(point.statistics.special_share_lh, point.statistics.first_share_lh)
            for point in self.points
        )

    def _changes(self, measure: Measure, most: int) -> list[HeadChange]:
        """The largest of one measure; with fewer than two points there are none."""
        if len(self.points) < 2:
            return []
        values_nlh = self.series(measure)
        moved_nlh = np.abs(np.diff(values_nlh, axis=0))
        largest = np.argsort(-moved_nlh, axis=None, kind="stable")[:most]
        places = zip(*np.unravel_index(largest, moved_nlh.shape), strict=True)
        return [self._change(measure, values_nlh, *map(int, place)) for place in places]

    def _change(
        self, measure: Measure, values_nlh: Floats, number: int, layer: int, head: int
    ) -> HeadChange:
        before, after = (float(values_nlh[n, layer, head]) for n in (number, number + 1))
        steps = self.points[number].step, self.points[number + 1].step
        return HeadChange(layer, head, measure, *steps, before, after)

    def table(self) -> "Iterator[tuple[object, ...]]":
        from workbench.inspection.comparison.written import evolution_table

        return evolution_table(self)

    def as_plain(self) -> dict[str, Any]:
        from workbench.inspection.comparison.written import evolution_plain

        return evolution_plain(self)

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        from workbench.inspection.comparison.written import evolution_arrays

        return evolution_arrays(self)

    def _repr_html_(self) -> str:
        from workbench.inspection.comparison.pages import evolution_page

        return evolution_page(self)
