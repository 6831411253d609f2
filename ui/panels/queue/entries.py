"""The rows of the queue: the run that is live, and what waits for its turn behind it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ui.models.run_words import is_live
from ui.protocols.open_project import OpenProject
from ui.running.run_view import RunView
from workbench.errors import WorkbenchError
from workbench.plans.planned_run import PlannedRun, Startable, membership_of, spec_of
from workbench.store.membership import Membership
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.time_left import seconds_left


@dataclass(frozen=True)
class Entry:
    """A row; `place` is 0 for the run that is live, `part` of `parts` its place in its plan.

    Below 0 it counts what another process starts after the live run, and nobody changes here.
    `parts` is 0 where nobody knows how many there will be, or where it is no part of a plan.
    """

    place: int
    name: str
    kind: str
    status: RunStatus
    belongs_to: Membership = field(default_factory=Membership)
    part: int = 0
    parts: int = 0
    seconds: float | None = None
    ends_in: float | None = None
    """Seconds until it ends, after all that stand before it; None where one of them is unknown."""
    run_id: str = ""
    """Of a run that has begun."""

    @property
    def key(self) -> str:
        return f"{self.place}/{self.name}"


@dataclass(frozen=True)
class QueuedWork:
    """What a queue is made of: the live run's view, and what waits, by the queue of the window.

    `kept` is what another process that performs the live run starts after it. With `held`, nothing
    that waits is started for now.
    """

    live: RunView | None
    paused: bool
    waiting: Sequence[Startable | str]
    kept: Sequence[Startable] = ()
    held: bool = False

    @property
    def placed(self) -> list[tuple[int, Startable | str]]:
        """What waits, and its places."""
        kept: list[tuple[int, Startable | str]] = [(-n, one) for n, one in enumerate(self.kept, 1)]
        return [*kept, *enumerate(self.waiting, 1)]


def entries(
    runs: Sequence[RunRecord], work: QueuedWork, seconds: Mapping[int, float | None]
) -> list[Entry]:
    """The rows in their order; `seconds` are those that are known, by the place in the queue."""
    by_id = {run.id: run for run in runs}
    rows = [] if work.live is None else [_of_live(work.live, by_id, paused=work.paused)]
    rows += [_of_waiting(place, one, by_id, seconds.get(place)) for place, one in work.placed]
    return _timed(_counted(rows, runs, work), held=work.held)


def _timed(rows: list[Entry], *, held: bool) -> list[Entry]:
    """Say when each ends: nobody knows behind what has paused, or whose time is unknown."""
    timed, total = [], 0.0
    for row in rows:
        waits = held and row.place != 0
        if row.seconds is None or row.status is RunStatus.PAUSED or waits:
            total = math.nan
        total += row.seconds or 0.0
        timed.append(replace(row, ends_in=None if math.isnan(total) else total))
    return timed


def _of_live(view: RunView, runs: Mapping[str, RunRecord], *, paused: bool) -> Entry:
    record, state = runs.get(view.run_id), view.state
    return Entry(
        place=0,
        name=record.name if record is not None else state.name or view.run_id,
        kind=record.kind if record is not None else state.kind,
        status=RunStatus.PAUSED if paused else RunStatus.RUNNING,
        belongs_to=(record.belongs_to if record is not None else None) or Membership(),
        seconds=seconds_left(state),
        run_id=view.run_id,
    )


def _of_waiting(
    place: int, one: Startable | str, runs: Mapping[str, RunRecord], seconds: float | None
) -> Entry:
    if not isinstance(one, str):
        spec, belongs_to = spec_of(one), membership_of(one)
        return Entry(
            place,
            spec.name,
            spec.kind,
            RunStatus.QUEUED,
            belongs_to,
            seconds=seconds,
            run_id=_begun(one),
        )
    if (record := runs.get(one)) is None:
        return Entry(place, one, "", RunStatus.QUEUED, seconds=seconds)
    belongs_to = record.belongs_to or Membership()
    return Entry(
        place,
        record.name,
        record.kind,
        RunStatus.QUEUED,
        belongs_to,
        seconds=seconds,
        run_id=one,
    )


def _counted(rows: list[Entry], runs: Sequence[RunRecord], work: QueuedWork) -> list[Entry]:
    """Say which of how many a part of a chain or a journey is: all are queued at once."""
    to_come = {work.live.run_id} if work.live is not None else set()
    to_come |= {one if isinstance(one, str) else _begun(one) for _, one in work.placed}
    done = [run.belongs_to for run in runs if run.id not in to_come and not is_live(run.status)]
    counted = []
    for number, row in enumerate(rows):
        if row.belongs_to.kind in ("chain", "journey"):
            before = sum(row.belongs_to.is_beside(one) for one in done if one is not None)
            mates = [row.belongs_to.is_beside(other.belongs_to) for other in rows]
            part, parts = before + sum(mates[: number + 1]), before + sum(mates)
            counted.append(replace(row, part=part, parts=parts))
        else:
            counted.append(row)
    return counted


def _begun(one: Startable) -> str:
    return one.begun if isinstance(one, PlannedRun) else ""


def following_elsewhere(project: OpenProject | None, live: RunView | None) -> tuple[Startable, ...]:
    """What the process that performs a run starts after it; whoever resumes it says what is amiss
    with that."""
    if project is None or live is None:
        return ()
    try:
        return project.saved_run(live.run_id).following()
    except WorkbenchError:
        return ()


def expected_seconds(
    project: OpenProject, waiting: Sequence[tuple[int, Startable | str]]
) -> Iterator[tuple[int, float | None]]:
    """How long each will take, None while what it needs is still to come; runs in a thread."""
    for place, one in waiting:
        try:
            yield place, _seconds(project, one)
        except WorkbenchError:
            yield place, None


def _seconds(project: OpenProject, one: Startable | str) -> float | None:
    if not isinstance(one, str):
        return project.preview(spec_of(one)).estimate().seconds
    run = project.saved_run(one)
    return seconds_left(run.state()) or run.estimated_seconds()
