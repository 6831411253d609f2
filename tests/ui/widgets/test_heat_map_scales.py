import numpy as np
import pytest
from head_tiles import head_tiles
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPalette
from screen import points

from ui.widgets.drawings.layer_map import LayerMap
from ui.widgets.maps.axis_labels import AxisLabels
from ui.widgets.maps.colour_scale import ColourMap, ColourScale, ScaleKind
from ui.widgets.maps.head_grid import HeadGrid
from ui.widgets.maps.heat_map import HeatMap
from ui.widgets.maps.map_view import NO_CELL, MapView
from ui.widgets.maps.scale_bar import ScaleBar
from ui.widgets.maps.scales import colours_of
from ui.widgets.maps.tiles import pool_sizes

WIDTH, HEIGHT = 500, 400


@pytest.fixture
def heat_map(qtbot):
    heat_map = HeatMap()
    qtbot.addWidget(heat_map)
    palette = QPalette(QColor("white"), QColor("white"))
    palette.setColor(QPalette.ColorRole.Text, QColor("black"))
    heat_map.setPalette(palette)
    heat_map.resize(WIDTH, HEIGHT)
    heat_map.show()
    qtbot.waitExposed(heat_map)
    return heat_map


def show(heat_map, values, **options):
    tokens = [f"t{number}" for number in range(len(values))]
    heat_map.set_map(values, tokens, tokens, colour="#0000ff", **options)


def place(heat_map, row, column):
    return points(heat_map, lambda point: heat_map.cell_at(QPointF(point)), 8)[row, column]


def colour(heat_map, row, column):
    """The colour of a cell beside what is written in it."""
    at = place(heat_map, row, column)
    return heat_map.grab().toImage().pixelColor(at.x() - 25, at.y() - 20).name()


@pytest.mark.parametrize("kind", ScaleKind)
@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
def test_that_a_legend_says_the_weight_that_a_colour_stands_for(kind, share):
    scale = ColourScale(kind, 0.5)
    weight = scale.weight(share, 0.8)
    assert scale.shares(np.array([weight, -weight]), 0.8) == pytest.approx([share, -share])


def test_that_the_top_of_a_scale_is_the_largest_or_its_percentile_times_the_upper_level():
    assert ColourScale(ScaleKind.FIXED, 0.5).top(np.array([7.0])) == 0.5
    weights = np.append(np.linspace(0, 1, 1000), [100.0, np.nan])
    assert ColourScale().top(weights) == 100
    assert ColourScale(ScaleKind.LOG, 0.5).top(weights) == 50
    assert ColourScale(ScaleKind.ROBUST).top(weights) == np.nanpercentile(weights, 99)
    assert ColourScale(ScaleKind.ROBUST).top(np.eye(200)) == 1, "almost all are 0"
    assert ColourScale().top(np.zeros(3)) == 1


def test_that_a_legend_says_where_the_colours_are_cut():
    def said(scale, top, **options):
        bar = ScaleBar(scale, top, "", **options)
        return [label for _, label in bar.ticks(with_middle=True)]

    assert said(ColourScale(), 0.5) == ["0", "0.25", "0.5"]
    assert said(ColourScale(), 0.5, cut=True)[-1] == "≥ 0.5"
    assert said(ColourScale(ScaleKind.LOG), 1.0) == ["≤ 0.001", "0.03162", "1"]
    assert said(ColourScale(), 2.0, cut=True, two_sided=True) == ["≤ -2", "0", "≥ 2"]


def test_that_a_legend_has_room_for_its_longest_number(heat_map):
    bar = ScaleBar(ColourScale(ScaleKind.LOG), 0.5194, "")
    longest = heat_map.fontMetrics().horizontalAdvance("≤ 0.0005194")
    assert bar.width_px(heat_map.fontMetrics()) > longest + 12


def test_that_a_lower_level_and_a_logarithm_bring_pale_cells_out(heat_map):
    show(heat_map, np.array([[0.01, 1.0], [0.0, 0.5]]))
    linear = colour(heat_map, 0, 0)
    heat_map.set_scale(ColourScale(ScaleKind.LOG))
    assert QColor(colour(heat_map, 0, 0)).red() < QColor(linear).red() - 60
    heat_map.set_scale(ColourScale(upper=0.5))
    assert colour(heat_map, 1, 1) == colour(heat_map, 0, 1) == "#0000ff"


def test_that_a_fixed_scale_gives_equal_weights_equal_colours_in_every_map(heat_map):
    heat_map.set_scale(ColourScale(ScaleKind.FIXED))
    show(heat_map, np.array([[0.2, 0.4], [0.1, 0.4]]))
    pale = colour(heat_map, 0, 1)
    show(heat_map, np.array([[0.9, 0.4], [1.0, 0.0]]))
    assert colour(heat_map, 0, 1) == pale
    assert colour(heat_map, 1, 0) == "#0000ff"


