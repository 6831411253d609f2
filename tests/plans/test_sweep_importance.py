"""How much each setting of a sweep decided; the oracle is scipy's analysis of variance."""

import numpy as np
import pytest
from scipy import stats
from tiny_project import distill_spec

from workbench.plans.sweep import Planned, Result
from workbench.plans.sweep_importance import (
    adjusted_rank_correlation,
    epsilon_squared,
    importances,
)
from workbench.store.records import RunStatus


def result(figure: float | None, **values: str) -> Result:
    planned = Planned(spec=distill_spec(), values=tuple(values.items()))
    return Result(planned, "r", RunStatus.FINISHED, figure, {})


@pytest.mark.parametrize("seed", range(5))
def test_that_the_share_between_groups_follows_from_scipys_f(seed: int) -> None:
    chance = np.random.default_rng(seed)
    groups = [str(one) for one in chance.integers(0, 4, 60)]
    figures = chance.normal(size=60) + np.array([float(one) for one in groups]) * seed / 3
    split = [figures[np.array(groups) == one] for one in sorted(set(groups))]
    f = stats.f_oneway(*split).statistic
    between, within = len(split) - 1, 60 - len(split)
    expected = max(0.0, (f - 1) * between / (f * between + within))
    assert epsilon_squared(groups, figures) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(5))
def test_that_the_rank_correlation_is_scipys(seed: int) -> None:
    chance = np.random.default_rng(seed)
    values = np.round(chance.normal(size=30), 1)
    figures = values * seed + chance.normal(size=30)
    rho = stats.spearmanr(values, figures).statistic
    expected = max(0.0, 1 - (1 - rho**2) * 29 / 28)
    assert adjusted_rank_correlation(values, figures) == pytest.approx(expected)


def test_that_what_decided_comes_first_and_what_did_nothing_has_no_share() -> None:
    chance = np.random.default_rng(1)
    results = [
        result(float(tau) + 0.01 * chance.normal(), tau=tau, seed=seed)
        for tau in "123"
        for seed in "1234"
    ]
    first, second = importances(results)
    assert (first.name, first.runs, first.values) == ("tau", 12, 3)
    assert first.share is not None
    assert second.share is not None
    assert first.share > 0.99
    assert second.share < 0.05


def test_that_a_number_drawn_from_a_range_goes_by_its_ranks() -> None:
    results = [result(float(n) ** 3, rate=str(10.0**-n)) for n in range(1, 9)]
    (one,) = importances(results)
    assert one.share == pytest.approx(1.0)


def test_that_too_few_runs_tell_nothing() -> None:
    assert importances([]) == ()
    assert importances([result(None, tau="1")]) == ()
    few = importances([result(1.0, tau="1"), result(2.0, tau="2"), result(2.0, tau="2")])
    assert [one.share for one in few] == [None]
    equal = importances([result(1.0, tau=str(n % 2)) for n in range(8)])
    assert [one.share for one in equal] == [0.0]
