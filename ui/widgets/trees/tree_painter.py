"""How the nodes of a tree and the lines between them look."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen, QPolygonF

from ui.widgets.colours import SEEN, blend, contrast, quiet_ink, readable_on
from ui.widgets.trees.tree_layout import GAP_PX, ROOT, TreeLayout, TreeNode

PAD_PX = 6
MOST_LABEL_PX = 300
PALEST, STRONGEST = 0.08, 0.9
"""The share of the colour in the ground of what is unlikely, and of what is certain."""
ROUND_PX = 4


class TreePainter:
    """Paints what is in sight, in the palette's colours and one for what is likely."""

    def __init__(self) -> None:
        self.colour = QColor()

    def width_of(self, node: TreeNode, metrics: QFontMetrics) -> float:
        """How wide a node is; a longer label is cut."""
        label = min(metrics.horizontalAdvance(node.label), MOST_LABEL_PX)
        others = (text for text in (node.figure, node.mark) if text)
        beside = sum(metrics.horizontalAdvance(text) + PAD_PX for text in others)
        return float(max(label + beside + 2 * PAD_PX, 3 * PAD_PX))

    def height(self, metrics: QFontMetrics) -> float:
        """How high every node is."""
        return float(metrics.height() + PAD_PX)

    def paint(
        self,
        painter: QPainter,
        nodes: Sequence[TreeNode],
        layout: TreeLayout,
        palette: QPalette,
        seen: QRectF,
        selected: int,
    ) -> None:
        """The nodes and lines that are within `seen`; the way to the selected one stands out."""
        for number, node in enumerate(nodes):
            if node.parent != ROOT:
                before, rect = layout.rects[node.parent], layout.rects[number]
                if before.united(rect).intersects(seen):
                    self._paint_line(painter, before, rect, node, palette)
        for number, node in enumerate(nodes):
            rect = layout.rects[number]
            if rect.intersects(seen):
                self._paint_node(painter, rect, node, palette, is_selected=number == selected)

    def _paint_line(
        self, painter: QPainter, before: QRectF, rect: QRectF, node: TreeNode, palette: QPalette
    ) -> None:
        pen = QPen(self._edge(palette, node), 2.4 if node.is_strong else 1.0)
        if node.is_faint:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        bend = rect.left() - GAP_PX / 2
        points = (
            QPointF(before.right(), before.center().y()),
            QPointF(bend, before.center().y()),
            QPointF(bend, rect.center().y()),
            QPointF(rect.left(), rect.center().y()),
        )
        painter.drawPolyline(QPolygonF(points))

    def _paint_node(
        self,
        painter: QPainter,
        rect: QRectF,
        node: TreeNode,
        palette: QPalette,
        *,
        is_selected: bool,
    ) -> None:
        base = palette.color(QPalette.ColorRole.Base)
        ground = base if node.is_faint else blend(self.colour, base, self._share(node))
        edge = palette.color(QPalette.ColorRole.Text) if is_selected else self._edge(palette, node)
        width = 3.0 if is_selected else 2.0 if node.is_strong else 1.0
        style = Qt.PenStyle.DashLine if node.is_faint and not is_selected else Qt.PenStyle.SolidLine
        painter.setPen(QPen(edge, width, style))
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, ROUND_PX, ROUND_PX)
        ink = readable_on(ground)
        if node.is_faint:
            ink = palette.color(QPalette.ColorRole.PlaceholderText)
        self._paint_words(painter, rect.adjusted(PAD_PX, 0, -PAD_PX, 0), node, ink, ground)

    def _paint_words(
        self, painter: QPainter, room: QRectF, node: TreeNode, ink: QColor, ground: QColor
    ) -> None:
        metrics = painter.fontMetrics()
        label = metrics.elidedText(node.label, Qt.TextElideMode.ElideMiddle, MOST_LABEL_PX)
        painter.setPen(ink)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, label)
        behind = metrics.horizontalAdvance(label) + PAD_PX
        painter.drawText(room.adjusted(behind, 0, 0, 0), middle, node.mark)
        painter.setPen(ink if node.is_faint else quiet_ink(ink, ground))
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, node.figure)

    @staticmethod
    def _share(node: TreeNode) -> float:
        return PALEST + (STRONGEST - PALEST) * min(max(node.weight, 0.0), 1.0)

    def _edge(self, palette: QPalette, node: TreeNode) -> QColor:
        base = palette.color(QPalette.ColorRole.Base)
        if node.is_strong and contrast(self.colour, base) >= SEEN:
            return self.colour
        return palette.color(QPalette.ColorRole.PlaceholderText)
