"""What a learning-rate range test suggests, on curves whose best rates are known."""

import numpy as np
import pytest

from workbench.curves.range_test import SuggestedRates, growing_rates, suggested
from workbench.curves.smoothing import two_sided_ema

RATES = np.array(growing_rates(1e-7, 1.0, 100))


def of_quadratic(curvature: float, rates: np.ndarray) -> np.ndarray:
    """Losses of gradient descent on λx²/2: x ← (1 − rate·λ)x, so that x grows above 2/λ."""
    x, losses = 1.0, []
    for rate in rates:
        losses.append(curvature * x * x / 2)
        x *= 1 - rate * curvature
    return np.array(losses)


@pytest.mark.parametrize("curvature", [30.0, 1e3, 4e4])
def test_that_the_suggestion_lies_below_where_gradient_descent_leaves_a_quadratic(curvature):
    leaves = 2 / curvature
    rates = RATES[20 * leaves > RATES]
    losses = of_quadratic(curvature, rates)
    lowest = losses.argmin()
    assert rates[lowest] < 1.2 * leaves
    found = suggested(rates, losses, 0.8)
    assert isinstance(found, SuggestedRates)
    low, high = found.ends
    assert 1e-3 * leaves < low <= high < leaves


def test_that_both_rules_are_what_numpy_finds_in_an_unsmoothed_curve():
    logs = np.log10(RATES)
    losses = 5 - 2 / (1 + np.exp(-4 * (logs + 3))) + 3 / (1 + np.exp(-6 * (logs + 0.7)))
    found = suggested(RATES, losses, 0.0)
    assert isinstance(found, SuggestedRates)
    slopes = np.gradient(losses, np.log(RATES))[: losses.argmin()]
    assert found.steepest == pytest.approx(RATES[slopes.argmin()], rel=0.05)
    assert found.tenth_of_lowest == pytest.approx(RATES[losses.argmin()] / 10, rel=0.05)


def test_that_the_average_from_both_sides_is_the_weighted_mean_written_out():
    values = np.random.default_rng(3).normal(size=40)
    at = np.arange(40)
    weights = 0.8 ** np.abs(at[:, None] - at)
    expected = (weights * values).sum(1) / weights.sum(1)
    np.testing.assert_allclose(two_sided_ema(values, 0.8), expected, rtol=1e-12, atol=1e-12)
    assert two_sided_ema(values, 0.0).tolist() == pytest.approx(values.tolist())
    assert two_sided_ema([], 0.8).size == 0


def test_that_more_smoothing_moves_the_steepest_descent_by_less_than_a_step_or_two():
    logs = np.log10(RATES)
    losses = 5 - 2 / (1 + np.exp(-4 * (logs + 3)))
    losses[80:] += np.arange(20) * 0.5
    rates = [suggested(RATES, losses, smoothing) for smoothing in (0.0, 0.5, 0.8)]
    steepest = [one.steepest for one in rates if isinstance(one, SuggestedRates)]
    assert steepest == pytest.approx([1e-3] * 3, rel=0.25)


def test_that_rates_grow_by_one_factor():
    factors = RATES[1:] / RATES[:-1]
    assert (RATES[0], RATES[-1]) == pytest.approx((1e-7, 1.0), rel=1e-12)
    assert factors == pytest.approx(10 ** (7 / 99), rel=1e-12)


@pytest.mark.parametrize(
    ("losses", "why"),
    [
        (np.full(100, 4.0), "did not fall at any learning rate"),
        (np.linspace(4, 9, 100), "no more than it varies by chance"),
        (np.linspace(9, 4, 100), "still falling at the highest learning rate of the test, 1;"),
        (np.full(9, 4.0), "there are 9 points, and a curve to read has at least 10"),
        (np.array([9.0, 5, 5, 5, *[9.0] * 96]), "lowest within the first 5 steps"),
    ],
)
def test_that_a_curve_that_tells_nothing_is_answered_with_a_reason(losses, why):
    found = suggested(RATES[: len(losses)], losses, 0.8)
    assert why in str(found)


def test_that_noise_alone_is_hardly_ever_taken_for_a_fall():
    chance = np.random.default_rng(7)
    found = [suggested(RATES, 4 + chance.normal(0, 0.1, 100), 0.8) for _ in range(300)]
    assert sum(isinstance(one, SuggestedRates) for one in found) <= 6
