"""All heads of all layers as small pictures in one painting."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.widgets.colours import FAINT, blend, paint_focus, quiet_ink, quiet_line
from ui.widgets.maps.colour_scale import ColourScale
from ui.widgets.maps.layer_textures import LayerTextures, scaled_tiles
from ui.widgets.maps.scales import colours_of
from ui.widgets.maps.tiles import Bytes, Weights

GAP_PX = 3
SMALLEST_PX, LARGEST_PX = 14, 96
MOST_ZOOM = 4.0

Head = tuple[int, int]
"""A layer and a head, each counted from 0."""
NO_HEAD: Head = (-1, -1)


class HeadGrid(QWidget):
    """Rows are layers, columns heads; a click or the keys select, the mouse previews.

    Shift adds a head to those that are selected or takes it away, by a click or with the arrow
    keys, which walk; Home and End go to the ends of the layer, Escape leaves one head selected.
    A double click or Enter asks for a head alone. The wheel with Ctrl, plus, minus and 0 zoom.

    `selected` and `hovered` bring layer and head (-1, -1: none under the mouse), `soloed` nothing.
    """

    selected = Signal(int, int)
    hovered = Signal(int, int)
    soloed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: Bytes | None = None
        self._tops: Weights | None = None
        self._textures = LayerTextures()
        self._colour = ""
        self._scale = ColourScale()
        self._zoom = 1.0
        self._heads: tuple[Head, ...] = ()
        self._also: frozenset[Head] = frozenset()
        self._hover = NO_HEAD
        self._labels: Mapping[Head, str] = {}
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_tiles(self, tiles: Bytes | None, colour: str = "", tops: Weights | None = None) -> None:
        """Show `tiles` (layers, heads, side, side) from `head_tiles` in a colour; None: nothing.

        `tops` (layers, heads) are the weights that their largest level stands for.
        """
        self._tiles, self._colour, self._tops = tiles, colour, tops
        self._hover = NO_HEAD
        if tiles is None or not all(map(self._exists, self._heads)):
            self._heads = ()
        self._colour_tiles()
        self.updateGeometry()

    def set_labels(self, labels: Mapping[Head, str]) -> None:
        """What is said of a head beside its name, where the mouse or the keys are on it."""
        self._labels = labels

    def set_scale(self, scale: ColourScale) -> None:
        """How weights become colours; each head has a top of its own unless the scale is fixed."""
        if scale != self._scale:
            self._scale = scale
            self._colour_tiles()

    @property
    def num_layers(self) -> int:
        return 0 if self._tiles is None else int(self._tiles.shape[0])

    @property
    def num_heads(self) -> int:
        return 0 if self._tiles is None else int(self._tiles.shape[1])

    @property
    def selection(self) -> Head:
        """The layer and head that were selected last, (-1, -1) without one."""
        return self._heads[-1] if self._heads else NO_HEAD

    @property
    def heads(self) -> tuple[Head, ...]:
        """All heads that are selected, in the order in which they were."""
        return self._heads

    def select(self, layer: int, head: int) -> None:
        """Frame one head, in silence; one that does not exist clears the selection."""
        self.select_all(((layer, head),))

    def select_all(self, heads: tuple[Head, ...]) -> None:
        """Frame several heads, in silence; those that do not exist are left out."""
        self._heads = tuple(filter(self._exists, heads))
        self.setAccessibleDescription(" + ".join(map(self._named, self._heads)))
        self.update()

    def set_partners(self, heads: frozenset[Head]) -> None:
        """Frame further heads by a dashed line: those that correspond to a choice elsewhere."""
        self._also = heads
        self.update()

    def head_at(self, position: QPoint) -> Head:
        """The layer and head under a position, (-1, -1) without one."""
        side = self._side()
        left, top = self._margins()
        column, row = (position.x() - left) // side, (position.y() - top) // side
        return (row, column) if self._exists((row, column)) else NO_HEAD

    # -- geometry

    def sizeHint(self) -> QSize:
        return self._size_for(40)

    def minimumSizeHint(self) -> QSize:
        if self._zoom > 1:
            return self._size_for(round((LARGEST_PX // 2) * self._zoom))
        return self._size_for(SMALLEST_PX + GAP_PX)

    def set_zoom(self, zoom: float) -> None:
        """Enlarge the tiles beyond what fits, to be moved in a scroll area; 1 is all in sight."""
        self._zoom = min(max(zoom, 1.0), MOST_ZOOM)
        self._textures.forget_picture()
        self.setMinimumSize(self.minimumSizeHint())
        self.updateGeometry()
        self.update()

    def _size_for(self, side: int) -> QSize:
        left, top = self._margins()
        return QSize(left + side * max(self.num_heads, 1), top + side * max(self.num_layers, 1))

    def _margins(self) -> tuple[int, int]:
        metrics = self.fontMetrics()
        return metrics.horizontalAdvance("L00") + 2 * GAP_PX, metrics.height() + GAP_PX

    def _side(self) -> int:
        """Edge of a tile with its gap, as large as the widget allows."""
        if self._tiles is None:
            return SMALLEST_PX
        left, top = self._margins()
        fits = min(
            (self.width() - left) // max(self.num_heads, 1),
            (self.height() - top) // max(self.num_layers, 1),
        )
        return min(max(fits, SMALLEST_PX + GAP_PX), round(LARGEST_PX * self._zoom))

    def _box(self, head: Head) -> QRect:
        side = self._side()
        left, top = self._margins()
        return QRect(left + head[1] * side, top + head[0] * side, side - GAP_PX, side - GAP_PX)

    def _exists(self, head: Head) -> bool:
        return 0 <= head[0] < self.num_layers and 0 <= head[1] < self.num_heads

    # -- painting

    def _colour_tiles(self) -> None:
        ground = self.palette().color(QPalette.ColorRole.Base)
        colour = self._colour or self.palette().color(QPalette.ColorRole.Accent)
        table = colours_of(self._scale.colours, ground, colour)
        tiles = self._tiles
        if tiles is not None:
            tiles = scaled_tiles(tiles, self._tops, self._scale)
        self._textures.set_tiles(tiles, table)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter, self.rect())
        if self.hasFocus():
            paint_focus(painter, self.rect(), self.palette())

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw the numbers, all tiles and the frames (`box` has the widget's size)."""
        text = self.palette().color(QPalette.ColorRole.Text)
        window = self.palette().color(QPalette.ColorRole.Window)
        painter.setPen(quiet_ink(text, window))
        self._paint_numbers(painter)
        empty, outline = blend(text, window, FAINT), quiet_line(text, window)
        if self._tiles is not None:
            self._textures.paint(painter, box.size(), self._box, empty, outline)
        self._paint_frames(painter, text)

    def _paint_numbers(self, painter: QPainter) -> None:
        metrics, side = self.fontMetrics(), self._side()
        left, top = self._margins()
        widest = metrics.horizontalAdvance(f"H{self.num_heads}") + 4
        every = max(1, -(-widest // side))
        for head in range(0, self.num_heads, every):
            box = QRect(left + head * side, 0, side * every - GAP_PX, top - GAP_PX)
            if every > 1:
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft, f"H{head}")
            else:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"H{head}")
        for layer in range(self.num_layers):
            box = QRect(0, top + layer * side, left - 2 * GAP_PX, side - GAP_PX)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, f"L{layer}")

    def _paint_frames(self, painter: QPainter, text: QColor) -> None:
        for head in self._also:
            if self._exists(head):
                painter.setPen(QPen(text, 1, Qt.PenStyle.DashLine))
                painter.drawRect(self._box(head).adjusted(-1, -1, 0, 0))
        chosen = self.palette().color(QPalette.ColorRole.Accent) if self.hasFocus() else text
        framed = [(self._hover, 1, text), *((head, 3, chosen) for head in self._heads)]
        for head, width, ink in framed:
            if self._exists(head):
                painter.setPen(QPen(ink, width))
                painter.drawRect(self._box(head).adjusted(-1, -1, 0, 0))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_tiles()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._textures.forget_picture()

    # -- mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self.head_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover(NO_HEAD)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._choose(self.head_at(event.position().toPoint()), adds=adds)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.head_at(event.position().toPoint()) != NO_HEAD:
            self.soloed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * 1.0015 ** event.angleDelta().y())
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, (layer, head) = Qt.Key(event.key()), self.selection
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if step := _STEPS.get(key):
            self._choose((max(layer, 0) + step[0], max(head, 0) + step[1]), adds=adds)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose((max(layer, 0), 0 if key == Qt.Key.Key_Home else self.num_heads - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._heads:
            self.soloed.emit()
        elif key == Qt.Key.Key_Escape and len(self._heads) > 1:
            self._choose(self.selection)
        elif key in _ZOOMS:
            self.set_zoom(self._zoom * _ZOOMS[key])
        else:
            super().keyPressEvent(event)

    def _choose(self, head: Head, *, adds: bool = False) -> None:
        if not self._exists(head):
            return
        heads: tuple[Head, ...] = (head,)
        if adds and head in self._heads and len(self._heads) > 1:
            heads = tuple(one for one in self._heads if one != head)
        elif adds:
            heads = (*(one for one in self._heads if one != head), head)
        if heads != self._heads:
            self.select_all(heads)
            self.selected.emit(*self.selection)

    def _named(self, head: Head) -> str:
        """A head's name and label."""
        label = self._labels.get(head, "")
        return f"{head_name(head)} ({label})" if label else head_name(head)

    def _set_hover(self, head: Head) -> None:
        if head != self._hover:
            self._hover = head
            self.setToolTip(self._named(head) if self._exists(head) else "")
            self.update()
            self.hovered.emit(*head)


_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_ZOOMS = {Qt.Key.Key_Plus: 1.25, Qt.Key.Key_Minus: 0.8, Qt.Key.Key_0: 0.0}


def head_name(head: Head) -> str:
    """How a head is called everywhere: layer and head, counted from 0."""
    return f"L{head[0]} H{head[1]}"


def head_names(heads: Sequence[Head]) -> str:
    """Several heads in one line; empty for none."""
    return " + ".join(map(head_name, heads))
