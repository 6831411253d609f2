"""All heads of all layers as small pictures in one painting."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QWidget

from ui.widgets.colours import FAINT, blend, paint_focus, quiet_ink, quiet_line
from ui.widgets.maps.colour_scale import ColourScale
from ui.widgets.maps.scales import one_colour, picture
from ui.widgets.maps.tiles import MASKED, Bytes, quantise

GAP_PX = 3
SMALLEST_PX, LARGEST_PX = 14, 96

Head = tuple[int, int]
"""A layer and a head, each counted from 0."""


class HeadGrid(QWidget):
    """Rows are layers, columns heads; a click or the keys select, the mouse previews.

    The arrow keys walk, Home and End go to the ends of the layer.

    `selected` and `hovered` bring layer and head (-1, -1: none under the mouse).
    """

    selected = Signal(int, int)
    hovered = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: Bytes | None = None
        self._pictures: list[list[QImage]] = []
        self._colour = ""
        self._scale = ColourScale()
        self._selection: Head = (-1, -1)
        self._also: frozenset[Head] = frozenset()
        self._hover: Head = (-1, -1)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_tiles(self, tiles: Bytes | None, colour: str = "") -> None:
        """Show `tiles` (layers, heads, side, side) from `head_tiles` in a colour; None: nothing."""
        self._tiles, self._colour = tiles, colour
        self._hover = (-1, -1)
        if tiles is None or not self._exists(self._selection):
            self._selection = (-1, -1)
        self._colour_tiles()
        self.updateGeometry()

    def set_scale(self, scale: ColourScale) -> None:
        """How weights become colours, each head up to a top of its own."""
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
        """The selected layer and head, (-1, -1) without one."""
        return self._selection

    def select(self, layer: int, head: int) -> None:
        """Frame a head, in silence; one that does not exist clears the selection."""
        self._selection = (layer, head) if self._exists((layer, head)) else (-1, -1)
        known = self._selection != (-1, -1)
        self.setAccessibleDescription(head_name(self._selection) if known else "")
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
        return (row, column) if self._exists((row, column)) else (-1, -1)

    # -- geometry

    def sizeHint(self) -> QSize:
        return self._size_for(40)

    def minimumSizeHint(self) -> QSize:
        return self._size_for(SMALLEST_PX + GAP_PX)

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
        return min(max(fits, SMALLEST_PX + GAP_PX), LARGEST_PX)

    def _box(self, head: Head) -> QRect:
        side = self._side()
        left, top = self._margins()
        return QRect(left + head[1] * side, top + head[0] * side, side - GAP_PX, side - GAP_PX)

    def _exists(self, head: Head) -> bool:
        return 0 <= head[0] < self.num_layers and 0 <= head[1] < self.num_heads

    # -- painting

    def _colour_tiles(self) -> None:
        ground = self.palette().color(QPalette.ColorRole.Base)
        table = one_colour(ground, self._colour or self.palette().color(QPalette.ColorRole.Accent))
        self._pictures = (
            []
            if self._tiles is None
            else [[picture(self._scaled(tile), table) for tile in layer] for layer in self._tiles]
        )
        self.update()

    def _scaled(self, tile: Bytes) -> Bytes:
        """A tile's levels, from 0 to its largest weight, on the scale that was asked for."""
        if self._scale == ColourScale():
            return tile
        weights = np.where(tile == MASKED, np.nan, tile / (MASKED - 1))
        return quantise(self._scale.shares(weights, self._scale.top(weights)), 0.0, 1.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shrinks = self._tiles is not None and self._tiles.shape[-1] > self._side()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrinks)
        text = self.palette().color(QPalette.ColorRole.Text)
        window = self.palette().color(QPalette.ColorRole.Window)
        painter.setPen(quiet_ink(text, window))
        self._paint_numbers(painter)
        empty, outline = blend(text, window, FAINT), quiet_line(text, window)
        for layer, row in enumerate(self._pictures):
            for head, tile in enumerate(row):
                box = self._box((layer, head))
                painter.fillRect(box, empty)
                painter.drawImage(box, tile)
                painter.setPen(outline)
                painter.drawRect(box.adjusted(-1, -1, 0, 0))
        self._paint_frames(painter, text)
        if self.hasFocus():
            paint_focus(painter, self.rect(), self.palette())

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
        for head, width, ink in ((self._hover, 1, text), (self._selection, 3, chosen)):
            if self._exists(head):
                painter.setPen(QPen(ink, width))
                painter.drawRect(self._box(head).adjusted(-1, -1, 0, 0))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_tiles()

    # -- mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self.head_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover((-1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(self.head_at(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key, (layer, head) = Qt.Key(event.key()), self._selection
        if step := steps.get(key):
            self._choose((max(layer, 0) + step[0], max(head, 0) + step[1]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose((max(layer, 0), 0 if key == Qt.Key.Key_Home else self.num_heads - 1))
        else:
            super().keyPressEvent(event)

    def _choose(self, head: Head) -> None:
        if self._exists(head) and head != self._selection:
            self.select(*head)
            self.selected.emit(*head)

    def _set_hover(self, head: Head) -> None:
        if head != self._hover:
            self._hover = head
            self.setToolTip(head_name(head) if self._exists(head) else "")
            self.update()
            self.hovered.emit(*head)


def head_name(head: Head) -> str:
    """How a head is called everywhere: layer and head, counted from 0."""
    return f"L{head[0]} H{head[1]}"
