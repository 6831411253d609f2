"""Smoothing of curves: TensorBoard's exponential moving average, without its early bias.

The definition is that of TensorBoard's scalar chart (smoothing in `line-chart.ts`): an average
that starts at 0, divided by the weight it has gathered so far.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FORGOTTEN = 1e-18
"""A weight below this changes no bit of the average any more."""


def debiased_ema(values: npt.ArrayLike, weight: float) -> Floats:
    """Smooth a series with `weight` in [0, 1), 0 leaving it as it is.

    NaN and infinities pass through in their places and do not feed the average; a series whose
    finite values are all equal stays exactly equal.
    """
    return continued_ema(values, weight, 0.0, 0)


def continued_ema(values: npt.ArrayLike, weight: float, last: float, num_before: int) -> Floats:
    """Smooth what follows `num_before` finite values, the last of which was smoothed to `last`."""
    assert 0.0 <= weight < 1.0, weight
    smoothed = np.array(values, dtype=np.float64)
    finite = np.isfinite(smoothed)
    clean = smoothed[finite]
    if weight == 0.0 or clean.size == 0:
        return smoothed
    if bool(np.all(clean == clean[0])) and (num_before == 0 or last == clean[0]):
        return smoothed
    averages = _biased_ema(clean, weight)
    counts = np.arange(1, clean.size + 1)
    if num_before:
        averages += weight**counts * (last * _gathered(np.array([num_before]), weight))
    smoothed[finite] = averages / _gathered(num_before + counts, weight)
    return smoothed


def two_sided_ema(values: npt.ArrayLike, weight: float) -> Floats:
    """Smooth a finished series from both sides, so that it lags behind in neither direction.

    Each value is the mean of all, one at a distance of d counting `weight` ** d. They are finite.
    """
    whole = np.array(values, dtype=np.float64)
    if whole.size == 0:
        return whole
    before, behind = debiased_ema(whole, weight), debiased_ema(whole[::-1], weight)[::-1]
    counted = np.cumsum(weight ** np.arange(whole.size))
    sums = before * counted + behind * counted[::-1] - whole
    smoothed: Floats = sums / (counted + counted[::-1] - 1.0)
    return smoothed


def _gathered(counts: npt.NDArray[np.int_], weight: float) -> Floats:
    """The weight that so many values have in the average that starts at 0."""
    gathered: Floats = -np.expm1(counts * np.log(weight))
    return gathered


def _biased_ema(values: Floats, weight: float) -> Floats:
    """The average that starts at 0: `a_n = weight * a_(n-1) + (1 - weight) * values_n`.

    By doubling: after each pass an entry holds the sum over twice as many points before it. No
    matrix product, whose threads would fight with a training for the cores.
    """
    averages = (1.0 - weight) * values
    reach, fading = 1, weight
    while reach < values.size and fading > FORGOTTEN:
        averages[reach:] += fading * averages[:-reach]
        reach, fading = 2 * reach, fading * fading
    return averages
