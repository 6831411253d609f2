"""At which points of a run a condition begins to hold: once for each stretch in which it does.

Whether it holds at a point depends on that point and those before it alone, so that a run that
goes on adds firings and takes none back. A comparison with NaN does not hold.

Shapes: `_s`, the points of a curve in the order of their steps.
"""

from dataclasses import dataclass
from typing import assert_never

import numpy as np
import numpy.typing as npt

from workbench.curves.conditions import Comparison, Condition, CurveNotFinite, CurveTrend, Sign
from workbench.curves.formula import Lookup, check, evaluate, evaluate_together, full_name
from workbench.metrics import Direction, metric
from workbench.store.runs.state import MetricSeries
from workbench.words import Words, words

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Firing:
    """The step at which a condition began to hold, and a sentence with its values."""

    step: int
    words: Words


def firings(condition: Condition, lookup: Lookup) -> list[Firing]:
    """Every beginning of a stretch in which a condition holds; raises BadInput."""
    match condition:
        case Comparison():
            return _of_comparison(condition, lookup)
        case CurveTrend():
            return _of_trend(condition, evaluate(condition.curve, lookup))
        case CurveNotFinite(curve=curve):
            series = evaluate(curve, lookup)
            begins = beginnings(~np.isfinite(np.array(series.values)))
            return [_is(condition, series, int(at)) for at in begins]


def beginnings(holds_s: Mask) -> npt.NDArray[np.intp]:
    """The points at which a condition holds and did not hold at the point before."""
    before_s = np.concatenate([[False], holds_s[:-1]])
    return np.flatnonzero(holds_s & ~before_s)


def compared(left_s: Floats, sign: Sign, right_s: Floats) -> Mask:
    """Where a comparison holds."""
    match sign:
        case ">":
            return left_s > right_s
        case ">=":
            return left_s >= right_s
        case "<":
            return left_s < right_s
        case "<=":
            return left_s <= right_s
        case _:
            assert_never(sign)


def moves_in_a_row(values_s: Floats, *, up: bool) -> npt.NDArray[np.intp]:
    """How many times in a row each point was above (or below) the one before it."""
    later_s, earlier_s = values_s[1:], values_s[:-1]
    moved_s = later_s > earlier_s if up else later_s < earlier_s
    moves_s = np.concatenate([[False], moved_s])
    places_s = np.arange(len(values_s))
    return places_s - np.maximum.accumulate(np.where(moves_s, 0, places_s))


def last_best(values_s: Floats, *, higher_is_better: bool) -> npt.NDArray[np.intp]:
    """The place of the best point so far, of equal ones the first; NaN is never the best."""
    costs_s = np.where(np.isnan(values_s), np.inf, -values_s if higher_is_better else values_s)
    lowest_s = np.minimum.accumulate(costs_s)
    improved_s = np.concatenate([[True], costs_s[1:] < lowest_s[:-1]])
    return np.maximum.accumulate(np.where(improved_s, np.arange(len(values_s)), 0))


def _of_comparison(condition: Comparison, lookup: Lookup) -> list[Firing]:
    left, right = evaluate_together((condition.curve, condition.limit), lookup)
    holds_s = compared(np.array(left.values), condition.sign, np.array(right.values))
    begins = [int(at) for at in beginnings(holds_s)]
    if not check(condition.limit):
        return [_is(condition, left, at) for at in begins]
    return [
        Firing(
            left.steps[at],
            words(
                "{curve} is {value} at step {step:,}, and {other} is {limit} (alert: {when})",
                curve=_called(condition.curve),
                value=_text(condition.curve, left.values[at]),
                step=left.steps[at],
                other=_called(condition.limit),
                limit=_text(condition.limit, right.values[at]),
                when=condition.text,
            ),
        )
        for at in begins
    ]


def _of_trend(condition: CurveTrend, series: MetricSeries) -> list[Firing]:
    values_s = np.array(series.values)
    if condition.trend == "no improvement":
        higher = metric(full_name(condition.curve)).direction is Direction.HIGHER
        best_s = last_best(values_s, higher_is_better=higher)
        begins = beginnings(np.arange(len(values_s)) - best_s >= condition.count)
        return [_not_improved(condition, series, int(at), int(best_s[at])) for at in begins]
    row_s = moves_in_a_row(values_s, up=condition.trend == "rises")
    return [_moved(condition, series, int(at)) for at in beginnings(row_s >= condition.count)]


def _is(condition: Comparison | CurveNotFinite, series: MetricSeries, at: int) -> Firing:
    said = words(
        "{curve} is {value} at step {step:,} (alert: {when})",
        curve=_called(condition.curve),
        value=_text(condition.curve, series.values[at]),
        step=series.steps[at],
        when=condition.text,
    )
    return Firing(series.steps[at], said)


def _moved(condition: CurveTrend, series: MetricSeries, at: int) -> Firing:
    values: dict[str, Words | str | int] = {
        "curve": _called(condition.curve),
        "count": condition.count,
        "step": series.steps[at],
        "first": _text(condition.curve, series.values[at - condition.count]),
        "value": _text(condition.curve, series.values[at]),
        "when": condition.text,
    }
    if condition.trend == "rises":
        said = words(
            "{curve} has risen {count:,} times in a row up to step {step:,}, from {first} to "
            "{value} (alert: {when})",
            **values,
        )
    else:
        said = words(
            "{curve} has fallen {count:,} times in a row up to step {step:,}, from {first} to "
            "{value} (alert: {when})",
            **values,
        )
    return Firing(series.steps[at], said)


def _not_improved(condition: CurveTrend, series: MetricSeries, at: int, best: int) -> Firing:
    said = words(
        "{curve} has not improved {count:,} times in a row: it is {value} at step {step:,} and was "
        "best at step {best_step:,}, {best} (alert: {when})",
        curve=_called(condition.curve),
        count=condition.count,
        value=_text(condition.curve, series.values[at]),
        step=series.steps[at],
        best_step=series.steps[best],
        best=_text(condition.curve, series.values[best]),
        when=condition.text,
    )
    return Firing(series.steps[at], said)


def _called(curve: str) -> Words | str:
    """The title of a metric; a formula stands for itself."""
    return metric(full_name(curve)).label if curve.isidentifier() else curve


def _text(curve: str, value: float) -> str:
    """As the metric is written; a formula of metrics has four digits."""
    return metric(full_name(curve)).text(value)
