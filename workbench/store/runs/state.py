"""What is known of a run, as a fold over its events: the same from a thread, a journal, a test."""

from array import array
from dataclasses import dataclass, field, replace
from typing import assert_never

from workbench.events import (
    ArtifactReady,
    CheckpointRemoved,
    CheckpointSaved,
    Classified,
    Continued,
    Event,
    Metrics,
    Note,
    Outcome,
    Paused,
    Progress,
    Reference,
    ReportReady,
    RunEnded,
    RunResumed,
    RunStarted,
    SampleWritten,
    StageStarted,
)
from workbench.store.records import RunStatus
from workbench.words import Words

STEPS = "steps"
"""The unit of a stage whose progress is the run's own step."""


class MetricSeries:
    """One metric's points in the order of their steps, as columns of equal length.

    A column becomes numpy by a copy, `numpy.array(series.values)`; a view (`frombuffer`,
    `asarray`) would forbid the column to grow while the view lives.
    """

    __slots__ = ("elapsed_s", "epochs", "steps", "tokens", "values")

    def __init__(self) -> None:
        self.steps = array("q")
        self.values = array("d")
        self.tokens = array("q")
        self.elapsed_s = array("d")
        self.epochs = array("d")

    def __len__(self) -> int:
        return len(self.steps)

    def append(self, metrics: Metrics, value: float) -> None:
        """Add a point; one at the same step as the last, measured anew, takes its place."""
        if self.steps and self.steps[-1] == metrics.step:
            self.values[-1] = value
            return
        self.steps.append(metrics.step)
        self.values.append(value)
        self.tokens.append(metrics.tokens)
        self.elapsed_s.append(metrics.elapsed_s)
        self.epochs.append(metrics.epoch)

    def up_to(self, step: int) -> "MetricSeries":
        """A copy that ends with the last point at or before a step."""
        return self._part(slice(0, self.kept_up_to(step)))

    def behind(self, index: int) -> "MetricSeries":
        """A copy that begins with the point of an index."""
        return self._part(slice(index, None))

    def kept_up_to(self, step: int) -> int:
        """How many points stand at or before a step."""
        count = len(self.steps)
        while count and self.steps[count - 1] > step:
            count -= 1
        return count

    def _part(self, which: slice) -> "MetricSeries":
        part = MetricSeries()
        for column in self.__slots__:
            setattr(part, column, getattr(self, column)[which])
        return part


@dataclass(frozen=True)
class Stage:
    """The part of the work that is going on; `done` counts up to `total`, if that is known."""

    words: Words
    done: int = 0
    total: int | None = None
    unit: str = ""


