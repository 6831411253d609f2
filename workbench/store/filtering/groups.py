"""Runs in groups of one value: how many, and what their figures are together."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.store.filtering.fields import RunField, RunRow, Value


@dataclass(frozen=True)
class RunGroup:
    """The runs that share a value; None of those without one. `figures` are those that are there.

    `mean` and `best` are of these; `deviation` is their sample standard deviation (n - 1), None of
    fewer than two.
    """

    value: Value | None
    rows: tuple[RunRow, ...]
    figures: tuple[float, ...]
    best: float | None

    @property
    def mean(self) -> float | None:
        return statistics.fmean(self.figures) if self.figures else None

    @property
    def deviation(self) -> float | None:
        return statistics.stdev(self.figures) if len(self.figures) > 1 else None


def groups_of(
    rows: Sequence[RunRow], by: RunField, figure: RunField, *, more_is_better: bool = False
) -> tuple[RunGroup, ...]:
    """The groups in the order of their values, the one without a value last."""
    members: dict[Value | None, list[RunRow]] = {}
    for row in rows:
        members.setdefault(by.value(row), []).append(row)
    choose = max if more_is_better else min
    groups = []
    for value, own in members.items():
        figures = tuple(one for row in own if (one := _finite(figure.value(row))) is not None)
        groups.append(RunGroup(value, tuple(own), figures, choose(figures, default=None)))
    return tuple(sorted(groups, key=lambda group: _order(group.value)))


def _finite(value: Value | None) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None  # type: ignore[arg-type]


def _order(value: Value | None) -> tuple[int, float, str]:
    """Numbers before texts, nothing last."""
    match value:
        case None:
            return 2, 0.0, ""
        case int() | float():
            return 0, float(value), ""
        case _:
            return 1, 0.0, value_text(value).casefold()


def value_text(value: Value | None) -> str:
    """A value as plain text; none is empty."""
    match value:
        case None:
            return ""
        case tuple():
            return ", ".join(value)
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case _:
            return str(value)
