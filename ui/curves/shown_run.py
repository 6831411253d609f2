"""A run whose curves are drawn, and how."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ui.models.run_style import RunStyle
from ui.running.run_view import RunView
from workbench.events import RunResumed
from workbench.metrics import comparable
from workbench.store.runs.state import MetricSeries


@dataclass(frozen=True)
class ShownRun:
    """One of the runs of a grid.

    `key` tells its curves from those of others; the run that is shown alone has none, and its
    curves have the colours of their metrics. One that stands beside it draws `only` these metrics.
    """

    key: str
    name: str
    view: RunView
    style: RunStyle
    only: tuple[str, ...] = ()

    @property
    def series(self) -> dict[str, MetricSeries]:
        """What it recorded that may stand beside what others recorded."""
        state = self.view.state
        found = comparable(state.series, state.kind)
        return {name: found[name] for name in self.only if name in found} if self.only else found

    @property
    def times_resumed(self) -> int:
        """How often points that no longer count may have been cut off."""
        return sum(isinstance(event, RunResumed) for event in self.view.log)

    def is_hidden(self, keys: Collection[str]) -> bool:
        """Whether its lines are among hidden ones, as one of several runs."""
        return bool(self.key) and any(key.startswith(f"{self.key}/") for key in keys)

    def key_of(self, curve: str) -> str:
        """Of its line of a curve, within a plot."""
        return f"{self.key}/{curve}" if self.key else curve


def is_alone(runs: Sequence[ShownRun]) -> bool:
    """Whether one run is shown, whatever stands beside it, and its metrics have the colours."""
    return bool(runs) and not runs[0].key
