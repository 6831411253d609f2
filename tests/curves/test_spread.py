"""Histograms of several steps on one scale."""

import numpy as np
import pytest

from workbench.curves.spread import as_csv_rows, chosen, layers_of, quantile, spread
from workbench.store.runs.histograms import NUM_BINS, LayerHistogram, StepHistograms


def counted(numbers: np.ndarray, layer: str = "0") -> LayerHistogram:
    counts, edges = np.histogram(numbers, NUM_BINS)
    return LayerHistogram(
        layer=layer, of="weights", low=edges[0], high=edges[-1], counts=tuple(counts.tolist())
    )


def test_that_shares_on_one_scale_are_near_those_of_the_numbers_themselves() -> None:
    chance = np.random.default_rng(0)
    narrow, wide = chance.normal(0.3, 0.1, 20_000), chance.normal(0.0, 1.0, 20_000)
    made = spread([(10, counted(narrow)), (20, counted(wide))])
    assert made.steps == (10, 20)
    assert made.share_rs.sum(axis=0) == pytest.approx([1.0, 1.0])
    assert (made.edges[0], made.edges[-1]) == (wide.min(), wide.max())
    assert (np.diff(made.edges) > 0).all()
    for column, numbers in enumerate((narrow, wide)):
        direct = np.histogram(numbers, made.edges)[0] / len(numbers)
        assert np.abs(made.share_rs[:, column] - direct).max() < 0.02


def test_that_a_layer_of_one_number_stands_in_its_row() -> None:
    same = LayerHistogram(
        layer="0", of="weights", low=1.0, high=1.0, counts=(5,) + (0,) * (NUM_BINS - 1)
    )
    made = spread([(1, same), (2, counted(np.array([0.0, 2.0])))])
    (row,) = np.flatnonzero(made.share_rs[:, 0])
    assert made.share_rs[row, 0] == 1
    assert made.edges[row] <= 1.0 < made.edges[row + 1]
    assert spread([(1, same)]).share_rs.sum() == 1
    assert spread([]).share_rs.shape == (NUM_BINS, 0)


def test_that_quantiles_are_those_of_numpy_to_within_a_bin() -> None:
    numbers = np.random.default_rng(1).normal(size=10_000)
    one = counted(numbers)
    bin_width = (one.high - one.low) / NUM_BINS
    for share in (0.05, 0.5, 0.95):
        assert quantile(one, share) == pytest.approx(np.quantile(numbers, share), abs=bin_width)


def test_that_layers_and_steps_are_found_again() -> None:
    numbers = np.arange(5.0)
    found = [
        StepHistograms(step=step, layers=tuple(counted(numbers, n) for n in ("head", "10", "2")))
        for step in (5, 10)
    ]
    assert layers_of(found) == ("2", "10", "head")
    assert [step for step, _ in chosen(found, "10", "weights")] == [5, 10]
    assert list(chosen(found, "10", "gradients")) == []
    rows = list(as_csv_rows(found))
    assert len(rows) == 1 + 2 * 3 * NUM_BINS
    assert sum(int(str(row[5])) for row in rows[1:]) == 2 * 3 * 5


def test_that_a_few_wide_steps_do_not_press_the_others_into_one_row() -> None:
    chance = np.random.default_rng(2)
    scales = (10.0, *[0.01] * 9)
    made = spread(
        [(step, counted(chance.normal(0.0, scale, 5_000))) for step, scale in enumerate(scales)]
    )
    assert made.share_rs[:, 5].max() < 0.2
