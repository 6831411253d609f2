"""Where the cells of a map are on the screen: as large as the pane allows, zoomed and moved."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF

Cell = tuple[int, int]
"""A row (query) and a column (key), each counted from 0; (-1, -1) is none."""
NO_CELL: Cell = (-1, -1)
Positions = tuple[Sequence[int], Sequence[int]]
"""Where rows and columns stand in their text, counted from 0."""
MOST_ZOOM = 64.0


@dataclass
class MapView:
    """Where `rows` x `columns` cells are in `area`."""

    area: QRect = field(default_factory=QRect)
    rows: int = 0
    columns: int = 0
    zoom: float = 1.0
    offset: QPointF = field(default_factory=QPointF)

    @property
    def is_empty(self) -> bool:
        return self.rows <= 0 or self.columns <= 0

    @property
    def cell_width(self) -> float:
        return max(self.area.width() / max(self.columns, 1), 0.1) * self.zoom

    @property
    def cell_height(self) -> float:
        return max(self.area.height() / max(self.rows, 1), 0.1) * self.zoom

    def whole(self) -> QRectF:
        """Where all cells are, seen or not."""
        left, top = self._left_top().toTuple()
        return QRectF(left, top, self.cell_width * self.columns, self.cell_height * self.rows)

    def rect(self, row: int, column: int) -> QRectF:
        """Where a cell is."""
        left, top = self._left_top().toTuple()
        left += column * self.cell_width
        top += row * self.cell_height
        return QRectF(left, top, self.cell_width, self.cell_height)

    def cell_at(self, position: QPointF) -> Cell:
        """The cell under a position, (-1, -1) outside."""
        if self.is_empty or not QRectF(self.area).contains(position):
            return NO_CELL
        inside = position - self._left_top()
        row = int(np.floor(inside.y() / self.cell_height))
        column = int(np.floor(inside.x() / self.cell_width))
        return (row, column) if row < self.rows and column < self.columns else NO_CELL

    def seen(self) -> tuple[range, range]:
        """The rows and columns that are at least partly in sight."""
        down, across = self.offset.y() / self.cell_height, self.offset.x() / self.cell_width
        down_end = (self.offset.y() + self.area.height()) / self.cell_height
        across_end = (self.offset.x() + self.area.width()) / self.cell_width
        return (
            range(int(down), min(self.rows, int(down_end) + 1)),
            range(int(across), min(self.columns, int(across_end) + 1)),
        )

    def show_all(self) -> None:
        self.zoom, self.offset = 1.0, QPointF()

    def zoom_at(self, position: QPointF, factor: float) -> None:
        """Enlarge or shrink what is under a position, which stays where it is."""
        before = (position - self._left_top()) / self.zoom
        self.zoom = min(max(self.zoom * factor, 1.0), MOST_ZOOM)
        self.move(before * self.zoom - (position - QPointF(self.area.topLeft())) - self.offset)

    def move(self, by: QPointF) -> None:
        """Move the picture under the area, never beyond its edges."""
        whole = self.whole()
        right = max(whole.width() - self.area.width(), 0)
        bottom = max(whole.height() - self.area.height(), 0)
        x, y = (self.offset + by).toTuple()
        self.offset = QPointF(min(max(x, 0), right), min(max(y, 0), bottom))

    def bring_into_sight(self, row: int, column: int) -> None:
        """Move as little as it takes to see a cell."""
        cell, area = self.rect(row, column), QRectF(self.area)
        x = min(cell.left() - area.left(), 0) + max(cell.right() - area.right(), 0)
        y = min(cell.top() - area.top(), 0) + max(cell.bottom() - area.bottom(), 0)
        self.move(QPointF(x, y))

    def _left_top(self) -> QPointF:
        return QPointF(self.area.topLeft()) - self.offset
