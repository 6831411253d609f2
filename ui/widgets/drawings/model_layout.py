"""Where the boxes of a drawn model stand, and the lines along which a text passes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QRect

PAD_PX = 8
GAP_PX = 10
GUTTER_PX = 22
"""Beside the boxes, for the stream that goes around them."""
JOIN_PX = 12
LANE_GAP_PX = 20


@dataclass(frozen=True)
class Box:
    """A part: its title, its size as a figure, the shapes of its weights, colour and tooltip."""

    title: str
    figure: str
    shapes: str
    colour: str
    tooltip: str = ""


@dataclass(frozen=True)
class BoxFrame:
    """Boxes one below the other; with a label, such as × 6, they are framed together.

    The stream goes around each of `branches` (where it begins, where it ends before), and what
    comes out is added to it; branches may stand side by side, and lead out without `is_added`.
    """

    boxes: tuple[Box, ...]
    label: str = ""
    branches: tuple[tuple[int, int], ...] = ()
    side_by_side: bool = False
    is_added: bool = True


@dataclass
class Layout:
    """What is painted: rectangles, lines, lines that end in an arrow, and where sums are formed."""

    bottom: int
    boxes: list[tuple[QRect, Box]] = field(default_factory=list)
    borders: list[tuple[QRect, str]] = field(default_factory=list)
    lines: list[tuple[QPoint, ...]] = field(default_factory=list)
    arrows: list[tuple[QPoint, ...]] = field(default_factory=list)
    joins: list[QRect] = field(default_factory=list)


def arranged(frames: Sequence[BoxFrame], column: QRect, line_px: int, box_px: int) -> Layout:
    """The frames from the top of `column` downwards, in its width."""
    layout = Layout(column.top())
    for number, frame in enumerate(frames):
        _add_frame(layout, frame, column, line_px, box_px, first=number == 0)
    return layout


def _add_frame(
    layout: Layout, frame: BoxFrame, column: QRect, line_px: int, box_px: int, *, first: bool
) -> None:
    top, centre = layout.bottom, column.center().x()
    if frame.label:
        layout.bottom += line_px + PAD_PX
        layout.lines.append((QPoint(centre, top), QPoint(centre, layout.bottom)))
    if frame.side_by_side:
        _add_lanes(layout, frame, column.adjusted(PAD_PX, 0, -PAD_PX, 0), box_px)
    else:
        inner = column.adjusted(GUTTER_PX, 0, -GUTTER_PX, 0)
        _add_boxes(layout, frame, inner, box_px, column.left() + GUTTER_PX // 2, first=first)
    if frame.label:
        layout.bottom += PAD_PX
        begin = top + GAP_PX // 2
        border = QRect(column.left(), begin, column.width(), layout.bottom - begin)
        layout.borders.append((border, frame.label))


def _add_boxes(
    layout: Layout, frame: BoxFrame, inner: QRect, box_px: int, gutter: int, *, first: bool
) -> None:
    """Boxes in the stream, and those that the stream goes around."""
    begins, ends = ({pair[side] for pair in frame.branches} for side in (0, 1))
    centre = inner.center().x()
    fork = QPoint(centre, layout.bottom)
    for index, box in enumerate(frame.boxes):
        if index in begins:
            fork = QPoint(centre, layout.bottom + 2)
        _add_box(layout, box, inner, box_px, arrow=not (first and index == 0))
        if index + 1 in ends:
            join = _add_join(layout, centre)
            around = (QPoint(gutter, fork.y()), QPoint(gutter, join.center().y()))
            layout.arrows.append((fork, *around, QPoint(join.left(), join.center().y())))


def _add_lanes(layout: Layout, frame: BoxFrame, inner: QRect, box_px: int) -> None:
    """Branches beside each other, which read the same stream; it passes between them."""
    centre, fork = inner.center().x(), layout.bottom + 2
    width = (inner.width() - LANE_GAP_PX) // 2
    lefts = (inner.left(), inner.right() + 1 - width)
    layout.lines.append((QPoint(centre, layout.bottom), QPoint(centre, fork)))
    bottoms = []
    for left, (begin, end) in zip(lefts, frame.branches, strict=True):
        lane = Layout(fork)
        area = QRect(left, fork, width, 0)
        layout.lines.append((QPoint(centre, fork), QPoint(area.center().x(), fork)))
        for box in frame.boxes[begin:end]:
            _add_box(lane, box, area, box_px)
        layout.boxes += lane.boxes
        layout.arrows += lane.arrows
        bottoms.append((area.center().x(), lane.bottom))
    layout.bottom = max(bottom for _, bottom in bottoms)
    if frame.is_added:
        passed = QPoint(centre, fork)
        join = _add_join(layout, centre)
        layout.arrows.append((passed, QPoint(centre, join.top())))
        middle = join.center().y()
        for x, bottom in bottoms:
            side = join.left() if x < centre else join.right() + 1
            layout.arrows.append((QPoint(x, bottom), QPoint(x, middle), QPoint(side, middle)))


def _add_box(layout: Layout, box: Box, area: QRect, box_px: int, *, arrow: bool = True) -> None:
    if arrow:
        x, top = area.center().x(), layout.bottom
        layout.bottom += GAP_PX
        layout.arrows.append((QPoint(x, top), QPoint(x, layout.bottom)))
    layout.boxes.append((QRect(area.left(), layout.bottom, area.width(), box_px), box))
    layout.bottom += box_px


def _add_join(layout: Layout, centre: int) -> QRect:
    """The place below the last box where what the boxes made is added to the stream."""
    top = layout.bottom + GAP_PX // 2
    join = QRect(centre - JOIN_PX // 2, top, JOIN_PX, JOIN_PX)
    layout.lines.append((QPoint(centre, layout.bottom), QPoint(centre, top)))
    layout.joins.append(join)
    layout.bottom = top + JOIN_PX
    return join
