"""Lines of many points: what is drawn of them, whatever the zoom and the numbers."""

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from screen import only

from ui.widgets.curves.curve_canvas import CurveCanvas
from ui.widgets.curves.drawing.reduction import reduced
from ui.widgets.curves.drawing.room import Room
from ui.widgets.curves.drawing.series import Axes, CurveSeries, Look
from workbench.curves.smoothing import debiased_ema

NAN = float("nan")
COLOUR = "#d01c8b"
SPIKE = 654_321


@pytest.fixture
def canvas(qtbot: QtBot) -> CurveCanvas:
    canvas = CurveCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(700, 400)
    canvas.show()
    return canvas


def show(canvas: CurveCanvas, x: object, y: object, axes: Axes | None = None) -> None:
    canvas.set_axes(axes or Axes())
    canvas.set_series("a", x, y, Look(COLOUR, "a"))  # type: ignore[arg-type]
    canvas.reset_view()
    canvas.grab()
    QApplication.processEvents()


def picture(plot: pg.PlotWidget) -> QImage:
    return plot.grab().toImage()


def is_coloured(image: QImage, place: QPointF) -> bool:
    """Whether a pixel within three of a place has the line's colour."""
    x, y = round(place.x()), round(place.y())
    near = ((x + i, y + j) for i in range(-3, 4) for j in range(-3, 4))
    inside = [(i, j) for i, j in near if image.rect().contains(i, j)]
    return any(image.pixelColor(i, j) == QColor(COLOUR) for i, j in inside)


def test_that_a_spike_of_one_step_among_a_million_is_painted_at_every_zoom(
    canvas: CurveCanvas,
) -> None:
    y = np.random.default_rng(0).normal(size=1_000_000)
    y[SPIKE] = 50.0
    show(canvas, np.arange(1_000_000), y)
    plot = only(canvas, pg.PlotWidget)
    box = plot.getViewBox()
    for width in (1e6, 3e5, 1e5, 2e4, 3e3, 500, 40, 5):
        box.setRange(xRange=(SPIKE - 0.4 * width, SPIKE + 0.6 * width), padding=0)
        QApplication.processEvents()
        image, scene = picture(plot), box.mapViewToScene(QPointF(SPIKE, 50.0))
        assert is_coloured(image, plot.mapFromScene(scene).toPointF()), width


def test_that_columns_that_do_not_touch_are_joined_and_others_are_not() -> None:
    y = np.concatenate([np.zeros(1000), np.ones(1000), np.full(1000, 5.0)])
    y[::2] += 0.5
    made = reduced(np.arange(3000.0), y, 0, 3000, 30)
    assert made.columns
    low, high = made.y[::2], made.y[1::2]
    between = made.joined()[1:-1:2]
    for place, joined in enumerate(between):
        touch = low[place + 1] <= high[place] and low[place] <= high[place + 1]
        assert bool(joined) != touch


@given(
    st.lists(st.floats(-100, 100), min_size=50, max_size=400),
    st.integers(5, 24),
    st.floats(0, 0.9),
    st.floats(0.05, 1),
)
def test_that_each_column_keeps_the_lowest_and_the_highest_of_its_points(
    values: list[float], bins: int, left: float, width: float
) -> None:
    x, y = np.arange(float(len(values))), np.array(values)
    low, high = left * x.size, min(left + width, 1) * x.size
    made = reduced(x, y, low, high, bins, has_gaps=False)
    if not made.columns:
        return
    starts = np.flatnonzero(np.isin(x, made.x[::2]))
    ends = [*starts[1:], int(made.x[-1]) + 1]
    for column, (first, last) in enumerate(zip(starts, ends, strict=True)):
        assert made.y[2 * column] == y[first:last].min()
        assert made.y[2 * column + 1] == y[first:last].max()


def test_that_a_view_of_growing_values_never_changes() -> None:
    room = Room(np.array([1.0, 2.0, NAN]))
    before = room.view
    once = room.grown(3, np.array([4.0]))
    assert once is room, "nothing was copied"
    again = once.grown(2, np.array([9.0, 9.0, 9.0]))
    assert again is not once, "another value in a view's place"
    np.testing.assert_array_equal(before, [1.0, 2.0, NAN])
    np.testing.assert_array_equal(once.view, [1.0, 2.0, NAN, 4.0])
    np.testing.assert_array_equal(again.view, [1.0, 2.0, 9.0, 9.0, 9.0])


@given(
    st.lists(st.floats(-10, 10), min_size=3, max_size=60),
    st.lists(st.floats(-10, 10), min_size=1, max_size=9),
    st.lists(st.floats(-10, 10), min_size=1, max_size=9),
)
def test_that_two_curves_that_grew_from_one_do_not_disturb_each_other(
    first: list[float], one: list[float], other: list[float]
) -> None:
    look = Look("red", "a")

    def of(values: list[float], before: CurveSeries | None = None) -> CurveSeries:
        return CurveSeries.of(np.arange(len(values)), values, look, 0.9, Axes(), before)

    begun = of([*first, 0.5], of(first))
    grown = [of([*first, 0.5, *more], begun) for more in (one, other)]
    for curve, more in zip(grown, (one, other), strict=True):
        whole = debiased_ema([*first, 0.5, *more], 0.9)
        np.testing.assert_allclose(curve.smoothed, whole, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(begun.smoothed, debiased_ema([*first, 0.5], 0.9), atol=1e-9)


EXTREMES = [0.0, -1.0, 1.0, 5e-324, 1e-300, 1e300, 1.7e308, -1.7e308, NAN, float("inf")]
STEPS = [0, 1, 2, 10**9, 2**53 + 1, 2**62, 2**63 - 1, -(2**63)]


@pytest.mark.slow
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.sampled_from(STEPS), st.sampled_from(EXTREMES) | st.floats()),
        min_size=1,
        max_size=6,
    ),
    st.lists(st.sampled_from([-40, -7, 5, 60]), max_size=4),
    st.booleans(),
    st.booleans(),
)
def test_that_any_zoom_of_any_numbers_shows_a_finite_part_of_the_plane(
    canvas: CurveCanvas,
    points: list[tuple[int, float]],
    notches: list[int],
    log_x: bool,
    log_y: bool,
) -> None:
    steps, values = np.array([step for step, _ in points], dtype=np.int64), [y for _, y in points]
    show(canvas, steps, values, Axes(log_x, log_y))
    plot = only(canvas, pg.PlotWidget)
    for count in notches:
        canvas._view.zoom(count)
        QApplication.processEvents()
        (left, right), (low, high) = plot.viewRange()
        assert np.isfinite([left, right, low, high]).all()
        assert left < right
        assert low < high
    canvas.grab()
