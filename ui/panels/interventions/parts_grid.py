"""The parts of a model as a grid of switches: a row a layer, a column a head."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ui.widgets.colours import blend, readable_on
from ui.widgets.maps.head_grid import head_name
from ui.widgets.numbers import compact
from workbench.inspection.interventions.spec import (
    Intervention,
    ScaledAttention,
    ScaledFeedForward,
    ScaledHead,
)

_PAD_PX = 12
_ON_SHARE = 0.45
"""How much of the accent a part has that is left as it is."""


class PartsGrid(QTableWidget):
    """Heads, then what attention and feed-forward add as a whole; each has a scale, 1 at first.

    A click or the space bar switches a part off or on. `changed` tells that a person did,
    `currentCellChanged` that another part is the present one.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._num_heads = 0
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(self.fontMetrics().horizontalAdvance("-0.25") + _PAD_PX)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.cellClicked.connect(self._toggle)

    def set_shape(self, num_layers: int, num_heads: int) -> None:
        """Show a model's parts, all as they are; where the shape is the same, nothing changes."""
        if (self.rowCount(), self._num_heads) == (num_layers, num_heads):
            return
        self._num_heads = num_heads
        self.clear()
        self.setRowCount(num_layers)
        self.setColumnCount(num_heads + 2 if num_layers else 0)
        for layer in range(num_layers):
            for column in range(self.columnCount()):
                item = QTableWidgetItem()
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                item.setData(Qt.ItemDataRole.UserRole, 1.0)
                self.setItem(layer, column, item)
        if num_layers:
            self.setCurrentCell(0, 0)
        self.retranslate()

    def show_rows(self, count: int) -> None:
        """Be as high as so many rows need; of more rows the rest is scrolled to."""
        heights = [self.rowHeight(row) for row in range(min(max(count, 1), self.rowCount()))]
        bar = self.horizontalScrollBar().sizeHint().height()
        header = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(header + sum(heights) + bar + 2 * self.frameWidth())

    def interventions(self) -> Iterator[Intervention]:
        """What is not left as it is."""
        for layer in range(self.rowCount()):
            for column in range(self.columnCount()):
                scale = self._scale(layer, column)
                if scale == 1.0:
                    continue
                if column < self._num_heads:
                    yield ScaledHead(layer=layer, head=column, scale=scale)
                elif column == self._num_heads:
                    yield ScaledAttention(layer=layer, scale=scale)
                else:
                    yield ScaledFeedForward(layer=layer, scale=scale)

    @property
    def current_scale(self) -> float | None:
        """That of the present part, None without one."""
        item = self.currentItem()
        return None if item is None else self._scale(item.row(), item.column())

    def current_name(self) -> str:
        """What the present part is called."""
        item = self.currentItem()
        return "" if item is None else self._name(item.row(), item.column())

    def scale_current(self, scale: float) -> None:
        """Give the present part a scale, in silence."""
        if (item := self.currentItem()) is not None:
            self._set_scale(item.row(), item.column(), scale)

    def choose_head(self, layer: int, head: int) -> None:
        """Make a head the present part."""
        self.setCurrentCell(layer, head)

    def switch_current(self) -> None:
        """Switch the present part off, or on again."""
        if (item := self.currentItem()) is not None:
            self._toggle(item.row(), item.column())

    def leave_all(self) -> None:
        """Leave every part as it is, in silence."""
        for layer in range(self.rowCount()):
            for column in range(self.columnCount()):
                self._set_scale(layer, column, 1.0)

    def retranslate(self) -> None:
        heads = [f"H{head}" for head in range(self._num_heads)]
        self.setHorizontalHeaderLabels([*heads, self.tr("attention"), self.tr("feed-forward")])
        self.setVerticalHeaderLabels([f"L{layer}" for layer in range(self.rowCount())])
        self.setAccessibleName(self.tr("Layers × heads: the scale of each part"))
        self.setToolTip(
            self.tr("A click or the space bar switches a part off or on; the slider scales it")
        )
        self._paint_all()

    # -- inside

    def _part(self, layer: int, column: int) -> QTableWidgetItem:
        item = self.item(layer, column)
        assert item is not None
        return item

    def _scale(self, layer: int, column: int) -> float:
        return float(self._part(layer, column).data(Qt.ItemDataRole.UserRole))

    def _set_scale(self, layer: int, column: int, scale: float) -> None:
        self._part(layer, column).setData(Qt.ItemDataRole.UserRole, scale)
        self._paint_part(layer, column)

    def _toggle(self, layer: int, column: int) -> None:
        self._set_scale(layer, column, 1.0 if self._scale(layer, column) != 1.0 else 0.0)
        self.changed.emit()

    def _name(self, layer: int, column: int) -> str:
        if column < self._num_heads:
            return head_name((layer, column))
        part = self.tr("attention") if column == self._num_heads else self.tr("feed-forward")
        return f"L{layer} {part}"

    def _paint_all(self) -> None:
        for layer in range(self.rowCount()):
            for column in range(self.columnCount()):
                self._paint_part(layer, column)

    def _paint_part(self, layer: int, column: int) -> None:
        """In colour what is left as it is, without what is off; each says its scale as well."""
        item, scale = self._part(layer, column), self._scale(layer, column)
        palette = self.palette()
        ground = palette.color(QPalette.ColorRole.Base)
        accent = palette.color(QPalette.ColorRole.Highlight)
        colour = blend(accent, ground, _ON_SHARE * min(abs(scale), 1.0))
        text = self.tr("on") if scale == 1.0 else self.tr("off") if scale == 0.0 else compact(scale)
        item.setText(text)
        item.setBackground(colour)
        item.setForeground(readable_on(QColor(colour)))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{self._name(layer, column)}: {text}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentItem() is not None:
            self.switch_current()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_all()
