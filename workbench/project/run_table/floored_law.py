"""A power law with a floor, L = E + A · x^(-a): what is left of the loss at any size is E (Hoffmann
et al. 2022, "Training Compute-Optimal Large Language Models", section 3.3, in one variable).

For a given exponent E and A are a line's, by least squares; the exponent is searched on a grid and
then around its best point. E and A are at least 0. Intervals are
by the bootstrap of residuals (Efron 1979), as much wider as Student's t is than the normal
distribution: few runs tell little of how far they scatter.

Shape legend: r = runs, b = draws, k = exponents.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.intervals import RESAMPLES, Interval, Z, student_t_975

Floats = NDArray[np.float64]

LEAST, MOST = 0.005, 3.0
"""Exponents that are looked for."""
FEWEST = 4
"""Through three sizes the law would go exactly, as it has three unknowns."""
_UNKNOWNS = 3
_GRID, _FINER, _ROUNDS = 120, 24, 5


@dataclass(frozen=True)
class FlooredLaw:
    """Floor and exponent each with their 95 % interval; `at_bound` where no exponent is best."""

    floor: Interval
    a: float
    exponent: Interval
    at_bound: bool


def fit_floored(x_r: Floats, loss_r: Floats, *, seed: int = 0) -> FlooredLaw:
    """The law through losses at sizes, of which there are at least `FEWEST` different ones."""
    scaled_r = np.log(x_r / x_r.min())
    floor_b, top_b, exponent_b = _fitted(scaled_r[None], loss_r[None])
    exponent = float(exponent_b[0])
    told_r = floor_b[0] + top_b[0] * np.exp(-exponent * scaled_r)
    drawn_br = _draws(told_r, loss_r, seed)
    floors_b, _, exponents_b = _fitted(np.broadcast_to(scaled_r, drawn_br.shape), drawn_br)
    return FlooredLaw(
        floor=_interval(float(floor_b[0]), floors_b, len(x_r)),
        a=float(top_b[0]) * float(x_r.min()) ** exponent,
        exponent=_interval(exponent, exponents_b, len(x_r)),
        at_bound=not LEAST * 1.02 < exponent < MOST / 1.02,
    )


def _interval(value: float, drawn_b: Floats, runs: int) -> Interval:
    low, high = np.percentile(drawn_b, [2.5, 97.5])
    wider = student_t_975(runs - _UNKNOWNS) / Z
    below, above = max(value - float(low), 0.0), max(float(high) - value, 0.0)
    return Interval(value, max(value - wider * below, 0.0), value + wider * above)


def _draws(told_r: Floats, loss_r: Floats, seed: int) -> Floats:
    """Losses as they might have been: the law's, with deviations drawn from those there are.

    Three unknowns have taken up a part of these, which is given back to them.
    """
    count = len(loss_r)
    left_r = (loss_r - told_r) * np.sqrt(count / (count - _UNKNOWNS))
    left_r -= left_r.mean()
    drawn_br = np.random.default_rng(seed).integers(0, count, (RESAMPLES, count))
    losses_br: Floats = told_r + left_r[drawn_br]
    return losses_br


def _fitted(scaled_br: Floats, loss_br: Floats) -> tuple[Floats, Floats, Floats]:
    """Floors, heights above them at the smallest size, and exponents, of each draw."""
    rows = np.arange(len(scaled_br))
    low_b, high_b = (np.full(len(rows), np.log(end)) for end in (LEAST, MOST))
    best_b = low_b
    for steps in (_GRID, *[_FINER] * (_ROUNDS - 1)):
        grid_bk = low_b[:, None] + (high_b - low_b)[:, None] * np.linspace(0, 1, steps)
        errors_bk = np.stack(
            [_line(scaled_br, loss_br, np.exp(one_b))[2] for one_b in grid_bk.T], axis=1
        )
        least_b = errors_bk.argmin(axis=1)
        best_b = grid_bk[rows, least_b]
        low_b = grid_bk[rows, np.maximum(least_b - 1, 0)]
        high_b = grid_bk[rows, np.minimum(least_b + 1, steps - 1)]
    floor_b, top_b, _ = _line(scaled_br, loss_br, np.exp(best_b))
    return floor_b, top_b, np.exp(best_b)


def _line(scaled_br: Floats, loss_br: Floats, exponent_b: Floats) -> tuple[Floats, Floats, Floats]:
    """Floor and height of the law with this exponent, both at least 0, and the squares left."""
    z_br = np.exp(-exponent_b[:, None] * scaled_br)
    z_b, loss_b = z_br.mean(axis=1), loss_br.mean(axis=1)
    dz_br, dloss_br = z_br - z_b[:, None], loss_br - loss_b[:, None]
    top_b = np.maximum((dz_br * dloss_br).sum(axis=1) / (dz_br**2).sum(axis=1), 0.0)
    floor_b = loss_b - top_b * z_b
    without_b = (z_br * loss_br).sum(axis=1) / (z_br**2).sum(axis=1)
    top_b = np.where(floor_b < 0, without_b, top_b)
    floor_b = np.maximum(floor_b, 0.0)
    left_br = loss_br - floor_b[:, None] - top_b[:, None] * z_br
    return floor_b, top_b, (left_br**2).sum(axis=1)
