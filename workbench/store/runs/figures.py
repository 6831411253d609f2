"""The best value of each metric of a run, and the course of its validation loss in a few points."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from workbench.metrics import Direction, metric
from workbench.store.runs.state import MetricSeries

COURSE_OF = "validation_loss"
"""The metric whose course stands beside a run's name."""
MOST_POINTS = 32


def take_best(best: dict[str, float], values: Mapping[str, float]) -> None:
    """Bring the best values up to new ones; what is no number is never the best."""
    for name, value in values.items():
        sign = _sign(name)
        is_better = sign and (name not in best or sign * value > sign * best[name])
        if is_better and math.isfinite(value):
            best[name] = value


@cache
def _sign(name: str) -> int:
    """1 where more is better, -1 where less is, 0 where neither."""
    match metric(name).direction:
        case Direction.HIGHER:
            return 1
        case Direction.LOWER:
            return -1
        case Direction.NEITHER:
            return 0


def best_of(name: str, values: Iterable[float]) -> float:
    """The best of a metric's values, the first of equal ones; NaN where none is a number."""
    best = min if _sign(name) < 0 else max
    return best(filter(math.isfinite, values), default=math.nan)


def best_values(series: Mapping[str, MetricSeries]) -> dict[str, float]:
    """The best value of every metric of which one of two values is the better one."""
    best: dict[str, float] = {}
    for name, one in series.items():
        take_best(best, {name: best_of(name, one.values)})
    return best


def course(values: Iterable[float]) -> tuple[float, ...]:
    """At most `MOST_POINTS` of the values, in their order: the least and the largest of each part.

    What is no number is left out; every spike stays.
    """
    finite = [value for value in values if math.isfinite(value)]
    if len(finite) <= MOST_POINTS:
        return tuple(finite)
    num_parts = MOST_POINTS // 2
    bounds = [round(number * len(finite) / num_parts) for number in range(num_parts + 1)]
    parts = (finite[bounds[n] : bounds[n + 1]] for n in range(num_parts))
    return tuple(value for part in parts for value in _ends(part))


def course_of(series: Mapping[str, MetricSeries]) -> tuple[float, ...]:
    """The course of the validation loss; empty where there is none."""
    return course(series[COURSE_OF].values) if COURSE_OF in series else ()


def _ends(part: Sequence[float]) -> Sequence[float]:
    """The least and the largest, in the order in which they came."""
    numbers = range(len(part))
    low, high = min(numbers, key=part.__getitem__), max(numbers, key=part.__getitem__)
    return [part[number] for number in sorted((low, high))]
