"""What a model does with one text at each checkpoint of its run; torch is not needed.

Shapes: n checkpoints, l layers, h heads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.comparison.changes import (
    HeadChange,
    LensChange,
    head_changes,
    lens_changes,
)
from workbench.inspection.comparison.checkpoint_point import (
    DEFAULT_ASKED,
    MEASURES,
    SHARES,
    CheckpointPoint,
    EvolutionAsked,
    Measure,
    SkippedCheckpoint,
)
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.shown import Shown
from workbench.models.layer_map import LayerMapping
from workbench.words import Words


@dataclass(frozen=True)
class Evolution(Shown):
    """One text at the checkpoints of a run, as far as they were read, oldest first.

    `total` counts those to be read, `left_out` the tokens at the text's end that were not.
    `share` is how much of a further checkpoint has been read, from 0 to 1. With a teacher
    `mapping` says which layers were compared. `notes` say what of that which was `asked` is not
    there, and what the heads were measured on.
    """

    tokens: tuple[str, ...]
    points: tuple[CheckpointPoint, ...]
    total: int
    skipped: tuple[SkippedCheckpoint, ...] = ()
    left_out: int = 0
    mapping: LayerMapping | None = None
    asked: EvolutionAsked = DEFAULT_ASKED
    notes: tuple[Words, ...] = ()
    share: float = 0.0

    @property
    def done(self) -> int:
        """How many checkpoints were read or skipped."""
        return len(self.points) + len(self.skipped)

    @property
    def steps(self) -> tuple[int, ...]:
        return tuple(point.step for point in self.points)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Those that every point has."""
        if not self.points:
            return ()
        return tuple(one for one in MEASURES if all(one in p.measures for p in self.points))

    @property
    def told_once(self) -> tuple[Measure, ...]:
        """The measures, of two that tell alike the first.

        Alike are the shares of special tokens and of the first one where that alone is special, and
        the token before on the text and over passages where heads were measured on the text.
        """
        return tuple(one for one in self.measures if not self._is_told_twice(one))

    def series(self, measure: Measure) -> Floats:
        """A measure of every head at each point, nlh."""
        return np.stack([point.measured(measure) for point in self.points])

    def head(self, layer: int, head: int) -> dict[Measure, Floats]:
        """Each measure of one head at each point, n; NaN where it has no value."""
        return {one: self.series(one)[:, layer, head] for one in self.measures}

    def strongest_changes(
        self, most: int = 20, measures: Sequence[Measure] = SHARES
    ) -> tuple[HeadChange, ...]:
        """The largest changes between two checkpoints that follow each other, largest first."""
        told = self.told_once
        return head_changes(self.points, [one for one in measures if one in told], most)

    def strongest_lens_changes(self, most: int = 20) -> tuple[LensChange, ...]:
        """The same of the true token's probability in the lens."""
        return lens_changes(self.points, most)

    def _is_told_twice(self, measure: Measure) -> bool:
        if measure == "special_share":
            return all(
                np.allclose(point.statistics.special_share_lh, point.statistics.first_share_lh)
                for point in self.points
            )
        return measure == "previous" and not self.asked.corpus

    def table(self) -> Iterator[tuple[object, ...]]:
        from workbench.inspection.comparison.evolution_written import evolution_table

        return evolution_table(self)

    def as_plain(self) -> dict[str, Any]:
        from workbench.inspection.comparison.evolution_written import evolution_plain

        return evolution_plain(self)

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        from workbench.inspection.comparison.evolution_written import evolution_arrays

        return evolution_arrays(self)

    def _repr_html_(self) -> str:
        from workbench.inspection.comparison.pages import evolution_page

        return evolution_page(self)
