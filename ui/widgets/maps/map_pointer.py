"""The mouse and the keys on a map: which cell is held or under the mouse, zooming and moving."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from ui.widgets.maps.map_view import NO_CELL, Cell, MapView

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_ZOOMS = {Qt.Key.Key_Plus: 1.5, Qt.Key.Key_Minus: 1 / 1.5}
_DRAG_PX = 4


class MapPointer(QObject):
    """`chosen` tells that another cell is shown, `zoomed` that cells have another size, `panned`
    that they only moved."""

    chosen = Signal()
    zoomed = Signal()
    panned = Signal()

    def __init__(self, view: MapView, last_column: Callable[[int], int], parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._last_column = view, last_column
        self._drag: QPointF | None = None
        self._moved = False
        self.held = self.over = NO_CELL

    @property
    def cell(self) -> Cell:
        """The held one, else the one under the mouse."""
        return self.held if self.held != NO_CELL else self.over

    def leave_all(self) -> None:
        """Point at nothing, in silence."""
        self.held = self.over = NO_CELL

    def cell_at(self, position: QPointF) -> Cell:
        """The cell under a position, (-1, -1) outside and in the masked part."""
        row, column = self._view.cell_at(position)
        return NO_CELL if row < 0 or column > self._last_column(row) else (row, column)

    # -- the mouse

    def press(self, position: QPointF) -> None:
        self._drag, self._moved = position, False

    def move(self, position: QPointF) -> None:
        if self._drag is not None:
            self._pan(self._drag, position)
        else:
            self.set_over(self.cell_at(position))

    def release(self, position: QPointF) -> None:
        self._drag = None
        if not self._moved:
            cell = self.cell_at(position)
            self._hold(NO_CELL if cell == self.held else cell)

    def set_over(self, cell: Cell) -> None:
        """Another cell is under the mouse."""
        if cell != self.over:
            self.over = cell
            self.chosen.emit()

    def zoom(self, position: QPointF, factor: float) -> None:
        """Enlarge or shrink what is under a position."""
        if not self._view.is_empty:
            self._view.zoom_at(position, factor)
            self.zoomed.emit()

    def show_all(self) -> None:
        self._view.show_all()
        self.zoomed.emit()

    # -- the keys

    def press_key(self, key: Qt.Key) -> bool:
        """Whether the key means something here."""
        if key == Qt.Key.Key_Escape and self.held != NO_CELL:
            self._hold(NO_CELL)
        elif self._view.is_empty:
            return False
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.cell != NO_CELL:
            self._hold(NO_CELL if self.held != NO_CELL else self.over)
        elif key in _STEPS or key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._walk(key)
        elif key in _ZOOMS:
            self.zoom(QPointF(self._view.area.center()), _ZOOMS[key])
        elif key == Qt.Key.Key_0:
            self.show_all()
        else:
            return False
        return True

    # -- inside

    def _walk(self, key: Qt.Key) -> None:
        """Move the crosshair, held or not; the first key brings it to the first cell."""
        row, column = self.cell
        if row < 0 or column < 0:
            row, column = 0, 0
        elif key in _STEPS:
            row, column = row + _STEPS[key][0], column + _STEPS[key][1]
        else:
            column = 0 if key == Qt.Key.Key_Home else self._view.columns - 1
        row = min(max(row, 0), self._view.rows - 1)
        column = min(max(column, 0), self._last_column(row))
        self._view.bring_into_sight(row, column)
        self.over = (row, column)
        if self.held != NO_CELL:
            self.held = self.over
        self.chosen.emit()

    def _pan(self, drag: QPointF, position: QPointF) -> None:
        if not self._moved and (position - drag).manhattanLength() < _DRAG_PX:
            return
        self._moved = True
        self._view.move(drag - position)
        self._drag = position
        self.panned.emit()

    def _hold(self, cell: Cell) -> None:
        self.held = cell
        self.chosen.emit()
