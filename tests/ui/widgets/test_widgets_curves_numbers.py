import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from ui.widgets.curves.dash import strokes
from ui.widgets.curves.drawing.curve_items import CurveItems
from ui.widgets.curves.drawing.reduction import envelope
from ui.widgets.curves.drawing.series import Axes, CurveSeries, Look
from ui.widgets.numbers import compact, short
from workbench.curves.smoothing import debiased_ema


def slow_ema(values: list[float], weight: float) -> list[float]:
    """TensorBoard's loop, point by point, as the oracle."""
    last, count, smoothed = 0.0, 0, []
    for value in values:
        if np.isfinite(value):
            last = last * weight + (1 - weight) * value
            count += 1
            smoothed.append(last / (1 - weight**count))
        else:
            smoothed.append(value)
    return smoothed


def test_that_the_average_is_tensorboards():
    np.testing.assert_allclose(debiased_ema([1, 0.5, 0], 0.6), [1, 0.6875, 0.33673469387755])


@given(
    st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")) | st.just(float("inf")), max_size=400),
    st.floats(0.01, 0.999),
)
def test_that_the_average_equals_the_loop_point_by_point(values, weight):
    np.testing.assert_allclose(
        debiased_ema(values, weight), slow_ema(values, weight), rtol=1e-7, atol=1e-7
    )


def test_that_non_finite_points_pass_through_and_feed_nothing():
    smoothed = debiased_ema([1, np.nan, 0.5, np.inf, 0], 0.6)
    np.testing.assert_allclose(smoothed[[0, 2, 4]], [1, 0.6875, 0.33673469387755])
    assert np.isnan(smoothed[1])
    assert np.isposinf(smoothed[3])


def test_that_a_constant_stays_exactly_constant():
    assert set(debiased_ema([0.1] * 1000, 0.97)) == {0.1}


def test_that_weight_zero_changes_nothing():
    assert debiased_ema([3.0, 1.0, 2.0], 0.0).tolist() == [3.0, 1.0, 2.0]


def test_that_a_spike_of_one_step_survives_any_zoom():
    x = np.arange(1_000_000, dtype=float)
    y = np.zeros_like(x)
    y[123_457] = 7.0
    for left, right in ((0, 1e6), (100_000, 200_000), (123_400, 123_500)):
        assert envelope(x, y, left, right, 500)[1].max() == 7.0


def test_that_a_reduced_curve_has_few_points_and_keeps_its_ends():
    x = np.arange(1_000_000, dtype=float)
    drawn_x, drawn_y = envelope(x, np.sin(x), 0, 1e6, 500)
    assert drawn_x.size <= 1002
    assert (drawn_x[0], drawn_x[-1]) == (0, 999_999)
    assert bool(np.all(np.diff(drawn_x) >= 0))
    assert drawn_y.size == drawn_x.size


def test_that_a_curve_reaches_over_the_borders_of_the_view():
    x = np.arange(10, dtype=float)
    assert envelope(x, x, 3.5, 5.5, 100)[0].tolist() == [3, 4, 5, 6]


def test_that_the_early_points_on_a_log_axis_are_kept_one_by_one():
    series = CurveSeries.of(
        np.arange(1, 1_000_001), np.ones(1_000_000), Look("red", "a"), 0, Axes(log_x=True)
    )
    x, _ = envelope(series.drawn.x, series.drawn.raw, 0, 6, 500)
    np.testing.assert_allclose(np.unique(x)[:5], np.log10([1, 2, 3, 4, 5]))


def test_that_points_a_log_axis_cannot_show_are_counted():
    series = CurveSeries.of([0, 1, 2, 3], [1, -1, 2, np.nan], Look("red", "a"), 0, Axes(True, True))
    assert series.non_positive == 2
    assert series.drawn.x.tolist() == pytest.approx([np.log10(2)])