@dataclass(frozen=True)
class RunState:
    """Everything that a run's events tell.

    `apply` gives the next state and leaves this one as it is, but for `series`, which grows in
    place: appending a point to a hundred thousand costs nothing.
    """

    run: str = ""
    name: str = ""
    kind: str = ""
    status: RunStatus = RunStatus.QUEUED
    step: int = 0
    total_steps: int | None = None
    tokens: int = 0
    epoch: float = 0.0
    elapsed_s: float = 0.0
    stage: Stage | None = None
    series: dict[str, MetricSeries] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    samples: tuple[SampleWritten, ...] = ()
    checkpoints: tuple[CheckpointSaved, ...] = ()
    artifacts: tuple[ArtifactReady, ...] = ()
    notes: tuple[Note, ...] = ()
    report: ReportReady | None = None
    classified: tuple[Classified, ...] = ()
    resumed_from: tuple[int, ...] = ()
    environment: dict[str, str | int | float] = field(default_factory=dict)
    ended: Words | None = None
    others: tuple[str, ...] = ()
    """Other runs that begin in the same journal: a run begins once."""

    @property
    def last(self) -> dict[str, float]:
        """The newest value of every metric."""
        return {name: series.values[-1] for name, series in self.series.items() if series}

    @property
    def best_classified(self) -> Classified | None:
        """How the best checkpoint judged the validation examples; the newest one if none is."""
        best = [saved.step for saved in self.checkpoints if saved.is_best]
        of_best = (c for c in self.classified if best and c.step == best[-1])
        return next(of_best, self.classified[-1] if self.classified else None)

    def apply(self, event: Event) -> "RunState":
        """The state after one more event."""
        match event:
            case Metrics():
                return self._measured(event)
            case Progress():
                return self._progressed(event)
            case StageStarted():
                return self._entered(event)
            case RunStarted():
                return self._started(event)
            case RunResumed():
                return self._resumed(event)
            case RunEnded():
                status = _STATUS[event.outcome]
                return replace(self, status=status, stage=None, ended=event.words)
            case Paused():
                return replace(self, status=RunStatus.PAUSED)
            case Continued():
                return replace(self, status=RunStatus.RUNNING)
            case _:
                return self._found(event)

    def _entered(self, event: StageStarted) -> "RunState":
        """A stage that counts steps tells how many the run will have."""
        total_steps = event.total if event.unit == STEPS else self.total_steps
        stage = Stage(event.words, total=event.total, unit=event.unit)
        return replace(self, stage=stage, total_steps=total_steps)

    def _found(
        self,
        event: Reference
        | SampleWritten
        | CheckpointSaved
        | CheckpointRemoved
        | ArtifactReady
        | ReportReady
        | Classified
        | Note,
    ) -> "RunState":
        """The state with one more thing that stays with the run."""
        match event:
            case Reference():
                return replace(self, references=_with_reference(self.references, event))
            case SampleWritten():
                return replace(self, samples=_with_sample(self.samples, event))
            case CheckpointSaved():
                return replace(self, checkpoints=_with_checkpoint(self.checkpoints, event))
            case CheckpointRemoved():
                kept = tuple(c for c in self.checkpoints if c.step != event.step)
                return replace(self, checkpoints=kept)
            case ArtifactReady():
                return replace(self, artifacts=(*self.artifacts, event))
            case ReportReady():
                return replace(self, report=event)
            case Classified():
                return replace(self, classified=_with_classified(self.classified, event))
            case Note():
                return replace(self, notes=(*self.notes, event))
            case _:
                assert_never(event)

    def _started(self, event: RunStarted) -> "RunState":
        is_other = self.run not in ("", event.run) and event.run not in self.others
        return replace(
            self,
            others=(*self.others, event.run) if is_other else self.others,
            run=self.run or event.run,
            name=event.name,
            kind=event.kind,
            status=RunStatus.RUNNING,
            total_steps=event.total_steps,
            environment=event.environment,
            ended=None,
        )

    def _resumed(self, event: RunResumed) -> "RunState":
        """What came after the step that the attempt goes on from no longer counts."""
        step = event.from_step
        series = {name: kept for name, old in self.series.items() if (kept := old.up_to(step))}
        longest = max(series.values(), key=lambda s: s.steps[-1], default=None)
        return replace(
            self,
            status=RunStatus.RUNNING,
            step=max(0, step),
            tokens=longest.tokens[-1] if longest else 0,
            epoch=longest.epochs[-1] if longest else 0.0,
            elapsed_s=longest.elapsed_s[-1] if longest else 0.0,
            series=series,
            samples=tuple(s for s in self.samples if s.step <= step),
            classified=tuple(c for c in self.classified if c.step <= step),
            checkpoints=tuple(c for c in self.checkpoints if c.step <= step),
            resumed_from=(
                *(s for s in self.resumed_from if s < step),
                *([step] if step > 0 else []),
            ),
            environment=event.environment or self.environment,
            stage=None,
            report=None,
            ended=None,
        )

    def _measured(self, event: Metrics) -> "RunState":
        for name, value in event.values.items():
            series = self.series.get(name)
            if series is None:
                series = self.series[name] = MetricSeries()
            series.append(event, value)
        return self.without_points(event)

    def without_points(self, event: Metrics) -> "RunState":
        """The state after figures whose points are kept elsewhere."""
        return self._but(
            step=event.step,
            tokens=event.tokens,
            epoch=event.epoch,
            elapsed_s=event.elapsed_s,
        )

    def _but(self, **changes: int | float) -> "RunState":
        """`dataclasses.replace` at a fifth of its price, for the event that comes at every step."""
        changed = object.__new__(RunState)
        changed.__dict__.update(self.__dict__, **changes)
        return changed

    def _progressed(self, event: Progress) -> "RunState":
        if self.stage is None:
            return self
        total = self.stage.total if event.total is None else event.total
        return replace(self, stage=replace(self.stage, done=event.done, total=total))


_STATUS = {
    Outcome.FINISHED: RunStatus.FINISHED,
    Outcome.STOPPED: RunStatus.STOPPED,
    Outcome.FAILED: RunStatus.FAILED,
    Outcome.HANDED_OVER: RunStatus.HANDED_OVER,
}


def _with_reference(known: tuple[Reference, ...], new: Reference) -> tuple[Reference, ...]:
    """A line that is measured again, as each resume does, replaces the one before."""
    others = (r for r in known if (r.metric, r.name) != (new.metric, new.name))
    return (*others, new)


def _with_sample(known: tuple[SampleWritten, ...], new: SampleWritten) -> tuple[SampleWritten, ...]:
    again = bool(known) and (known[-1].step, known[-1].prompt) == (new.step, new.prompt)
    return (*(known[:-1] if again else known), new)


def _with_classified(known: tuple[Classified, ...], new: Classified) -> tuple[Classified, ...]:
    return (*(c for c in known if c.step != new.step), new)


def _with_checkpoint(
    known: tuple[CheckpointSaved, ...], new: CheckpointSaved
) -> tuple[CheckpointSaved, ...]:
    return (*(c for c in known if c.step != new.step), new)
