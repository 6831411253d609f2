"""How much each varied setting of a sweep decided: the share of the figures' variance behind it.

Of a setting with few values, epsilon squared (Kelley 1935): the variance between the runs of
different values, less what chance alone puts there. Of a number that is drawn from a range, the
square of Spearman's rank correlation, adjusted likewise. A share says nothing about values that
were not tried, nor about settings that only matter together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.plans.sweep import Result

Floats = NDArray[np.float64]

FEWEST_LEFT = 3
"""With fewer runs beyond one for each value, a share would be chance."""


@dataclass(frozen=True)
class SettingImportance:
    """`share` is from 0 to 1, None where the runs are too few to tell; `runs` were measured."""

    name: str
    share: float | None
    runs: int
    values: int


def importances(results: Sequence[Result]) -> tuple[SettingImportance, ...]:
    """One for each setting that was varied, the most important first, what cannot be told last."""
    measured = [one for one in results if one.figure is not None and np.isfinite(one.figure)]
    if not measured:
        return ()
    figures_r = np.array([one.figure for one in measured], dtype=np.float64)
    names = [name for name, _ in measured[0].planned.values]
    found = [
        _importance(name, [one.planned.values[number][1] for one in measured], figures_r)
        for number, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda one: -1.0 if one.share is None else -one.share - 2.0))


def _importance(name: str, written: Sequence[str], figures_r: Floats) -> SettingImportance:
    num_values, runs = len(set(written)), len(written)
    numbers = _numbers(written)
    share: float | None = None
    if num_values > 1 and runs - num_values >= FEWEST_LEFT:
        share = epsilon_squared(written, figures_r)
    elif numbers is not None and num_values > 1 and runs - 2 >= FEWEST_LEFT:
        share = adjusted_rank_correlation(numbers, figures_r)
    return SettingImportance(name, share, runs, num_values)


def _numbers(written: Sequence[str]) -> Floats | None:
    try:
        return np.array([float(one) for one in written])
    except ValueError:
        return None


def epsilon_squared(groups: Sequence[str], figures_r: Floats) -> float:
    """The share of the variance between groups, 0 where chance alone would give as much."""
    total = float(((figures_r - figures_r.mean()) ** 2).sum())
    if total == 0:
        return 0.0
    labels, group_r = np.unique(np.array(groups), return_inverse=True)
    count_g = np.bincount(group_r)
    mean_g = np.bincount(group_r, figures_r) / count_g
    between = float((count_g * (mean_g - figures_r.mean()) ** 2).sum())
    within = (total - between) / (len(figures_r) - len(labels))
    return min(1.0, max(0.0, (between - (len(labels) - 1) * within) / total))


def adjusted_rank_correlation(values_r: Floats, figures_r: Floats) -> float:
    """The square of Spearman's rank correlation, less what chance alone gives."""
    ranks, others = _ranks(values_r), _ranks(figures_r)
    if ranks.std() == 0 or others.std() == 0:
        return 0.0
    square = float(np.corrcoef(ranks, others)[0, 1]) ** 2
    runs = len(values_r)
    return max(0.0, 1 - (1 - square) * (runs - 1) / (runs - 2))


def _ranks(values_r: Floats) -> Floats:
    """From 0; equal values share the mean of their ranks."""
    ordered, inverse = np.unique(values_r, return_inverse=True)
    count_v = np.bincount(inverse, minlength=len(ordered))
    last_v = np.cumsum(count_v)
    mean_rank_v = last_v - (count_v + 1) / 2
    return np.asarray(mean_rank_v[inverse], dtype=np.float64)
