"""Marks of an axis stand at numbers that are read at a glance."""

import pytest

from ui.widgets.charts.ticks import decimals, even_ticks, log_ticks, ticks_from_zero


@pytest.mark.parametrize(
    ("low", "high", "ticks", "digits"),
    [
        (5.51, 5.93, [5.6, 5.7, 5.8, 5.9], 1),
        (0.0, 1.0, [0.0, 0.5, 1.0], 1),
        (1.999, 2.0011, [1.999, 1.9995, 2.0, 2.0005, 2.001], 4),
        (3.0, 240.0, [50.0, 100.0, 150.0, 200.0], 0),
        (2.0, 2.0, [2.0], 2),
    ],
)
def test_that_losses_are_marked_at_round_numbers(
    low: float, high: float, ticks: list[float], digits: int
) -> None:
    assert even_ticks(low, high) == pytest.approx(ticks)
    assert decimals(even_ticks(low, high)) == digits


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (3e5, 4e6, [5e5, 1e6, 2e6]),
        (9e5, 1e9, [1e6, 1e7, 1e8, 1e9]),
        (7e5, 1.4e6, [8e5, 1e6, 1.2e6, 1.4e6]),
        (1e2, 1e4, [100, 300, 1000, 3000, 10000]),
    ],
)
def test_that_sizes_are_marked_at_round_numbers(
    low: float, high: float, ticks: list[float]
) -> None:
    assert log_ticks(low, high) == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("highest", "whole", "ticks"),
    [
        (0, True, [0, 1]),
        (1, True, [0, 1]),
        (3, True, [0, 1, 2, 3]),
        (24, True, [0, 5, 10, 15, 20, 25]),
        (1, False, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (5.54, False, [0, 2, 4, 6]),
        (0.03, False, [0, 0.01, 0.02, 0.03]),
    ],
)
def test_that_marks_from_zero_are_even_and_whole_where_counts_are(highest, whole, ticks):
    assert ticks_from_zero(highest, whole=whole) == pytest.approx(ticks)


def test_that_few_labels_of_a_log_axis_are_powers_of_ten() -> None:
    assert log_ticks(1.2, 320, 3) == pytest.approx([10, 100])
    assert log_ticks(1e-6, 1e6, 5) == pytest.approx([1e-6, 1e-3, 1, 1e3, 1e6])
