"""A run's curves as an event file for TensorBoard, after the run."""

import math
import time
from collections.abc import Iterator
from pathlib import Path

from workbench.activities.exchange.event_files.writer import EventFileWriter
from workbench.store.files.own import require_not_kept
from workbench.store.files.refused import naming_what_is_refused
from workbench.store.runs.state import RunState


def write_tensorboard(state: RunState, run_id: str, folder: Path) -> int:
    """Write every metric of a run to `folder/run_id`; gives the number of points.

    Each point stands at the time at which it was measured, as though the run had ended just now.
    """
    into = (folder / run_id).absolute()
    begun = time.time() - state.elapsed_s
    points = 0
    with naming_what_is_refused(folder):
        require_not_kept(into)
        into.mkdir(parents=True, exist_ok=True)
        with EventFileWriter(into, time.time()) as writer:
            for step, values, elapsed_s in _by_steps(state):
                writer.add(step, values, begun + elapsed_s)
                points += len(values)
    return points


def _by_steps(state: RunState) -> Iterator[tuple[int, dict[str, float], float]]:
    """What was measured at each step, in their order, and how long the run had gone on."""
    rows: dict[int, dict[str, float]] = {}
    times: dict[int, float] = {}
    for name, series in state.series.items():
        for step, value, elapsed_s in zip(
            series.steps, series.values, series.elapsed_s, strict=True
        ):
            rows.setdefault(step, {})[name] = value
            times[step] = elapsed_s if math.isfinite(elapsed_s) else 0.0
    for step in sorted(rows):
        yield step, rows[step], times[step]
