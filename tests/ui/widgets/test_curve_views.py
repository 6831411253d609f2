"""What a plot of curves shows: no number raises, nothing is lost in silence, no view is taken."""

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from screen import only

from ui.widgets.curves.curve_canvas import CurveCanvas
from ui.widgets.curves.drawing.non_finite import first_places
from ui.widgets.curves.drawing.reduction import envelope
from ui.widgets.curves.drawing.series import Axes, CurveSeries, Look
from ui.widgets.curves.plot_view import Follow
from workbench.curves.smoothing import continued_ema, debiased_ema

LINEAR, LOG = Axes(), Axes(log_x=True, log_y=True)
NAN, INF = float("nan"), float("inf")
anything = st.floats(allow_nan=True, allow_infinity=True, width=64)


@pytest.fixture
def canvas(qtbot: QtBot) -> CurveCanvas:
    canvas = CurveCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(500, 260)
    canvas.show()
    return canvas


def draw(canvas: CurveCanvas, x: object, y: object, axes: Axes = LINEAR) -> None:
    canvas.set_axes(axes)
    canvas.set_series("a", x, y, Look("#0072b2", "a"))  # type: ignore[arg-type]
    canvas.reset_view()
    canvas.grab()
    QApplication.processEvents()


def wheel(plot: pg.PlotWidget, notches: int) -> None:
    viewport = plot.viewport()
    place = QPointF(viewport.rect().center())
    for _ in range(abs(notches)):
        event = QWheelEvent(
            place,
            QPointF(viewport.mapToGlobal(place.toPoint())),
            QPoint(),
            QPoint(0, 120 if notches > 0 else -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)


CASES = {
    "one point": ([3], [2.0]),
    "one point at zero": ([0], [0.0]),
    "nothing": ([], []),
    "all NaN": ([1, 2, 3], [NAN, NAN, NAN]),
    "infinite": ([1, 2, 3], [INF, -INF, 1.0]),
    "negative": ([-3, -2, 0], [-1.0, -5.0, 0.0]),
    "the largest floats": ([1, 2, 3], [-1.7e308, 0.0, 1.7e308]),
    "the smallest floats": ([1, 2, 3], [5e-324, 1e-323, 0.0]),
    "nearly equal": ([10**15, 10**15 + 1], [1.0, 1.0 + 1e-15]),
    "constant": ([1, 2, 3], [1e-200] * 3),
}


@pytest.mark.slow
@pytest.mark.parametrize("axes", [Axes(), LOG], ids=["linear", "log"])
@pytest.mark.parametrize("case", CASES)
def test_that_forty_notches_out_and_in_raise_nothing_whatever_the_numbers(
    canvas: CurveCanvas, case: str, axes: Axes
) -> None:
    draw(canvas, *CASES[case], axes)
    plot = only(canvas, pg.PlotWidget)
    for notches in (-40, 120, -40):
        wheel(plot, notches)
        canvas.grab()
        assert np.isfinite(plot.viewRange()).all()
    draw(canvas, *CASES[case], axes)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(anything, anything), max_size=12), st.booleans(), st.booleans())
def test_that_any_numbers_are_drawn_or_counted(
    canvas: CurveCanvas, points: list[tuple[float, float]], log_x: bool, log_y: bool
) -> None:
    x, y = [p[0] for p in points], [p[1] for p in points]
    draw(canvas, x, y, Axes(log_x, log_y))
    series, unseen = canvas.series["a"], canvas.unseen
    drawn = int(np.count_nonzero(~np.isnan(series.drawn.raw)))
    assert drawn + unseen.non_positive + unseen.non_finite == np.isfinite(x).sum()


@settings(max_examples=60, deadline=None)
@given(
    spike=st.integers(1, 999_998),
    left=st.floats(0, 0.999),
    width=st.floats(1e-5, 1),
    bins=st.integers(100, 2000),
    dip=st.booleans(),
)
def test_that_a_spike_of_one_step_among_a_million_is_seen_at_every_zoom(
    spike: int, left: float, width: float, bins: int, dip: bool
) -> None:
    low, high = left * 1e6, (left + width) * 1e6
    x, y = _MILLION, np.zeros(1_000_000)
    y[spike] = -7.0 if dip else 7.0
    at, seen = envelope(x, y, low, high, bins)
    column = (high - low) / bins
    if low <= spike <= high:
        near = np.abs(at - spike) <= column + 1
        assert np.abs(seen[near & (at <= high)]).max() == 7.0


_MILLION = np.arange(1_000_000.0)


