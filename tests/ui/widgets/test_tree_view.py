import random
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent

from ui.widgets.trees.tree_layout import TreeNode, laid_out
from ui.widgets.trees.tree_view import TreeView

NODES = (
    TreeNode("a", -1, key="a", tooltip="first"),
    TreeNode("bb", 0, key="ab"),
    TreeNode("c", 0, key="ac"),
    TreeNode("d", 1, key="abd"),
    TreeNode("e", 1, key="abe"),
    TreeNode("f", 2, key="acf"),
)


@pytest.fixture
def view(qtbot):
    view = TreeView()
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.set_title("Tree")
    view.set_nodes(NODES, lines=["a", "  bb"])
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.mark.parametrize("aligned", [True, False])
def test_that_no_two_nodes_cover_each_other_and_each_stands_behind_its_parent(aligned):
    chance = random.Random(3)
    nodes = [TreeNode("x" * chance.randint(1, 9), chance.randrange(-1, n)) for n in range(300)]
    layout = laid_out(nodes, lambda node: 10.0 * len(node.label), 20.0, aligned=aligned)
    for number, node in enumerate(nodes):
        rect = layout.rects[number]
        if node.parent >= 0:
            assert rect.left() > layout.rects[node.parent].right()
            assert rect.top() >= layout.rects[node.parent].top()
        if layout.children[number]:
            assert layout.rects[layout.children[number][0]].top() == rect.top()
    in_order = sorted(layout.rects, key=lambda rect: (rect.top(), rect.left()))
    assert not any(one.intersects(other) for one, other in pairwise(in_order))
    assert layout.width > max(rect.right() for rect in layout.rects)


def test_that_keys_walk_from_node_to_node(view, qtbot):
    told: list[int] = []
    view.chosen.connect(told.append)
    keys = Qt.Key
    for key in (keys.Key_Right, keys.Key_Right, keys.Key_Down, keys.Key_Right, keys.Key_Left):
        qtbot.keyClick(view, key)
    assert told == [0, 1, 2, 5, 2]
    qtbot.keyClick(view, keys.Key_Up)
    qtbot.keyClick(view, keys.Key_Home)
    assert told[-2:] == [1, 0]
    assert view.accessibleName() == "Tree"
    assert view.accessibleDescription() == "first\na\n  bb", "the chosen one, then the whole tree"


def test_that_a_click_chooses_and_what_is_chosen_stays_while_the_tree_grows(view, qtbot):
    middle = view.rect_of(4).center().toPoint()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert view.selected == 4
    view.set_nodes(
        (NODES[0], TreeNode("new", 0, key="an"), *NODES[1:2], TreeNode("e", 2, key="abe"))
    )
    assert view.selected == 3
    view.set_nodes(NODES[:1])
    assert view.selected == -1


def test_that_the_wheel_zooms_at_the_pointer_and_all_can_be_shown(view, qtbot):
    nodes = [TreeNode("root", -1), *(TreeNode(f"node {n}", 0) for n in range(200))]
    view.set_nodes(nodes)
    place = view.rect_of(9).center()
    for _ in range(4):
        turned = QWheelEvent(
            place,
            view.viewport().mapToGlobal(place),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        view.wheelEvent(turned)
    rect = view.rect_of(9)
    assert rect.top() < place.y() < rect.bottom()
    assert view.rect_of(200).bottom() > view.viewport().height()
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.rect_of(200).bottom() <= view.viewport().height()
    view.select(150)
    assert view.viewport().rect().contains(view.rect_of(150).center().toPoint())


def test_that_a_drag_moves_and_chooses_nothing(view, qtbot):
    view.set_nodes([TreeNode("root", -1), *(TreeNode(f"node {n}", 0) for n in range(200))])
    before = view.rect_of(5).center()
    port, left = view.viewport(), Qt.MouseButton.LeftButton
    qtbot.mousePress(port, left, pos=before.toPoint())
    qtbot.mouseMove(port, pos=before.toPoint() - QPoint(0, 60))
    qtbot.mouseRelease(port, left, pos=before.toPoint() - QPoint(0, 60))
    assert view.selected == -1
    moved = before - view.rect_of(5).center()
    assert abs(moved.y() - 60) < 3
    assert moved.x() == 0
