"""What figures of a run a report tells, and how a status and a time are said."""

import math

from workbench.activities.run_report.reported import ReportedRun
from workbench.store.records import RunStatus
from workbench.words import Words, words

STATUS = {
    RunStatus.QUEUED: words("queued"),
    RunStatus.RUNNING: words("running"),
    RunStatus.PAUSED: words("paused"),
    RunStatus.FINISHED: words("finished"),
    RunStatus.STOPPED: words("stopped"),
    RunStatus.FAILED: words("failed"),
    RunStatus.HANDED_OVER: words("handed over"),
    RunStatus.INTERRUPTED: words("interrupted"),
}
"""Where a run stands, in a word."""


def duration(seconds: float) -> Words:
    """A time as people say it."""
    if not math.isfinite(seconds) or seconds < 60:
        return words("{seconds:.1f} s", seconds=seconds)
    minutes = round(seconds / 60)
    if minutes < 60:
        return words("{minutes} min", minutes=minutes)
    return words("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def best(run: ReportedRun, name: str, *, lower: bool = True) -> tuple[int, float] | None:
    """The step and the value of a metric's best finite point."""
    series = run.series.get(name)
    if series is None:
        return None
    points = zip(series.steps, series.values, strict=True)
    finite = [(step, value) for step, value in points if math.isfinite(value)]
    if not finite:
        return None
    return min(finite, key=lambda point: point[1] if lower else -point[1])
