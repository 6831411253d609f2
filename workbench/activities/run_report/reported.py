"""What a report tells of a run, read from its folder and its journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.curves.branches import NO_PARENTS, Ancestry
from workbench.events import (
    CheckpointSaved,
    Note,
    RunEnded,
    RunResumed,
    RunStarted,
)
from workbench.metrics import comparable
from workbench.store.membership import CONTROL, STUDENT, TEACHER
from workbench.store.records import RunRecord
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.journal import JournalEntry
from workbench.store.runs.notes.step_notes import StepNote
from workbench.store.runs.state import MetricSeries, RunState
from workbench.training.anomalies.anomaly import Anomaly
from workbench.words import Words

LOGGED = (RunStarted, RunResumed, RunEnded, Note)
"""The events that stand in a report's log."""


@dataclass(frozen=True)
class AttentionPicture:
    """Each head's attention at the last checkpoint, as a piece of SVG; and on how many tokens."""

    svg: str
    step: int
    tokens: int


@dataclass(frozen=True)
class CommandLine:
    """What makes a run again, in the folder of its project; `notes` say what may differ by now.

    Without a command the notes say why there is none.
    """

    command: str = ""
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class BestElsewhere:
    """Another run and the best validation loss that it reached."""

    name: str
    loss: float


@dataclass(frozen=True)
class ReportedRun:
    """One run; `settings` is its spec as plain values, empty where that is damaged.

    `attention` is None where there is nothing to look into, or says why there is no picture.
    `corpus_size` tells of the text by now; `seed_group` is shared by runs that differ by their seed
    alone, and empty where the settings are not known. `beside` is a student's control, `ancestry`
    the runs that a branch went on from, and `not_read` tells what of the folder could not be read.
    """

    record: RunRecord
    state: RunState
    spec_text: str
    settings: Mapping[str, Any]
    inputs: Inputs
    parameters: int | None = None
    log: tuple[JournalEntry, ...] = ()
    attention: AttentionPicture | Words | None = None
    corpus_size: Words | None = None
    step_notes: tuple[StepNote, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    beside: BestElsewhere | None = None
    again: CommandLine = CommandLine()
    not_read: tuple[Words, ...] = ()
    seed_group: str = ""
    ancestry: Ancestry = NO_PARENTS
    series: Mapping[str, MetricSeries] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, record: RunRecord, state: RunState, **more: Any) -> "ReportedRun":
        """A run with those of its series that may stand beside what others recorded."""
        return cls(record, state, series=comparable(state.series, state.kind), **more)

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def role(self) -> str:
        """The part that its model plays; empty for runs that play none."""
        match self.record.kind:
            case "pretrain":
                return TEACHER
            case "distill":
                belongs_to = self.record.belongs_to
                is_control = belongs_to is not None and belongs_to.role == CONTROL
                return CONTROL if is_control else STUDENT
            case _:
                return ""

    @property
    def best_checkpoint(self) -> CheckpointSaved | None:
        """The newest that was the best when it was saved."""
        return next((one for one in reversed(self.state.checkpoints) if one.is_best), None)

    @property
    def resumes(self) -> tuple[RunResumed, ...]:
        events = (entry.event for entry in self.log)
        return tuple(event for event in events if isinstance(event, RunResumed))

    def reference(self, metric: str, name: str) -> float | None:
        """A line beside a curve, such as the teacher's loss; None where there is none."""
        lines = self.state.references
        return next((r.value for r in lines if (r.metric, r.name) == (metric, name)), None)