def test_that_a_spike_before_a_long_pause_is_seen_at_the_border() -> None:
    x = np.append(np.linspace(0, 1, 10_000), 1000.0)
    y = np.zeros(10_001)
    y[9_999] = 7.0
    at, seen = envelope(x, y, 0.0, 1.001, 300)
    assert seen[at <= 1.001].max() == 7.0


def test_that_smoothing_comes_before_reduction() -> None:
    y = np.random.default_rng(0).normal(size=50_000)
    series = CurveSeries.of(np.arange(50_000), y, Look("red", "a"), 0.9)
    x, drawn = envelope(series.drawn.x, series.drawn.smoothed, 0, 50_000, 200)
    whole = debiased_ema(y, 0.9)
    starts = np.unique(x)[:-1].astype(int)
    assert drawn.max() == whole.max()
    assert set(drawn) <= set(whole)
    assert starts.size <= 400


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.floats(-1e3, 1e3) | st.just(NAN) | st.just(INF), min_size=1, max_size=80),
    st.integers(1, 79),
    st.sampled_from([0.0, 0.5, 0.9, 0.99]),
    st.booleans(),
)
def test_that_a_curve_that_grew_equals_one_that_is_drawn_whole(
    values: list[float], cut: int, weight: float, log_y: bool
) -> None:
    cut, axes, look = min(cut, len(values)), Axes(log_y=log_y), Look("red", "a")
    x = np.arange(1, len(values) + 1)
    before = CurveSeries.of(x[:cut], values[:cut], look, weight, axes)
    grown = CurveSeries.of(x, values, look, weight, axes, before)
    whole = CurveSeries.of(x, values, look, weight, axes)
    np.testing.assert_allclose(grown.smoothed, whole.smoothed, rtol=1e-7, atol=1e-9)
    np.testing.assert_array_equal(grown.drawn.raw, whole.drawn.raw)
    assert grown.non_positive == whole.non_positive


def test_that_an_average_goes_on_as_if_it_had_never_stopped() -> None:
    first = debiased_ema([1.0, 0.5], 0.6)
    further = continued_ema([0.0], 0.6, float(first[-1]), 2)
    np.testing.assert_allclose([*first, *further], [1, 0.6875, 0.33673469387755])


def test_that_what_is_no_number_is_marked_where_it_happened_with_its_name(
    canvas: CurveCanvas, qtbot: QtBot
) -> None:
    steps = [1, 2, 3, 4]
    canvas.set_series("soft", steps, [1, 1, 1, NAN], Look("#0072b2", "soft"))
    canvas.set_series("hard", steps, [2, 2, 2, NAN], Look("#d55e00", "hard"))
    canvas.set_series("mse", steps, [3, 3, INF, 3], Look("#009e73", "mse"))
    qtbot.wait(5)
    assert first_places(canvas.series.values()) == {3.0: "∞: mse", 4.0: "NaN: soft, hard"}
    plot = only(canvas, pg.PlotWidget)
    assert plot.viewRange()[0][1] >= 4, "the view reaches to the step where it happened"
    texts = [item for item in plot.items() if isinstance(item, pg.TextItem) and item.isVisible()]
    assert sorted(item.toPlainText() for item in texts) == ["NaN: soft, hard", "∞: mse"]


def test_that_points_that_a_chosen_view_cuts_off_are_counted(
    canvas: CurveCanvas, qtbot: QtBot
) -> None:
    draw(canvas, range(100), range(100))
    assert canvas.unseen.outside == 0
    box = only(canvas, pg.PlotWidget).getViewBox()
    box.setRange(xRange=(0, 99), yRange=(20.5, 60.5), padding=0)
    box.sigRangeChangedManually.emit([True, True])
    assert canvas.unseen.outside == 21 + 39


Zoom = Callable[[float, float], None]


@pytest.fixture
def zoom(canvas: CurveCanvas) -> Zoom:
    def to(left: float, right: float) -> None:
        box = only(canvas, pg.PlotWidget).getViewBox()
        box.setRange(xRange=(left, right), padding=0)
        box.sigRangeChangedManually.emit([True, True])

    return to


