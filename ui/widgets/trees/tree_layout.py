"""What a drawn tree has for nodes, and where each of them stands."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF

ROOT = -1
"""The parent of a node that stands behind no other."""
GAP_PX = 26
"""Between a node and those behind it, where the lines are."""
ROW_GAP_PX = 5
MARGIN_PX = 12


@dataclass(frozen=True)
class TreeNode:
    """A node: its label, a figure beside it, how strongly it is coloured (0 to 1), its tooltip.

    `parent` is the number of a node before it. `key` is what it is known by when the tree grows.
    A strong node lies on the path that the tree is about, a faint one stands back; `mark` stands
    behind the label.
    """

    label: str
    parent: int
    figure: str = ""
    weight: float = 0.0
    tooltip: str = ""
    key: Hashable = None
    mark: str = ""
    is_strong: bool = False
    is_faint: bool = False


@dataclass(frozen=True)
class TreeLayout:
    """Where the nodes are, unzoomed, and how they hang together."""

    rects: tuple[QRectF, ...] = ()
    rows: tuple[int, ...] = ()
    children: tuple[tuple[int, ...], ...] = ()
    width: float = 0.0
    height: float = 0.0
    parents: tuple[int, ...] = field(default=())

    def at(self, x: float, y: float) -> int:
        """The node at a place, -1 for none."""
        return next((n for n, rect in enumerate(self.rects) if rect.contains(x, y)), ROOT)

    def above(self, number: int) -> int:
        """The nearest node that stands higher at much the same distance from the left."""
        return self._nearest(number, lambda row, own: row < own)

    def below(self, number: int) -> int:
        """The nearest node that stands lower."""
        return self._nearest(number, lambda row, own: row > own)

    def _nearest(self, number: int, is_there: Callable[[int, int], bool]) -> int:
        own, left = self.rows[number], self.rects[number].left()
        there = [n for n, row in enumerate(self.rows) if is_there(row, own)]
        return min(
            there,
            key=lambda n: (abs(self.rects[n].left() - left) > GAP_PX, abs(self.rows[n] - own)),
            default=number,
        )


def laid_out(
    nodes: Sequence[TreeNode],
    width_of: Callable[[TreeNode], float],
    height: float,
    *,
    aligned: bool,
) -> TreeLayout:
    """The first node behind another stands beside it, the others below, each with all behind it.

    `aligned` nodes stand in columns by how many lead to them.
    """
    children = _children(nodes)
    rows, lefts = _rows(children), _lefts(nodes, [width_of(node) for node in nodes], aligned)
    rects = tuple(
        QRectF(left, MARGIN_PX + row * (height + ROW_GAP_PX), width_of(node), height)
        for node, row, left in zip(nodes, rows, lefts, strict=True)
    )
    return TreeLayout(
        rects,
        tuple(rows),
        tuple(map(tuple, children[:-1])),
        max((rect.right() for rect in rects), default=0.0) + MARGIN_PX,
        max((rect.bottom() for rect in rects), default=0.0) + MARGIN_PX,
        tuple(node.parent for node in nodes),
    )


def _children(nodes: Sequence[TreeNode]) -> list[list[int]]:
    """The nodes behind each, and at the end those behind none."""
    children: list[list[int]] = [[] for _ in range(len(nodes) + 1)]
    for number, node in enumerate(nodes):
        children[node.parent].append(number)
    return children


def _rows(children: Sequence[Sequence[int]]) -> list[int]:
    rows = [0] * (len(children) - 1)
    last = -1
    waiting = [(number, True) for number in reversed(children[-1])]
    while waiting:
        number, is_new = waiting.pop()
        last += is_new
        rows[number] = last
        behind = [(child, place > 0) for place, child in enumerate(children[number])]
        waiting += reversed(behind)
    return rows


def _lefts(nodes: Sequence[TreeNode], widths: Sequence[float], aligned: bool) -> list[float]:
    depths: list[int] = []
    for node in nodes:
        depths.append(0 if node.parent == ROOT else depths[node.parent] + 1)
    if not aligned:
        lefts: list[float] = []
        for node in nodes:
            before = node.parent
            behind = MARGIN_PX if before == ROOT else lefts[before] + widths[before] + GAP_PX
            lefts.append(behind)
        return lefts
    widest = [0.0] * (max(depths, default=-1) + 1)
    for depth, width in zip(depths, widths, strict=True):
        widest[depth] = max(widest[depth], width)
    return [MARGIN_PX + sum(widest[:depth]) + depth * GAP_PX for depth in depths]
