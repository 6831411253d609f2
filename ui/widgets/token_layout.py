"""Where tokens of given widths stand, wrapped to a width; heights that were asked for are kept."""

from collections.abc import Sequence

from PySide6.QtCore import QRect

EDGE_PX, GAP_PX = 4, 2


class TokenLayout:
    """Knows each token's width and whether a line ends behind it; all are one row high."""

    def __init__(self) -> None:
        self._widths: list[int] = []
        self._ends_line: list[bool] = []
        self._heights: dict[tuple[int, int], int] = {}

    def __len__(self) -> int:
        """How many tokens are measured."""
        return len(self._widths)

    def forget(self) -> None:
        """The tokens or their font are others."""
        self._widths, self._ends_line, self._heights = [], [], {}

    def add(self, width: int, *, ends_line: bool) -> None:
        """One more token at the end."""
        self._widths.append(width)
        self._ends_line.append(ends_line)
        self._heights = {}

    def height(self, width: int, row_height: int) -> int:
        """What all tokens need when they are wrapped to a width."""
        key = width, row_height
        if key not in self._heights:
            boxes = self.boxes(width, row_height)
            self._heights[key] = (boxes[-1].bottom() if boxes else row_height) + EDGE_PX
        return self._heights[key]

    def boxes(self, width: int, row_height: int, known: Sequence[QRect] = ()) -> list[QRect]:
        """The box of every token; those that stand already are `known`."""
        boxes = list(known)
        left, top = self._behind(len(boxes) - 1, boxes[-1]) if boxes else (EDGE_PX, EDGE_PX)
        for number in range(len(boxes), len(self._widths)):
            wide = self._widths[number]
            if left > EDGE_PX and left + wide > width - EDGE_PX:
                left, top = EDGE_PX, top + row_height + GAP_PX
            boxes.append(QRect(left, top, wide, row_height))
            left, top = self._behind(number, boxes[-1])
        return boxes

    def _behind(self, number: int, box: QRect) -> tuple[int, int]:
        """Where the token behind another one would stand."""
        if self._ends_line[number]:
            return EDGE_PX, box.top() + box.height() + GAP_PX
        return box.left() + box.width() + GAP_PX, box.top()
