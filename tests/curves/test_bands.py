"""Bands over runs that differ by their seed, against numpy and scipy."""

import numpy as np
import pytest
from scipy import stats

from workbench.curves.bands import BandKind, band
from workbench.curves.seeds import grouped, seed_group, seed_of
from workbench.errors import BadInput
from workbench.events import Metrics
from workbench.intervals import student_t_975
from workbench.store.runs.state import MetricSeries

VALUES_RS = np.random.default_rng(0).normal(3, 0.5, (5, 40))


def series(values: np.ndarray, first: int = 1) -> MetricSeries:
    made = MetricSeries()
    for step, value in enumerate(values, start=first):
        made.append(Metrics(step=step, values={}, tokens=3 * step, elapsed_s=step), float(value))
    return made


RUNS = [series(values) for values in VALUES_RS]


def test_that_a_band_is_the_mean_and_its_ends_by_kind() -> None:
    mean = VALUES_RS.mean(axis=0)
    deviation = VALUES_RS.std(axis=0, ddof=1)
    low, high = stats.t.interval(0.95, 4, mean, stats.sem(VALUES_RS, axis=0))
    ends = {
        BandKind.DEVIATION: (mean - deviation, mean + deviation),
        BandKind.RANGE: (VALUES_RS.min(axis=0), VALUES_RS.max(axis=0)),
        BandKind.INTERVAL: (low, high),
    }
    for kind, (low_s, high_s) in ends.items():
        made = band(RUNS, kind)
        np.testing.assert_allclose(made.mean.values, mean)
        np.testing.assert_allclose(made.low_s, low_s, atol=1e-3)
        np.testing.assert_allclose(made.high_s, high_s, atol=1e-3)
        assert (made.num_runs, made.left_out) == (5, 0)


def test_that_the_points_of_steps_that_not_all_runs_have_are_counted() -> None:
    made = band([series(np.ones(10)), series(np.ones(8), first=5)], BandKind.RANGE)
    assert list(made.mean.steps) == [5, 6, 7, 8, 9, 10]
    assert list(made.mean.tokens) == [15, 18, 21, 24, 27, 30]
    assert made.left_out == 6
    with pytest.raises(BadInput, match="no step in common"):
        band([series(np.ones(2)), series(np.ones(2), first=9)], BandKind.RANGE)


@pytest.mark.parametrize("degrees", [1, 4, 20, 21, 30, 100, 1000])
def test_that_the_points_of_students_t_are_scipys(degrees: int) -> None:
    assert student_t_975(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), abs=6e-4)


def test_that_runs_belong_together_that_differ_by_seed_and_name_alone() -> None:
    spec = {"kind": "distill", "name": "a", "runtime": {"seed": 1, "device": "cpu"}, "alpha": 0.5}
    same = {**spec, "name": "b", "runtime": {"device": "cpu", "seed": 2}}
    assert seed_group(spec) == seed_group(same)
    assert seed_group(spec) != seed_group({**spec, "alpha": 0.6})
    assert seed_group(spec) != seed_group({**spec, "runtime": {"seed": 1, "device": "cuda"}})


def test_that_the_same_training_again_is_no_further_seed() -> None:
    assert seed_of({"runtime": {"seed": 3}}) == 3
    assert seed_of({"kind": "corpus"}) is None
    runs = [("a", "kd", 1), ("again", "kd", 1), ("b", "kd", 2), ("other", "ce", 1)]
    assert grouped(runs) == {"kd": ["a", "b"], "again": ["again"], "ce": ["other"]}
