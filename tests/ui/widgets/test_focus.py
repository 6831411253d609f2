"""What is painted by hand shows where the keyboard is, and does something with its keys."""

from collections.abc import Callable

import numpy as np
import pytest
from head_tiles import head_tiles
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Appearance, Theme
from ui.widgets.colours import contrast
from ui.widgets.curves.curve_canvas import CurveCanvas
from ui.widgets.curves.drawing.series import Look
from ui.widgets.drawings.layer_map import LayerMap, Stack
from ui.widgets.drop_area import DropArea
from ui.widgets.maps.head_grid import HeadGrid
from ui.widgets.maps.heat_map import HeatMap
from ui.widgets.token_strip import Token, TokenStrip
from ui.widgets.trees.tree_layout import TreeNode
from ui.widgets.trees.tree_view import TreeView


def strip() -> QWidget:
    widget = TokenStrip()
    widget.set_tokens([Token("a"), Token("word")])
    return widget


def grid() -> QWidget:
    widget = HeadGrid()
    widget.set_tiles(head_tiles(np.ones((2, 2, 3, 3)), causal=True))
    return widget


def heat_map() -> QWidget:
    widget = HeatMap()
    widget.set_map(np.eye(3), "abc", "abc", causal=True)
    return widget


def layer_map() -> QWidget:
    widget = LayerMap()
    stack = Stack(2, "model", "64 wide", "#0072b2")
    widget.set_stacks(stack, stack, (0, 1))
    return widget


def canvas() -> QWidget:
    widget = CurveCanvas()
    widget.set_series("loss", [0, 1, 2], [3, 2, 1], Look("#0072b2", "loss"))
    return widget


def tree() -> QWidget:
    widget = TreeView()
    widget.set_nodes([TreeNode("a", -1), TreeNode("b", 0)])
    return widget


HAND_PAINTED = [strip, grid, heat_map, layer_map, canvas, tree, DropArea]


@pytest.mark.parametrize("make", HAND_PAINTED)
@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_that_the_keyboard_is_seen_where_it_is(
    qtbot: QtBot, qapp: QApplication, make: Callable[[], QWidget], appearance: Appearance
) -> None:
    theme = Theme(qapp, appearance)
    host, widget, other = QWidget(), make(), QPushButton("other")
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    layout.addWidget(widget)
    layout.addWidget(other)
    host.resize(400, 400)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    other.setFocus()
    qtbot.wait(1)
    plain = widget.grab().toImage()
    widget.setFocus()
    focused = widget.grab().toImage()
    theme.set_appearance(Appearance.LIGHT)
    places = [(x, y) for x in range(plain.width()) for y in range(plain.height())]
    ring = [
        contrast(focused.pixelColor(*at), plain.pixelColor(*at))
        for at in places
        if focused.pixel(*at) != plain.pixel(*at)
    ]
    assert sum(change >= 3 for change in ring) >= (plain.width() + plain.height()) // 2


def test_that_the_arrow_keys_walk_over_a_map_and_stop_at_what_is_masked(qtbot: QtBot) -> None:
    widget = HeatMap()
    qtbot.addWidget(widget)
    widget.set_map(np.eye(3), "abc", "abc", causal=True)
    keys = Qt.Key
    for key, cell in (
        (keys.Key_Right, (0, 0)),
        (keys.Key_Right, (0, 0)),
        (keys.Key_Down, (1, 0)),
        (keys.Key_Right, (1, 1)),
        (keys.Key_Up, (0, 0)),
    ):
        qtbot.keyClick(widget, key)
        assert widget.cell == cell
    qtbot.keyClick(widget, keys.Key_Return)
    assert widget.held == (0, 0)
    qtbot.keyClick(widget, keys.Key_Escape)
    assert widget.held == (-1, -1)