@pytest.mark.parametrize("num_points", [7, 70_000])
def test_that_a_curve_has_a_gap_where_it_has_no_value(num_points):
    y = np.ones(num_points)
    y[num_points * 2 // 7 : num_points * 4 // 7] = np.nan
    series = CurveSeries.of(np.arange(num_points), y, Look("red", "a"), 0.5)
    x, drawn = envelope(series.drawn.x, series.drawn.raw, 0, num_points, 500)
    (gap,) = np.flatnonzero(np.isnan(drawn[np.append(True, np.diff(x) > 0)]))
    assert gap > 0
    assert np.isnan(series.drawn.smoothed[np.isnan(series.drawn.raw)]).all()
    for ignore in (True, False):
        assert series.y_bounds(ignore_outliers=ignore) == (1, 1)


def test_that_gaps_narrower_than_a_column_cost_no_points():
    y = np.where(np.arange(100_000) % 2, 1.0, np.nan)
    series = CurveSeries.of(np.arange(100_000), y, Look("red", "a"))
    assert envelope(series.drawn.x, series.drawn.raw, 0, 1e5, 500)[0].size <= 1002


def test_that_points_out_of_order_are_drawn_in_order():
    series = CurveSeries.of([3, 1, 2], [30, 10, 20], Look("red", "a"))
    assert series.x.tolist() == [1, 2, 3]
    assert series.y.tolist() == [10, 20, 30]


def test_that_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match="x has 2 points and y has 1"):
        CurveSeries.of([1, 2], [1], Look("red", "a"))


def test_that_the_nearest_point_is_found():
    series = CurveSeries.of([10, 20, 40], [1, 2, 3], Look("red", "a"))
    assert [series.nearest(x) for x in (0, 14, 16, 29, 31, 99)] == [0, 0, 1, 1, 2, 2]
    assert CurveSeries.of([], [], Look("red", "a")).nearest(3) is None
    assert CurveSeries.of([5], [1], Look("red", "a")).nearest(3) == 0


def test_that_outliers_do_not_stretch_the_view_when_ignored():
    y = np.ones(1000)
    y[500] = 1e6
    series = CurveSeries.of(np.arange(1000), y, Look("red", "a"))
    assert series.y_bounds(ignore_outliers=False) == (1.0, 1e6)
    assert series.y_bounds(ignore_outliers=True) == (1.0, 1.0)


def test_that_non_finite_points_are_known():
    assert CurveSeries.of(
        [1, 2, 3], [1, np.nan, np.inf], Look("red", "a")
    ).non_finite().tolist() == [
        2,
        3,
    ]


def test_that_numbers_are_written_short():
    assert [short(v) for v in (3.14159, 12345.6, 1.2e-5, float("nan"), float("-inf"), 0)] == [
        "3.142",
        "12\N{THIN SPACE}346",
        "1.2e-05",
        "NaN",
        "−∞",
        "0",
    ]
    assert [short(v) for v in (4.99996, 2.0498, 112.05, 0.8, 3 * 0.1, 5.0)] == [
        "5.000",
        "2.050",
        "112.0",
        "0.8",
        "0.3",
        "5",
    ]
    assert [compact(v) for v in (950, 1234, 3_400_000)] == ["950", "1.23k", "3.4M"]


def test_that_strokes_and_gaps_take_turns_at_even_distances():
    inside = strokes(np.arange(14.0), (3, 2), 1)
    assert inside.tolist() == [True] * 3 + [False] * 2 + [True] * 3 + [False] * 2 + [True] * 3 + [
        False
    ]
    assert strokes(np.array([0.0, 5.9, 6.0, 9.9, 10.0]), (3, 2), 2).tolist() == [
        *(True, True, False, False, True)
    ]


def test_that_a_dashed_line_of_many_points_leaves_its_gaps_to_no_pen(qapp):
    view = pg.ViewBox()
    view.setRange(xRange=(0, 50_000), yRange=(-1, 1), padding=0)
    steps = np.arange(50_000.0)
    series = CurveSeries.of(steps, np.sin(steps), Look("#0072b2", "loss", dash=(4, 2)))
    items = CurveItems(view)
    items.style(series, QColor("black"), QColor("white"))
    items.draw(series, 600)
    inside = view.allChildren()
    (line,) = (one for one in inside if isinstance(one, pg.PlotCurveItem) and one.isVisible())
    assert line.xData.size > 300
    assert line.opts["pen"].style() == Qt.PenStyle.SolidLine
    assert 0.3 < np.mean(line.opts["connect"]) < 0.9
