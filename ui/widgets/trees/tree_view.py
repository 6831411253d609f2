"""A drawn tree that is moved, zoomed and walked through by keys."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from ui.widgets.colours import paint_focus
from ui.widgets.token_strip import plain
from ui.widgets.trees.tree_layout import MARGIN_PX, ROOT, TreeLayout, TreeNode, laid_out
from ui.widgets.trees.tree_painter import TreePainter

LEAST_ZOOM, MOST_ZOOM = 0.05, 4.0
LEAST_READABLE = 0.75
"""A tree is at first not shown smaller than so; the scroll bars lead to the rest."""
STEP = 1.2
MOST_LINES_TOLD = 200
"""So many lines of the tree are told as text to who cannot see it."""


class TreeView(QAbstractScrollArea):
    """Draws nodes from left to right; `chosen` tells the number of the one that was chosen.

    The wheel zooms, a drag moves, scroll bars lead everywhere. Keys: arrows walk from node to node,
    + and - zoom, 0 shows all, Home goes to the beginning.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._nodes: tuple[TreeNode, ...] = ()
        self._layout = TreeLayout()
        self._aligned = True
        self._selected = ROOT
        self._zoom, self._is_moved = 1.0, False
        self._drag: QPoint | None = None
        self._has_dragged = False
        self._painter = TreePainter()
        self._title, self._lines = "", ""
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setMinimumSize(200, 140)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self.viewport().update)

    # -- what is shown ------------------------------------------------------------------------

    @property
    def nodes(self) -> tuple[TreeNode, ...]:
        return self._nodes

    @property
    def selected(self) -> int:
        """The number of the chosen node, -1 for none."""
        return self._selected

    def set_nodes(
        self, nodes: Sequence[TreeNode], *, aligned: bool = True, lines: Sequence[str] = ()
    ) -> None:
        """Show a tree, in silence; what was chosen stays if it is still there.

        `lines` say the same as an indented text. Nodes stand in columns if they are `aligned`.
        """
        key = self._nodes[self._selected].key if self._selected != ROOT else None
        self._nodes, self._aligned = tuple(nodes), aligned
        found = (n for n, node in enumerate(nodes) if key is not None and node.key == key)
        self._selected = next(found, ROOT)
        self._lines = "\n".join(lines[:MOST_LINES_TOLD])
        self._lay_out()
        self._tell()

    def set_colour(self, colour: str) -> None:
        """The colour of what is likely."""
        self._painter.colour = QColor(colour)
        self.viewport().update()

    def set_title(self, title: str) -> None:
        """What the tree is called for who cannot see it."""
        self._title = title
        self._tell()

    def select(self, number: int) -> None:
        """Choose a node, in silence, and bring it into sight."""
        self._selected = number if 0 <= number < len(self._nodes) else ROOT
        if self._selected != ROOT:
            self._bring_into_sight(self._layout.rects[self._selected])
        self._tell()
        self.viewport().update()

    def show_all(self) -> None:
        """Zoom so that the whole tree is in sight, and no larger than it is read."""
        self._is_moved = True
        self._set_zoom(self._fitting())

    def rect_of(self, number: int) -> QRectF:
        """Where a node is seen, in the viewport."""
        rect = self._layout.rects[number]
        scaled = QRectF(rect.topLeft() * self._zoom, rect.size() * self._zoom)
        return scaled.translated(-self._offset())

    def node_at(self, position: QPointF) -> int:
        """The number of the node at a place of the viewport, -1 for none."""
        inside = (position + self._offset()) / self._zoom
        return self._layout.at(inside.x(), inside.y())

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    # -- inside -------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        metrics = self.fontMetrics()
        self._layout = laid_out(
            self._nodes,
            lambda node: self._painter.width_of(node, metrics),
            self._painter.height(metrics),
            aligned=self._aligned,
        )
        if not self._nodes:
            self._is_moved = False
        if not self._is_moved:
            self._zoom = max(self._fitting(), LEAST_READABLE)
        self._set_bars()
        self.viewport().update()

    def _fitting(self) -> float:
        size, layout = self.viewport().size(), self._layout
        shares = size.width() / max(layout.width, 1.0), size.height() / max(layout.height, 1.0)
        return min(1.0, max(LEAST_ZOOM, min(shares)))

    def _offset(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _set_bars(self) -> None:
        size = self.viewport().size()
        for bar, whole, seen in (
            (self.horizontalScrollBar(), self._layout.width * self._zoom, size.width()),
            (self.verticalScrollBar(), self._layout.height * self._zoom, size.height()),
        ):
            bar.setRange(0, max(0, round(whole - seen)))
            bar.setPageStep(seen)
            bar.setSingleStep(20)

    def _set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """What is under a place stays there."""
        place = QPointF(self.viewport().rect().center()) if at is None else at
        inside = (place + self._offset()) / self._zoom
        self._zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        self._set_bars()
        self._scroll_to(inside * self._zoom - place)
        self.viewport().update()

    def _scroll_to(self, offset: QPointF) -> None:
        self.horizontalScrollBar().setValue(round(offset.x()))
        self.verticalScrollBar().setValue(round(offset.y()))

    def _bring_into_sight(self, rect: QRectF) -> None:
        seen = QRectF(
            self._offset() / self._zoom, QRectF(self.viewport().rect()).size() / self._zoom
        )
        room = rect.adjusted(-MARGIN_PX, -MARGIN_PX, MARGIN_PX, MARGIN_PX)
        across = min(room.left() - seen.left(), 0) + max(room.right() - seen.right(), 0)
        down = min(room.top() - seen.top(), 0) + max(room.bottom() - seen.bottom(), 0)
        self._scroll_to(self._offset() + QPointF(across, down) * self._zoom)

    def _choose(self, number: int) -> None:
        if number != self._selected:
            self.select(number)
            self.chosen.emit(self._selected)

    def _tell(self) -> None:
        """Say the tree, and what is chosen in it, as text."""
        self.setAccessibleName(self._title)
        chosen = self._nodes[self._selected].tooltip if self._selected != ROOT else ""
        self.setAccessibleDescription("\n".join(filter(None, (chosen, self._lines))))

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), self.palette().base())
        painter.save()
        painter.translate(-self._offset())
        painter.scale(self._zoom, self._zoom)
        seen = QRectF(
            self._offset() / self._zoom, QRectF(self.viewport().rect()).size() / self._zoom
        )
        self._painter.paint(
            painter, self._nodes, self._layout, self.palette(), seen, self._selected
        )
        painter.restore()
        if self.hasFocus():
            paint_focus(painter, self.viewport().rect(), self.palette())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_moved:
            self._zoom = max(self._fitting(), LEAST_READABLE)
        self._set_bars()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # -- mouse and keys -----------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number = self.node_at(QPointF(event.pos()))
            tip = self._nodes[number].tooltip if number != ROOT else ""
            QToolTip.showText(event.globalPos(), plain(tip), self)
            return True
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not turned:
            super().wheelEvent(event)
            return
        self._is_moved = True
        self._set_zoom(self._zoom * STEP ** (turned / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag, self._has_dragged = event.position().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._drag is None:
            over = self.node_at(event.position()) != ROOT
            shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.OpenHandCursor
            self.viewport().setCursor(shape)
            return
        by = self._drag - place
        if self._has_dragged or by.manhattanLength() > 4:
            self._has_dragged = self._is_moved = True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._scroll_to(self._offset() + QPointF(by))
            self._drag = place

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None and not self._has_dragged:
            self._choose(self.node_at(event.position()))
        self._drag = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._is_moved = True
            self._set_zoom(self._zoom / STEP if key == Qt.Key.Key_Minus else self._zoom * STEP)
        elif key == Qt.Key.Key_0:
            self.show_all()
        elif self._nodes and (number := self._towards(key)) != ROOT:
            self._choose(number)
        else:
            super().keyPressEvent(event)

    def _towards(self, key: Qt.Key) -> int:
        """Where a key leads from the chosen node; -1 for a key that leads nowhere."""
        at, layout = self._selected, self._layout
        keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home)
        if key not in keys:
            return ROOT
        if at == ROOT or key == Qt.Key.Key_Home:
            return 0
        match key:
            case Qt.Key.Key_Left:
                return max(layout.parents[at], 0) if layout.parents[at] != ROOT else at
            case Qt.Key.Key_Right:
                return next(iter(layout.children[at]), at)
            case Qt.Key.Key_Up:
                return layout.above(at)
            case _:
                return layout.below(at)
