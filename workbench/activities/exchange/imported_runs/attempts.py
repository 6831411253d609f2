"""From event files to attempts: what a restart did again takes the place of what was before it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.activities.exchange.event_files.reader import EventFile, EventStretch, Points
from workbench.activities.exchange.imported_runs.metric_names import EPOCH, TOKENS
from workbench.events import Metrics
from workbench.words import Words, words

_MOST = 2**63


@dataclass
class WrittenAttempt:
    """The points of an attempt; before it, all behind `from_step` no longer counts."""

    from_step: int | None = None
    points: dict[str, Points] = field(default_factory=dict)
    again: int = 0
    """How many points were measured anew at a step, the last of which counts."""
    unordered: int = 0
    """How many points were written behind one of a later step."""

    def add(self, points: Mapping[str, Points]) -> None:
        """Take in points that belong to the same attempt."""
        for tag, more in points.items():
            kept = self.points.setdefault(tag, Points())
            kept.steps.extend(more.steps)
            kept.values.extend(more.values)
            kept.wall_times.extend(more.wall_times)


def attempts_of(files: Sequence[EventFile]) -> list[WrittenAttempt]:
    """The attempts that the files of one run tell, in the order of the files.

    A beginning of training with a step drops what was before from there on, as in TensorBoard. So
    does a file that was begun after all others were written and measures the same again.
    """
    attempts = [WrittenAttempt()]
    last_steps: dict[str, int] = {}
    last_time = -math.inf
    for file in files:
        for number, stretch in enumerate(file.stretches):
            from_step = None if stretch.purged_from is None else _before(stretch.purged_from)
            first_time, newest_time = _times(stretch)
            if number == 0 and first_time > last_time:
                from_step = _restarted_after(stretch, last_steps)
            if from_step is not None and last_steps:
                attempts.append(WrittenAttempt(from_step))
                last_steps = {tag: min(step, from_step) for tag, step in last_steps.items()}
            attempts[-1].add(stretch.points)
            for tag, points in stretch.points.items():
                last_steps[tag] = max(max(points.steps), last_steps.get(tag, -_MOST))
            last_time = max(last_time, newest_time)
    return attempts


def _times(stretch: EventStretch) -> tuple[float, float]:
    """The earliest and the latest wall time; of an empty one, that of no file at all."""
    times = [time for one in stretch.points.values() for time in one.wall_times]
    return min(times, default=math.inf), max(times, default=-math.inf)


def _restarted_after(stretch: EventStretch, last_steps: Mapping[str, int]) -> int | None:
    """The step that a file goes on from, if it measures again what was measured; or None."""
    firsts = {tag: min(points.steps) for tag, points in stretch.points.items()}
    again = [step for tag, step in firsts.items() if step <= last_steps.get(tag, -_MOST)]
    return _before(min(again)) if again else None


def _before(step: int) -> int:
    """The step before one; there is none before the least."""
    return max(step - 1, -_MOST)


def superseded_points(attempts: Sequence[WrittenAttempt]) -> int:
    """How many points no longer count, as a later attempt measured from there on again."""
    dropped, limit = 0, _MOST
    for attempt in reversed(attempts):
        if limit < _MOST:
            steps = [np.array(one.steps) for one in attempt.points.values()]
            dropped += sum(int((one > limit).sum()) for one in steps)
        if attempt.from_step is not None:
            limit = min(limit, attempt.from_step)
    return dropped


def metrics_of(
    attempt: WrittenAttempt, names: Mapping[str, str], begun: float
) -> Iterator[Metrics]:
    """An attempt's points as the events of a run, by their steps; `begun` is a wall time."""
    rows: dict[int, dict[str, float]] = {}
    times: dict[int, float] = {}
    for tag, points in attempt.points.items():
        name, last = names[tag], -_MOST
        for step, value, wall_time in zip(
            points.steps, points.values, points.wall_times, strict=True
        ):
            row = rows.get(step)
            if row is None:
                row = rows[step] = {}
                times[step] = wall_time
            attempt.again += name in row and name not in (EPOCH, TOKENS)
            attempt.unordered += step < last
            row[name] = value
            last = step
    yield from _in_order(rows, times, begun)


def _in_order(
    rows: Mapping[int, dict[str, float]], times: Mapping[int, float], begun: float
) -> Iterator[Metrics]:
    """Epochs and tokens are no curves: they stay until they are told again."""
    epoch, tokens = 0.0, 0
    for step in sorted(rows):
        values = rows[step]
        told_epoch, told_tokens = values.pop(EPOCH, math.nan), values.pop(TOKENS, math.nan)
        epoch = told_epoch if math.isfinite(told_epoch) else epoch
        tokens = int(told_tokens) if abs(told_tokens) < _MOST else tokens
        elapsed_s = times[step] - begun
        if values:
            yield Metrics(
                step=step,
                values=values,
                tokens=tokens,
                epoch=epoch,
                elapsed_s=elapsed_s if 0 <= elapsed_s < math.inf else 0.0,
            )


def begun_at(attempts: Sequence[WrittenAttempt]) -> float:
    """The earliest wall time of all points; 0 where none tells it."""
    times = (min(one.wall_times) for attempt in attempts for one in attempt.points.values())
    return min((time for time in times if math.isfinite(time)), default=0.0)


def said_of(attempts: Sequence[WrittenAttempt]) -> Iterator[Words]:
    """What of the points does not count, or was put into another place, counted."""
    if dropped := superseded_points(attempts):
        yield words(
            "{points} points no longer count: after a restart their steps were measured again "
            "(restarts: {count})",
            points=dropped,
            count=len(attempts) - 1,
        )
    if again := sum(one.again for one in attempts):
        yield words(
            "{count} points were measured again at the same step; the last of each counts",
            count=again,
        )
    if unordered := sum(one.unordered for one in attempts):
        yield words(
            "{count} points were written behind one of a later step; they are put in order",
            count=unordered,
        )