def test_that_a_colour_map_is_matplotlibs():
    """The ends and the middle of viridis, cividis and magma as matplotlib has them."""
    ends = {
        ColourMap.VIRIDIS: ("#440154", "#20908c", "#fde725"),
        ColourMap.CIVIDIS: ("#00204d", "#7c7b78", "#ffea46"),
        ColourMap.MAGMA: ("#000004", "#b63679", "#fcfdbf"),
    }
    for colour_map, expected in ends.items():
        table = colours_of(colour_map, "#ffffff", "#000000")
        for level, colour in zip((0, 127, 254), expected, strict=True):
            found, known = QColor.fromRgba(table[level]), QColor(colour)
            for channel in (QColor.red, QColor.green, QColor.blue):
                assert channel(found) == pytest.approx(channel(known), abs=3)
        assert table[255] == 0, "what is masked is transparent"


def test_that_a_map_with_hidden_tokens_counts_positions_in_the_text(heat_map):
    values = np.array([[0.1, 0.0], [0.05, 0.05]])
    show(heat_map, values, causal=True, positions=((1, 2), (1, 2)))
    heat_map.point(1, 0)
    assert heat_map.accessibleDescription() == "t1 (2) → t0 (1): 0.0500, rank 1 of 2"


def test_that_the_keyboard_zooms_and_shows_everything_again(heat_map, qtbot):
    show(heat_map, np.ones((8, 8)))
    before = heat_map.cell_at(QPointF(200, 120))
    qtbot.keyClick(heat_map, Qt.Key.Key_Plus)
    assert heat_map.cell_at(QPointF(200, 120)) != before
    qtbot.keyClick(heat_map, Qt.Key.Key_0)
    assert heat_map.cell_at(QPointF(200, 120)) == before


@pytest.mark.parametrize("count", [1, 512])
def test_that_a_map_of_any_size_fills_its_pane(heat_map, count):
    show(heat_map, np.eye(count))
    corners = [(0, 0), (count - 1, count - 1)]
    cells = points(heat_map, lambda point: heat_map.cell_at(QPointF(point)) != NO_CELL, 4)
    assert cells[True]
    inside = [
        (x, y)
        for x in range(0, WIDTH, 4)
        for y in range(0, HEIGHT, 4)
        if heat_map.cell_at(QPointF(x, y)) != NO_CELL
    ]
    (left, top), (right, bottom) = min(inside), max(inside)
    assert right - left > 0.6 * WIDTH
    assert bottom - top > 0.6 * HEIGHT
    assert heat_map.cell_at(QPointF(left, top)) == corners[0]


def test_that_the_labels_of_many_tokens_never_touch(heat_map):
    metrics = heat_map.fontMetrics()
    view = MapView(QRectF(0, 0, 300, 300).toRect(), 512, 512)
    labels = AxisLabels([f"t{number}" for number in range(512)], metrics)
    painted = labels._labelled(512, view.cell_height, chosen=100)
    gaps = np.diff(sorted(painted)) * view.cell_height
    assert 100 in painted
    assert gaps.min() >= metrics.height()


def test_that_the_keys_walk_the_map_hold_a_cell_and_skip_what_is_masked(heat_map, qtbot):
    received = []
    heat_map.pointed.connect(lambda row, column: received.append((row, column)))
    show(heat_map, np.tril(np.ones((4, 4))), causal=True)
    key = Qt.Key
    walk = (key.Key_Down, key.Key_Down, key.Key_Down, key.Key_End, key.Key_Right, key.Key_Up)
    for one in walk:
        qtbot.keyClick(heat_map, one)
    assert heat_map.cell == (1, 1)
    assert received[:4] == [(0, 0), (1, 0), (2, 0), (2, 2)]
    qtbot.keyClick(heat_map, key.Key_Return)
    qtbot.keyClick(heat_map, key.Key_Home)
    assert heat_map.held == (1, 0)
    qtbot.keyClick(heat_map, key.Key_Return)
    assert heat_map.held == NO_CELL


@pytest.mark.parametrize("widget", [HeatMap, HeadGrid, LayerMap])
def test_that_the_focus_is_seen(qtbot, widget):
    widget = widget()
    qtbot.addWidget(widget)
    if isinstance(widget, HeadGrid):
        widget.set_tiles(head_tiles(np.ones((2, 2, 4, 4)), causal=False))
        widget.select(0, 0)
    widget.resize(300, 300)
    widget.show()
    widget.clearFocus()
    before = widget.grab().toImage()
    widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    assert widget.grab().toImage() != before


def test_that_home_and_end_go_to_the_ends_of_a_layer(qtbot):
    grid = HeadGrid()
    qtbot.addWidget(grid)
    grid.set_tiles(head_tiles(np.ones((2, 5, 4, 4)), causal=False))
    grid.select(1, 2)
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert grid.selection == (1, 4)
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert grid.selection == (1, 0)
    assert grid.accessibleDescription() == "L1 H0"


def test_that_a_strong_negative_difference_is_not_lost_among_many_cells():
    differences = np.zeros((100, 100))
    differences[3, 4], differences[50, 60] = -0.9, 0.5
    pooled = pool_sizes(differences, 10, 10)
    assert pooled.min() == -0.9
    assert pooled.max() == 0.5
