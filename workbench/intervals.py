"""Intervals in which a share or a mean lies with 95 % confidence."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""
_T_975 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
)
"""The 97.5 % points of Student's t distribution for 1 to 20 degrees of freedom."""
RESAMPLES = 1000
_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Interval:
    """A figure, and where it lies with 95 % confidence."""

    value: float
    low: float
    high: float


def wilson(hits: int, count: int) -> Interval | None:
    """A share and its score interval (Wilson 1927); None of nothing."""
    if not count:
        return None
    share = hits / count
    centre = share + Z * Z / (2 * count)
    margin = Z * math.sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
    scale = 1 + Z * Z / count
    return Interval(share, max((centre - margin) / scale, 0.0), min((centre + margin) / scale, 1.0))


def student_t_975(degrees: int) -> float:
    """The 97.5 % point of Student's t distribution with so many degrees of freedom, at least 1.

    Beyond the table, by its expansion around the normal one (Abramowitz and Stegun 26.7.5).
    """
    if degrees <= len(_T_975):
        return _T_975[degrees - 1]
    first = (Z**3 + Z) / 4
    second = (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
    return Z + first / degrees + second / degrees**2


Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def mean(values_rn: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of each row."""
    return np.asarray(np.mean(values_rn, axis=1))


def median(values_rn: NDArray[np.float64]) -> NDArray[np.float64]:
    """The median of each row."""
    return np.asarray(np.median(values_rn, axis=1))


def bootstrap(
    groups: Sequence[Sequence[float]], statistic: Statistic = mean, *, seed: int = 0
) -> Interval | None:
    """A statistic and its percentile interval (Efron 1979); None without a value.

    Groups are drawn again, and values within each: with prompts as groups and seeds within, the
    interval is over both. Of groups of different size each counts alike in what is drawn.
    """
    kept = [group for group in groups if len(group)]
    if not kept:
        return None
    whole = np.concatenate([np.asarray(group, dtype=np.float64) for group in kept])
    drawn = [statistic(values_rn) for values_rn in _drawn(kept, seed)]
    low, high = np.percentile(np.concatenate(drawn), [2.5, 97.5])
    return Interval(float(statistic(whole[None])[0]), float(low), float(high))


def ratio_interval(
    tops_n: NDArray[np.float64], bottoms_n: NDArray[np.float64], *, seed: int = 0
) -> Interval | None:
    """A ratio of two sums, such as loss by tokens, and its percentile interval over their parts.

    The parts (documents) are drawn again as pairs; None of fewer than two, or of sums that are 0.
    """
    number = len(tops_n)
    if number < 2 or not (bottoms_n >= 0).all() or not bottoms_n.sum() > 0:
        return None
    chance = np.random.default_rng(seed)
    rows = max(1, min(RESAMPLES, _AT_ONCE // number))
    ratios = []
    for begin in range(0, RESAMPLES, rows):
        drawn_rn = chance.integers(0, number, (min(rows, RESAMPLES - begin), number))
        ratios.append(tops_n[drawn_rn].sum(axis=1) / bottoms_n[drawn_rn].sum(axis=1).clip(1e-300))
    low, high = np.percentile(np.concatenate(ratios), [2.5, 97.5])
    return Interval(float(tops_n.sum() / bottoms_n.sum()), float(low), float(high))


def share_interval(groups: Sequence[Sequence[float]]) -> Interval | None:
    """The same for the share of hits (1) among hits and misses (0).

    Where all are alike, what is drawn again tells nothing: it is Wilson's interval then, of as many
    cases as there are groups.
    """
    values = [value for group in groups for value in group]
    if len(set(values)) > 1:
        return bootstrap(groups)
    count = sum(1 for group in groups if len(group))
    return wilson(count if values and values[0] else 0, count)


def _drawn(groups: Sequence[Sequence[float]], seed: int) -> "list[NDArray[np.float64]]":
    """Values that are drawn anew, a row each time."""
    counts_g = np.array([len(group) for group in groups])
    most, number = int(counts_g.max()), len(groups)
    padded_gm = np.zeros((number, most))
    for row_m, group in zip(padded_gm, groups, strict=True):
        row_m[: len(group)] = group
    chance = np.random.default_rng(seed)
    rows = max(1, min(RESAMPLES, _AT_ONCE // (number * most)))
    parts = []
    for begin in range(0, RESAMPLES, rows):
        shape = (min(rows, RESAMPLES - begin), number)
        groups_rg = chance.integers(0, number, shape)
        within_rgm = (chance.random((*shape, most)) * counts_g[groups_rg][..., None]).astype(int)
        values_rgm = padded_gm[groups_rg[..., None], within_rgm]
        parts.append(values_rgm.reshape(shape[0], -1))
    return parts
