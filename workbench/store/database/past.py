"""What a run's journal told up to a point, to go on from: the whole of it, or what is indexed."""

from dataclasses import dataclass, field
from pathlib import Path

from workbench.events import Event, Progress
from workbench.store.runs.journal import read_without_metrics
from workbench.store.runs.state import RunState


@dataclass(frozen=True)
class Past:
    """A run's state at a byte offset of its journal, and the events that are no numbers.

    The empty one stands at the beginning: everything is still to be folded.
    """

    state: RunState = field(default_factory=RunState)
    log: tuple[Event, ...] = ()
    offset: int = 0

    @classmethod
    def of(cls, journal: Path, offset: int) -> "Past":
        """Fold a journal up to an offset without its metrics, whose points are known already."""
        state, log = RunState(), []
        for event in read_without_metrics(journal, offset):
            state = state.apply(event)
            if not isinstance(event, Progress):
                log.append(event)
        return cls(state, tuple(log), offset)
