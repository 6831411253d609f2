import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from ui.widgets.attention.attended_map import AttendedMap, strongest_cells
from ui.widgets.maps.colour_scale import ColourScale, ScaleKind
from ui.widgets.maps.map_levels import MapLevels
from ui.widgets.maps.map_view import MapView
from ui.widgets.maps.tiles import pool, quantise


@given(
    seed=st.integers(0, 100),
    queries=st.integers(1, 60),
    keys=st.integers(1, 60),
    signed=st.booleans(),
)
def test_that_a_robust_top_is_numpys_percentile_of_the_cells_that_exist(
    seed: int, queries: int, keys: int, signed: bool
) -> None:
    weights = np.random.default_rng(seed).standard_normal((queries, keys)) ** 3
    weights = weights if signed else np.abs(weights)
    unseen = np.triu(np.ones((queries, keys), bool), 1)
    weights[unseen] = 0
    expected = np.percentile(np.abs(weights[~unseen]), 99)
    scale = ColourScale(ScaleKind.ROBUST)
    assert scale.top(weights, int(unseen.sum())) == pytest.approx(expected)
    weights[unseen] = np.nan
    assert scale.top(weights) == pytest.approx(expected)


def test_that_a_robust_top_of_a_million_weights_is_numpys():
    weights = np.random.default_rng(0).random((1000, 1000)).astype(np.float32) ** 9
    expected = np.percentile(weights, 99)
    assert ColourScale(ScaleKind.ROBUST).top(weights) == pytest.approx(expected, rel=1e-6)


def test_that_the_levels_of_a_part_are_those_of_the_whole_cut_out():
    weights = np.tril(np.random.default_rng(0).random((40, 40)))
    levels, view = MapLevels(weights, causal=True, two_sided=False), _view(40, 400)
    levels.set_scale(ColourScale())
    whole = levels.seen(view).levels_rc
    assert whole.shape == (40, 40)
    view.zoom_at(view.rect(20, 20).center(), 4.0)
    part = levels.seen(view)
    assert len(part.rows) < 15
    cut = whole[part.rows.start : part.rows.stop, part.columns.start : part.columns.stop]
    np.testing.assert_array_equal(part.levels_rc, cut)


def test_that_cells_below_a_pixel_are_pooled_by_the_largest():
    weights = np.random.default_rng(0).random((600, 600))
    levels, view = MapLevels(weights, causal=False, two_sided=False), _view(600, 100)
    levels.set_scale(ColourScale())
    expected = quantise(pool(weights, 100, 100) / weights.max(), 0.0, 1.0)
    np.testing.assert_array_equal(levels.seen(view).levels_rc, expected)


def test_that_the_strongest_cells_are_the_largest_of_all():
    weights = np.random.default_rng(1).random((50, 50))
    order = np.argsort(-weights.ravel())[:30]
    expected = [divmod(int(index), 50) for index in order]
    assert strongest_cells(weights, 30) == expected


def test_that_rows_and_columns_have_no_weight_where_a_query_cannot_look():
    attended = AttendedMap.of(np.tril(np.ones((3, 3))), "abc", causal=True)
    np.testing.assert_array_equal(attended.row(1), [1, 1, np.nan])
    np.testing.assert_array_equal(attended.column(1), [np.nan, 1, 1])
    assert attended.num_masked() == 3


def _view(cells: int, side_px: int) -> MapView:
    return MapView(QRect(0, 0, side_px, side_px), cells, cells)
