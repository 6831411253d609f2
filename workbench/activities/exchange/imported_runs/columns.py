"""Which columns of a CSV file tell the step, the time, the run and the metrics."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from workbench.activities.exchange.imported_runs.metric_names import EPOCH, TOKENS
from workbench.errors import BadInput
from workbench.words import Words, listed, words

_STEPS = (
    "step",
    "global_step",
    "_step",
    "steps",
    "train/global_step",
    "trainer/global_step",
    "iteration",
    "iter",
)
_TIMES = (
    "wall time",
    "wall_time",
    "_timestamp",
    "timestamp",
    "elapsed_s",
    "seconds",
    "_runtime",
    "relative time (process)",
    "time",
)
_RUNS = ("run", "runs", "run_name", "run_id", "run_uuid")
_METRICS = ("metric", "tag", "key", "curve", "variable", "name")
_VALUE = "value"
_OF_RUN = re.compile(r"(?P<run>.+?) - (?P<metric>.+?)(?P<end>__MIN|__MAX)?")
"""How Weights & Biases heads the columns of several runs; beside a value stand its ends."""
_TENSORBOARD = re.compile(r"(run-(?P<run>.+?)-tag-)?(?P<metric>.+)")
"""How TensorBoard names a file with one curve."""


class TableLayout(Enum):
    """How a table holds points."""

    WIDE = auto()
    LONG = auto()


@dataclass(frozen=True)
class Columns:
    """The places of columns; `metrics` are those of a wide table, with the run and the metric.

    A long one has its `metric` and `value` beside further ones that each row has, such as an epoch;
    one without a column for the metric is of a single curve, `name`.
    """

    count: int
    layout: TableLayout
    step: int
    time: int | None
    run: int | None
    metrics: Mapping[int, tuple[str, str]]
    metric: int = -1
    value: int = -1
    name: str = ""
    notes: tuple[Words, ...] = field(default=())

    @classmethod
    def of(cls, path: Path, heading: Sequence[str]) -> "Columns":
        """By the heading of a file; raises BadInput where it tells no step or no metric."""
        names = [name.strip().removeprefix("\ufeff") for name in heading]
        places = {name.casefold(): place for place, name in reversed(list(enumerate(names)))}
        step, notes = _step(path, names, places)
        frame = _Frame(path, len(names), step, _first(places, _TIMES), _first(places, _RUNS), notes)
        known = (frame.step, frame.time, frame.run)
        others = {n: name for n, name in enumerate(names) if name and n not in known}
        metric, value = _first(places, _METRICS), places.get(_VALUE)
        if value is not None and (metric is not None or set(others) == {value}):
            return _long(frame, others, metric, value)
        if not others:
            raise BadInput("{path} has no column with a metric", path=path)
        return _wide(frame, others)


@dataclass(frozen=True)
class _Frame:
    """What both layouts have."""

    path: Path
    count: int
    step: int
    time: int | None
    run: int | None
    notes: tuple[Words, ...]


def _long(frame: _Frame, others: Mapping[int, str], metric: int | None, value: int) -> Columns:
    """Where no column names the metric, all are of one: its cell is taken from behind the row."""
    axes = {n: ("", name) for n, name in others.items() if name.casefold() in (EPOCH, TOKENS)}
    left = [name for n, name in others.items() if n not in (metric, value, *axes)]
    found = _TENSORBOARD.fullmatch(frame.path.stem)
    return Columns(
        frame.count + 1,
        TableLayout.LONG,
        frame.step,
        frame.time,
        frame.run,
        axes,
        metric=frame.count if metric is None else metric,
        value=value,
        name=found["metric"] if found else frame.path.stem,
        notes=(*frame.notes, *_left_out(frame.path, left)),
    )


def _wide(frame: _Frame, others: Mapping[int, str]) -> Columns:
    metrics, left = _of_runs(others)
    return Columns(
        frame.count,
        TableLayout.WIDE,
        frame.step,
        frame.time,
        frame.run,
        metrics,
        notes=(*frame.notes, *_left_out(frame.path, left)),
    )


def _first(places: Mapping[str, int], names: Sequence[str]) -> int | None:
    return next((places[name] for name in names if name in places), None)


def _step(
    path: Path, names: Sequence[str], places: Mapping[str, int]
) -> tuple[int, tuple[Words, ...]]:
    step = _first(places, _STEPS)
    if step is not None:
        return step, ()
    if EPOCH in places:
        said = words("{path} tells no step: its epochs are taken for steps", path=path)
        return places[EPOCH], (said,)
    raise BadInput(
        "no column of {path} tells the step; call one of them step (it has: {names})",
        path=path,
        names=listed(names[:_MOST_NAMED]) or "-",
    )


_MOST_NAMED = 20


def _of_runs(others: Mapping[int, str]) -> tuple[dict[int, tuple[str, str]], list[str]]:
    """The metrics of a wide table with their runs, and the columns that are left out."""
    found = {place: _OF_RUN.fullmatch(name) for place, name in others.items()}
    if not all(found.values()):
        return {place: ("", name) for place, name in others.items()}, []
    told = {place: one for place, one in found.items() if one is not None}
    metrics = {place: (one["run"], one["metric"]) for place, one in told.items() if not one["end"]}
    return metrics, [others[place] for place in told if place not in metrics]


def _left_out(path: Path, names: Sequence[str]) -> Iterator[Words]:
    if names:
        yield words(
            "{count} columns of {path} are left out: {names}",
            count=len(names),
            path=path,
            names=listed(names[:_MOST_NAMED]),
        )