def test_that_a_chosen_view_outlives_new_data_a_removed_curve_and_a_hidden_one(
    canvas: CurveCanvas, zoom: Zoom
) -> None:
    draw(canvas, range(100), range(100))
    zoom(10, 20)
    plot = only(canvas, pg.PlotWidget)
    chosen = plot.viewRange()
    canvas.set_series("a", range(200), range(200), Look("#0072b2", "a"))
    canvas.set_series("b", range(900), range(900), Look("#d55e00", "b"))
    canvas.grab()
    canvas.toggle("b")
    canvas.retain({"a"})
    canvas.set_smoothing(0.5)
    canvas.grab()
    QApplication.processEvents()
    assert plot.viewRange() == chosen
    assert canvas.follow is Follow.NOTHING


def test_that_the_newest_points_are_followed_as_many_as_were_chosen(
    canvas: CurveCanvas, zoom: Zoom, qtbot: QtBot
) -> None:
    draw(canvas, range(1000), np.linspace(5, 1, 1000))
    plot = only(canvas, pg.PlotWidget)
    canvas.set_follow(Follow.NEWEST)
    qtbot.wait(5)
    left, right = plot.viewRange()[0]
    assert right >= 999
    assert right - left == pytest.approx(200, rel=0.05)
    assert plot.viewRange()[1][1] < 2, "the height fits what is seen"
    zoom(950, 1001)
    canvas.set_series("a", range(2000), np.linspace(5, 1, 2000), Look("#0072b2", "a"))
    qtbot.wait(5)
    left, right = plot.viewRange()[0]
    assert right >= 1999
    assert right - left == pytest.approx(51, rel=0.05)
    zoom(100, 200)
    assert canvas.follow is Follow.NOTHING, "who looks back is left where he looks"


def test_that_the_best_and_the_last_value_are_marked(canvas: CurveCanvas, qtbot: QtBot) -> None:
    look = Look("#0072b2", "loss", smooth=False, better="lower")
    canvas.set_series("a", range(5), [5, 2, NAN, 3, 4], look)
    qtbot.wait(5)
    assert canvas.series["a"].best == 1
    higher = CurveSeries.of(range(3), [1, 3, 2], Look("red", "a", better="higher"))
    assert higher.best == 1
    plot = only(canvas, pg.PlotWidget)
    dots = [i for i in plot.items() if isinstance(i, pg.ScatterPlotItem) and i.isVisible()]
    marked = {(item.data["x"][0], item.data["y"][0]) for item in dots if len(item.data) == 1}
    assert {(1.0, 2.0), (4.0, 4.0)} <= marked


def test_that_the_keyboard_zooms_and_moves(canvas: CurveCanvas, qtbot: QtBot) -> None:
    draw(canvas, range(100), range(100))
    plot = only(canvas, pg.PlotWidget)
    before = plot.viewRange()[0]
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    left, right = plot.viewRange()[0]
    assert right - left == pytest.approx(0.8 * (before[1] - before[0]))
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert plot.viewRange()[0][0] > left
    follows = [canvas.follow]
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(canvas, key)
        follows.append(canvas.follow)
    assert follows == [Follow.NOTHING, Follow.NEWEST, Follow.ALL]


def test_that_dragging_zooms_into_a_box(canvas: CurveCanvas, qtbot: QtBot) -> None:
    draw(canvas, range(100), range(100))
    plot = only(canvas, pg.PlotWidget)
    whole = np.diff(plot.viewRange())
    drag(qtbot, plot, Qt.KeyboardModifier.NoModifier)
    assert (np.diff(plot.viewRange()) < 0.6 * whole).all()


def test_that_dragging_with_shift_moves_the_view(canvas: CurveCanvas, qtbot: QtBot) -> None:
    draw(canvas, range(100), range(100))
    plot = only(canvas, pg.PlotWidget)
    whole = np.array(plot.viewRange())
    drag(qtbot, plot, Qt.KeyboardModifier.ShiftModifier)
    np.testing.assert_allclose(np.diff(plot.viewRange()), np.diff(whole))
    assert (np.array(plot.viewRange()) != whole).all()


def drag(qtbot: QtBot, plot: pg.PlotWidget, modifier: Qt.KeyboardModifier) -> None:
    viewport, button = plot.viewport(), Qt.MouseButton.LeftButton
    start = viewport.rect().center()
    qtbot.mousePress(viewport, button, modifier, start)
    for share in (10, 25, 40):
        move = start + QPoint(2 * share, share)
        event = pg.QtGui.QMouseEvent(
            pg.QtCore.QEvent.Type.MouseMove,
            QPointF(move),
            QPointF(viewport.mapToGlobal(move)),
            Qt.MouseButton.NoButton,
            button,
            modifier,
        )
        QApplication.sendEvent(viewport, event)
    qtbot.mouseRelease(viewport, button, modifier, move)
