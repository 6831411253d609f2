import pytest
from PySide6.QtCore import Qt

from ui.widgets.charts.scatter import Scatter, ScatterPoint

POINTS = (
    ScatterPoint("a", 0.0, 1.0, "#0072b2"),
    ScatterPoint("b", -2.0, 3.0, "#0072b2"),
    ScatterPoint("c", 4.0, -1.0, "#d55e00"),
)


@pytest.fixture
def scatter(qtbot):
    scatter = Scatter(logarithmic=False, choosable=True)
    qtbot.addWidget(scatter)
    scatter.resize(400, 300)
    scatter.set_points(POINTS)
    scatter.show()
    return scatter


def test_that_an_even_axis_has_room_for_numbers_below_zero(scatter):
    places = {one.name: scatter.position_of(one.x, one.y) for one in POINTS}
    assert places["b"].x() < places["a"].x() < places["c"].x()
    between = (places["a"].x() - places["b"].x()) / (places["c"].x() - places["b"].x())
    assert between == pytest.approx(2 / 6)
    assert places["b"].y() < places["a"].y() < places["c"].y()


def test_that_a_click_chooses_the_nearest_point(scatter, qtbot):
    at = scatter.position_of(4.0, -1.0).toPoint()
    with qtbot.waitSignal(scatter.chosen) as chosen:
        qtbot.mouseClick(scatter, Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == ["c"]


def test_that_the_arrow_keys_go_from_left_to_right(scatter, qtbot):
    names: list[str] = []
    scatter.chosen.connect(names.append)
    for key in (*3 * (Qt.Key.Key_Right,), Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(scatter, key)
    assert names == ["b", "a", "c", "c", "a"]


def test_that_a_plot_nobody_chooses_in_is_no_stop_of_the_tab_key(qtbot):
    scatter = Scatter()
    qtbot.addWidget(scatter)
    assert scatter.focusPolicy() == Qt.FocusPolicy.NoFocus
