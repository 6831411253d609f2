"""Smoothing of curves: TensorBoard's exponential moving average, without its early bias.

The definition is that of TensorBoard's scalar chart (smoothing in `line-chart.ts`): an average
that starts at 0, divided by the weight it has gathered so far.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BLOCK = 128
"""Points averaged by one matrix product; only the carry from block to block is sequential."""


def debiased_ema(values: npt.ArrayLike, weight: float) -> Floats:
    """Smooth a series with `weight` in [0, 1), 0 leaving it as it is.

    NaN and infinities pass through in their places and do not feed the average; a series whose
    finite values are all equal stays exactly equal.
    """
    assert 0.0 <= weight < 1.0, weight
    smoothed = np.array(values, dtype=np.float64)
    finite = np.isfinite(smoothed)
    clean = smoothed[finite]
    if weight == 0.0 or clean.size == 0 or bool(np.all(clean == clean[0])):
        return smoothed
    gathered = -np.expm1(np.arange(1, clean.size + 1) * np.log(weight))
    smoothed[finite] = _biased_ema(clean, weight) / gathered
    return smoothed


def _biased_ema(values: Floats, weight: float) -> Floats:
    """The average that starts at 0: `a_n = weight * a_(n-1) + (1 - weight) * values_n`."""
    num_blocks = -(-values.size // BLOCK)
    blocks = np.zeros((num_blocks, BLOCK))
    blocks.ravel()[: values.size] = values
    averages = blocks @ _block_response(weight).T
    fading = weight ** np.arange(1, BLOCK + 1)
    for block in range(1, num_blocks):
        averages[block] += fading * averages[block - 1, -1]
    return averages.ravel()[: values.size]


def _block_response(weight: float) -> Floats:
    """How much each point of a block (column) weighs in each average of that block (row)."""
    rows, columns = np.indices((BLOCK, BLOCK))
    lag = rows - columns
    return np.where(lag >= 0, (1.0 - weight) * weight ** np.maximum(lag, 0), 0.0)
