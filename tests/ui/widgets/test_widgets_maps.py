import itertools

import numpy as np
import pytest
from head_tiles import head_tiles
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette
from screen import points

from ui.widgets.maps.colour_scale import ColourScale, ScaleKind
from ui.widgets.maps.head_grid import HeadGrid
from ui.widgets.maps.heat_map import HeatMap
from ui.widgets.maps.layer_textures import LayerTextures, scaled_tiles
from ui.widgets.maps.map_view import NO_CELL
from ui.widgets.maps.scales import one_colour, picture, two_colours
from ui.widgets.maps.tiles import MASKED, causal_mask, pool, quantise


def show(qtbot, widget, width=500, height=500):
    qtbot.addWidget(widget)
    palette = QPalette(QColor("white"), QColor("white"))
    palette.setColor(QPalette.ColorRole.Text, QColor("black"))
    widget.setPalette(palette)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


# -- numbers


def test_that_pooling_keeps_every_largest_weight():
    weights = np.random.default_rng(0).random((3, 100, 70))
    pooled = pool(weights, 7, 9)
    assert pooled.shape == (3, 7, 9)
    np.testing.assert_array_equal(pooled.max((1, 2)), weights.max((1, 2)))
    assert pool(weights, 200, 200) is weights


def test_that_only_what_lies_wholly_above_the_diagonal_is_masked():
    upper = np.triu(np.ones((5, 5), bool), 1)
    np.testing.assert_array_equal(causal_mask(range(5), range(5), (5, 5)), upper)
    pooled = causal_mask(range(4), range(4), (2, 2))
    np.testing.assert_array_equal(pooled, [[False, True], [False, False]])
    later = causal_mask(range(2, 4), range(4), (2, 4))
    np.testing.assert_array_equal(later, [[False, False, False, True], [False] * 4])
    part = causal_mask(range(1, 3), range(1, 5), (2, 4))
    np.testing.assert_array_equal(part, upper[1:3, 1:])


def test_that_masked_cells_and_nan_have_a_level_of_their_own():
    mask = np.array([[False, False], [True, False]])
    levels = quantise(np.array([[0.0, 1.0], [1.0, np.nan]]), 0, 1, mask)
    assert levels.tolist() == [[0, 254], [MASKED, MASKED]]


def test_that_a_picture_has_its_rows_as_rows():
    table = one_colour(QColor("white"), QColor("black"))
    image = picture(np.array([[0, 254, 0], [0, 0, 0]], np.uint8), table)
    assert (image.width(), image.height()) == (3, 2)
    assert image.pixelColor(1, 0) == QColor("black")
    assert image.pixelColor(0, 1) == QColor("white")
    assert picture(np.array([[MASKED]], np.uint8), table).pixelColor(0, 0).alpha() == 0


def test_that_two_colours_meet_at_the_ground():
    table = two_colours(QColor("white"), "#ff0000", "#0000ff")
    assert QColor.fromRgba(table[127]) == QColor("white")
    assert (QColor.fromRgba(table[0]), QColor.fromRgba(table[254])) == (
        QColor("#ff0000"),
        QColor("#0000ff"),
    )


# -- the large map


@pytest.fixture
def heat_map(qtbot):
    heat_map = show(qtbot, HeatMap())
    values = np.tril(np.arange(1.0, 17).reshape(4, 4) / 16)
    heat_map.set_map(values, list("abcd"), list("abcd"), causal=True, colour="#0000ff")
    return heat_map


@pytest.fixture
def centres(heat_map):
    """The middle of each cell, masked or not: of its row, and of its column."""
    cell_points = points(heat_map, lambda point: heat_map.cell_at(QPointF(point)), step_px=8)
    cells = itertools.product(range(4), repeat=2)
    return {
        (row, column): QPoint(cell_points[3, column].x(), cell_points[row, 0].y())
        for row, column in cells
    }


def test_that_every_cell_is_found_and_the_masked_ones_are_not(heat_map, centres):
    for (row, column), centre in centres.items():
        expected = (row, column) if column <= row else NO_CELL
        assert heat_map.cell_at(QPointF(centre)) == expected


def test_that_rows_are_queries_and_columns_keys_and_masked_is_not_zero(heat_map, centres):
    image = heat_map.grab().toImage()
    low_left = image.pixelColor(centres[3, 0] - QPoint(20, 20))  # beside the value in the cell
    assert low_left.blue() > low_left.red() + 50
    half = (centres[3, 1].x() - centres[3, 0].x()) // 2
    corner = centres[0, 3] - QPoint(half, half)
    masked = {
        image.pixelColor(corner + QPoint(x, y)).name() for x in range(2, 12) for y in range(2, 12)
    }
    assert len(masked) > 1, "the masked part is hatched"


def test_that_the_mouse_previews_and_a_click_holds(heat_map, centres, qtbot):
    received = []
    heat_map.pointed.connect(lambda row, column: received.append((row, column)))
    qtbot.mouseMove(heat_map, centres[2, 1])
    qtbot.mouseClick(heat_map, Qt.MouseButton.LeftButton, pos=centres[2, 1])
    qtbot.mouseMove(heat_map, centres[3, 3])
    assert heat_map.cell == (2, 1)
    assert heat_map.accessibleDescription() == "c (2) → b (1): 0.6250, rank 2 of 3"
    qtbot.keyClick(heat_map, Qt.Key.Key_Escape)
    assert heat_map.cell == (3, 3)
    assert received[0] == (2, 1)


