"""A branch goes on from another run's checkpoint: its curves begin with that run's points."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workbench.store.runs.state import MetricSeries
from workbench.words import Words, words


@dataclass(frozen=True)
class Parent:
    """A run that others branched from, and what it measured up to the branching step."""

    run_id: str
    name: str
    step: int
    series: Mapping[str, MetricSeries] = field(repr=False)

    @property
    def caption(self) -> Words:
        """What the legend says behind a branch's line."""
        return words("{run} until step {step}", run=self.name, step=self.step)


@dataclass(frozen=True)
class Ancestry:
    """The parents of a run, the nearest first; `missing` says whose points are gone, and why.

    Of a run that is no branch there are none, and nothing is missing.
    """

    parents: tuple[Parent, ...] = ()
    missing: Words | None = None

    def owner_of(self, step: int) -> Parent | None:
        """The parent that measured a step of the line; None where the run itself did."""
        return next((one for one in reversed(self.parents) if step <= one.step), None)


NO_PARENTS = Ancestry()
"""Of a run that began with its first step."""


@dataclass(frozen=True)
class ContinuedCurve:
    """A branch's curve behind the points of its parents, of which there are `inherited`."""

    series: MetricSeries
    inherited: int = 0


def continued(own: MetricSeries | None, parents: Sequence[MetricSeries | None]) -> ContinuedCurve:
    """One line without a doubled step; `parents` (nearest first) end where they were left.

    A branch's first figure is its parent's last one, and stands there once.
    """
    made = MetricSeries()
    for part in reversed(parents):
        _go_on(made, part)
    inherited = len(made)
    _go_on(made, own)
    return ContinuedCurve(made, inherited)


def up_to(series: MetricSeries, step: int) -> MetricSeries:
    """A copy that ends at or before a step, found without looking at what follows."""
    made = MetricSeries()
    _append(made, series, 0, bisect_right(series.steps, step))
    return made


def _go_on(made: MetricSeries, part: MetricSeries | None) -> None:
    if part:
        first = bisect_right(part.steps, made.steps[-1]) if made else 0
        _append(made, part, first, len(part))


def _append(made: MetricSeries, part: MetricSeries, first: int, last: int) -> None:
    for column in MetricSeries.__slots__:
        getattr(made, column).extend(getattr(part, column)[first:last])
