"""What a run measured and measured again: the points behind the steps that it went on from."""

from pathlib import Path

from workbench.events import RunResumed
from workbench.store.runs.journal import read_journal
from workbench.store.runs.state import MetricSeries, RunState

Attempt = dict[str, MetricSeries]
"""By metric, the points that no longer count, behind the last one that does."""


def superseded(journal: Path) -> tuple[Attempt, ...]:
    """The ends of attempts that later ones did again, in their order; raises CannotBeRead."""
    state, attempts = RunState(), []
    for entry in read_journal(journal)[0]:
        if isinstance(entry.event, RunResumed) and (cut := _behind(state, entry.event.from_step)):
            attempts.append(cut)
        state = state.apply(entry.event)
    return tuple(attempts)


def _behind(state: RunState, step: int) -> Attempt:
    found = {name: (series, series.kept_up_to(step)) for name, series in state.series.items()}
    return {
        name: series.behind(max(kept - 1, 0))
        for name, (series, kept) in found.items()
        if kept < len(series)
    }
