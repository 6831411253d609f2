"""What the curve of a learning-rate range test suggests: the loss of training steps over a learning
rate that grows from step to step.

The test is Smith's ("Cyclical Learning Rates for Training Neural Networks", arXiv 1506.01186). Two
rules read the curve, both of Gugger's article "How Do You Find A Good Learning Rate" and of fastai:
the rate of the steepest descent of the smoothed loss over the logarithm of the rate, and a tenth of
the rate where the smoothed loss is lowest.

Shape legend: n = steps.
"""

import math
from dataclasses import dataclass

import numpy as np

from workbench.curves.smoothing import Floats, two_sided_ema
from workbench.words import Words, words

FEWEST_STEPS = 10
"""A curve of fewer points has no shape to read."""
_NOISE_MARGIN = 4.0
"""A fall of the smoothed loss is one above so many standard errors."""
_NORMAL_MEDIAN = 0.6745
"""The median of the size of a standard normal number."""
_DIGITS = 2


@dataclass(frozen=True)
class SuggestedRates:
    """A range of learning rates: by the steepest descent, and a tenth of the lowest loss's rate.

    Both are rounded to two significant digits.
    """

    steepest: float
    tenth_of_lowest: float

    @property
    def ends(self) -> tuple[float, float]:
        """The lower of both rules' rates and the higher one."""
        low, high = sorted((self.steepest, self.tenth_of_lowest))
        return low, high


def growing_rates(low: float, high: float, steps: int) -> list[float]:
    """Learning rates from `low` to `high`, each the same multiple of the one before."""
    rates_n = np.geomspace(low, high, steps)
    return [float(rate) for rate in rates_n]


def smoothed_losses(losses_n: Floats, smoothing: float) -> Floats:
    """The losses without their noise, as both rules read them.

    What leaps above the first ones counts as the highest of those: it would blur what is before it.
    """
    if len(losses_n) == 0:
        return losses_n
    return two_sided_ema(np.minimum(losses_n, _first(losses_n).max()), smoothing)


def suggested(rates_n: Floats, losses_n: Floats, smoothing: float) -> SuggestedRates | Words:
    """What both rules say of a curve, or a sentence that tells why they say nothing."""
    if len(rates_n) < FEWEST_STEPS:
        return words(
            "there are {count} points, and a curve to read has at least {fewest}; test more "
            "steps, or begin with a lower learning rate",
            count=len(rates_n),
            fewest=FEWEST_STEPS,
        )
    smoothed_n = smoothed_losses(losses_n, smoothing)
    settled, lowest = _settled(smoothing), int(smoothed_n.argmin())
    if (why_not := _no_fall(losses_n, smoothed_n, smoothing)) is not None:
        return why_not
    if lowest == len(rates_n) - 1:
        return words(
            "the loss was still falling at the highest learning rate of the test, {rate:.2g}; "
            "test up to a higher one",
            rate=float(rates_n[-1]),
        )
    if lowest <= settled:
        return words(
            "the loss is lowest within the first {count} steps, over which it is smoothed; begin "
            "with a lower learning rate, or smooth less",
            count=settled,
        )
    slopes_n = np.gradient(smoothed_n, np.log(rates_n))
    steepest = settled + int(slopes_n[settled : lowest + 1].argmin())
    return SuggestedRates(
        steepest=_rounded(rates_n[steepest]), tenth_of_lowest=_rounded(rates_n[lowest] / 10)
    )


def _first(losses_n: Floats) -> Floats:
    """The losses before the rate has done anything: a tenth of them, and at least five."""
    return losses_n[: max(5, len(losses_n) // 10)]


def _settled(smoothing: float) -> int:
    """The steps at the beginning whose average has hardly any before them."""
    return round(1 / (1 - smoothing))


def _no_fall(losses_n: Floats, smoothed_n: Floats, smoothing: float) -> Words | None:
    """Why the curve cannot be said to fall; None where it falls by more than its noise.

    The noise is that of one step's loss against the next one's, which a slope hardly changes.
    """
    first_n = _first(losses_n)
    fall = float(first_n.mean() - smoothed_n.min())
    noise = float(np.median(np.abs(np.diff(losses_n)))) / (_NORMAL_MEDIAN * math.sqrt(2))
    error = noise * math.sqrt(1 / len(first_n) + _variance(smoothing))
    if fall > _NOISE_MARGIN * error:
        return None
    if fall <= 0:
        return words("the loss did not fall at any learning rate of the test")
    return words(
        "the loss fell by {fall:.3g}, no more than it varies by chance ({error:.3g}); take larger "
        "batches, or test more steps",
        fall=fall,
        error=_NOISE_MARGIN * error,
    )


def _variance(smoothing: float) -> float:
    """That of the average from both sides, in those of one value: Σ w² with w ∝ smoothing^|d|."""
    return (1 - smoothing) * (1 + smoothing**2) / (1 + smoothing) ** 3


def _rounded(rate: float) -> float:
    return float(f"{rate:.{_DIGITS}g}")