def test_that_another_head_of_the_same_text_keeps_the_held_cell(heat_map, centres, qtbot):
    qtbot.mouseClick(heat_map, Qt.MouseButton.LeftButton, pos=centres[2, 1])
    assert heat_map.held == (2, 1)
    heat_map.set_map(np.full((4, 4), 0.25), list("abcd"), list("abcd"), causal=True)
    assert heat_map.cell == (2, 1)
    heat_map.set_map(np.full((3, 3), 0.25), list("abc"), list("abc"), causal=True)
    assert heat_map.cell == NO_CELL


def test_that_tokens_that_do_not_fit_the_values_are_refused(heat_map):
    with pytest.raises(ValueError, match="3 columns"):
        heat_map.set_map(np.zeros((4, 4)), list("abcd"), list("abc"))


def test_that_an_empty_and_a_long_map_are_painted(qtbot):
    heat_map = show(qtbot, HeatMap())
    heat_map.grab()
    tokens = [f"t{i}" for i in range(1024)]
    heat_map.set_map(np.eye(1024), tokens, tokens, causal=True)
    heat_map.grab()


def test_that_no_strong_weight_is_lost_in_a_map_with_more_cells_than_pixels(qtbot):
    heat_map = show(qtbot, HeatMap())
    tokens = [f"t{i}" for i in range(1024)]
    strong = (100, 251, 402, 503, 654, 805, 956)
    values = np.zeros((1024, 1024))
    values[list(strong)] = 1.0
    heat_map.set_map(values, tokens, tokens, colour="#0000ff")
    left = next(x for x in range(500) if heat_map.cell_at(QPointF(x, 250)) != NO_CELL)
    picture = heat_map.grab().toImage()
    colours = [picture.pixelColor(left + 5, y).name() for y in range(500)]
    assert [one for one, _ in itertools.groupby(colours)].count("#0000ff") == len(strong)


# -- the overview


@pytest.fixture
def grid(qtbot):
    grid = show(qtbot, HeadGrid())
    grid.set_tiles(head_tiles(np.random.default_rng(0).random((3, 4, 9, 9)), causal=True))
    return grid


def place_of(grid, layer, head):
    return points(grid, grid.head_at, step_px=8)[layer, head]


def test_that_a_click_selects_the_head_under_it(grid, qtbot):
    with qtbot.waitSignal(grid.selected) as blocker:
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=place_of(grid, 2, 3))
    assert blocker.args == [2, 3]
    assert grid.selection == (2, 3)


def test_that_the_arrow_keys_walk_the_grid_and_stay_inside(grid, qtbot):
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        qtbot.keyClick(grid, key)
    assert grid.selection == (0, 2)
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    assert grid.selection == (0, 2)


def test_that_a_selection_that_no_longer_exists_is_dropped(grid):
    grid.select(2, 3)
    grid.set_tiles(head_tiles(np.ones((1, 4, 9, 9)), causal=True))
    assert grid.selection == (-1, -1)
    grid.set_tiles(None)
    grid.grab()
    assert grid.head_at(QPoint(50, 50)) == (-1, -1)


def press_head(qtbot, grid, head, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, modifier, pos=place_of(grid, *head))


def test_that_shift_adds_heads_and_takes_them_away(grid, qtbot):
    shift = Qt.KeyboardModifier.ShiftModifier
    press_head(qtbot, grid, (0, 1))
    press_head(qtbot, grid, (2, 3), shift)
    assert grid.heads == ((0, 1), (2, 3))
    assert grid.accessibleDescription() == "L0 H1 + L2 H3"
    press_head(qtbot, grid, (0, 1), shift)
    assert grid.heads == ((2, 3),)
    press_head(qtbot, grid, (2, 3), shift)
    assert grid.heads == ((2, 3),), "one head stays"
    qtbot.keyClick(grid, Qt.Key.Key_Left, shift)
    assert grid.heads == ((2, 3), (2, 2))
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert grid.heads == ((2, 2),)
    press_head(qtbot, grid, (1, 1))
    assert grid.heads == ((1, 1),)


def test_that_a_double_click_and_enter_ask_for_a_head_alone(grid, qtbot):
    with qtbot.waitSignal(grid.soloed):
        qtbot.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=place_of(grid, 1, 1))
    grid.select(0, 0)
    with qtbot.waitSignal(grid.soloed):
        qtbot.keyClick(grid, Qt.Key.Key_Return)


def test_that_a_fixed_scale_shows_weak_heads_pale(qtbot):
    tiles = head_tiles(np.ones((1, 2, 4, 4)) * np.array([0.1, 1.0])[:, None, None], causal=False)
    fixed = ColourScale(ScaleKind.FIXED)
    scaled = scaled_tiles(tiles, np.array([[0.1, 1.0]]), fixed)
    assert set(scaled[0, 0].ravel()) == {25}
    assert set(scaled[0, 1].ravel()) == {254}
    assert scaled_tiles(tiles, None, ColourScale()) is tiles


def test_that_a_repaint_does_not_draw_the_tiles_again(grid, monkeypatch):
    drawn = []
    original = LayerTextures._drawn

    def counted(*args):
        drawn.append(1)
        return original(*args)

    monkeypatch.setattr(LayerTextures, "_drawn", counted)
    grid.set_scale(ColourScale(ScaleKind.LOG))
    for head in ((0, 0), (1, 1), (2, 2)):
        grid.select(*head)
        grid.grab()
    assert len(drawn) == 1
