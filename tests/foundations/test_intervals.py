"""Intervals against scipy's."""

import numpy as np
import pytest
import scipy.stats

from workbench.intervals import bootstrap, median, share_interval, wilson


@pytest.mark.parametrize(("hits", "count"), [(0, 5), (3, 7), (40, 41), (9, 9), (500, 1000)])
def test_that_the_interval_of_a_share_is_wilsons(hits, count):
    found = wilson(hits, count)
    expected = scipy.stats.binomtest(hits, count).proportion_ci(method="wilson")
    assert found is not None
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert wilson(0, 0) is None


def test_that_a_bootstrap_over_single_values_is_the_percentile_one():
    values = np.random.default_rng(1).gamma(2.0, size=80)
    for statistic, plain in ((None, np.mean), (median, np.median)):
        groups = [[value] for value in values.tolist()]
        found = bootstrap(groups, statistic) if statistic else bootstrap(groups)
        expected = scipy.stats.bootstrap(
            (values,), plain, method="percentile", n_resamples=4000, rng=np.random.default_rng(2)
        ).confidence_interval
        assert found is not None
        assert found.value == pytest.approx(plain(values))
        assert (found.low, found.high) == pytest.approx(tuple(expected), rel=0.05)


def test_that_seeds_within_a_prompt_are_no_prompts():
    """Ten equal values of two prompts are as unsure as two values."""
    alike = bootstrap([[0.0] * 10, [1.0] * 10])
    assert alike is not None
    assert (alike.value, alike.low, alike.high) == (0.5, 0.0, 1.0)
    assert bootstrap([[0.0] * 10, [1.0] * 10], seed=0) == alike
    assert bootstrap([[], []]) is None
    assert share_interval([[1.0], [0.0, 1.0]]) == bootstrap([[1.0], [0.0, 1.0]])
    assert share_interval([[0.0, 0.0], [], [0.0]]) == wilson(0, 2)
    assert share_interval([[1.0]] * 5) == wilson(5, 5)
    assert share_interval([]) is None
    uneven = bootstrap([[2.0, 2.0, 2.0], [2.0], []])
    assert uneven is not None
    assert (uneven.low, uneven.high) == (2.0, 2.0)
