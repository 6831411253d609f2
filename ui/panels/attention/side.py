"""One model's half of the panel: its overview of heads and its large map."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.i18n import beside
from ui.models.role import Role
from ui.panels.attention.queries import ModelAttention
from ui.widgets.maps.head_grid import Head, HeadGrid, head_name
from ui.widgets.maps.heat_map import HeatMap
from ui.widgets.maps.map_view import Cell
from ui.widgets.maps.scale_controls import ScaleControls
from ui.widgets.numbers import count


class Side(QObject):
    """Keeps overview and map of one model on the same head.

    `head_chosen` brings a layer and a head that a person chose here, `pointed` the row and column
    under the mouse in the map.
    """

    head_chosen = Signal(object, int, int)
    pointed = Signal(object, int, int)

    def __init__(self, role: Role, parent: QWidget) -> None:
        super().__init__(parent)
        self.role = role
        self.grid, self.map = HeadGrid(), HeatMap()
        self.heading = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.heading.setBuddy(self.grid)
        self.overview = self._overview()
        self._seen: ModelAttention | None = None
        self._colour = ""
        self._leaves_out_first = False
        self.grid.selected.connect(self._on_selected)
        self.grid.hovered.connect(self._on_hovered)
        self.map.pointed.connect(lambda row, column: self.pointed.emit(role, row, column))

    @property
    def head(self) -> Head:
        """The head that is shown, (-1, -1) without one."""
        return self.grid.selection

    def show_attention(self, seen: ModelAttention | None, colour: str) -> None:
        """Show an answer, on the same head as before where there is one."""
        self._seen, self._colour = seen, colour
        self._show_tiles()
        if seen is not None and self.head == (-1, -1):
            self.grid.select(0, 0)
        self._draw(self.head)

    def show_scale(self, controls: ScaleControls) -> None:
        """Colour overview and map as is chosen."""
        self.map.set_scale(controls.scale, leave_out_first=controls.leaves_out_first)
        self.grid.set_scale(controls.scale)
        if self._leaves_out_first != controls.leaves_out_first:
            self._leaves_out_first = controls.leaves_out_first
            self._show_tiles()
            self._draw(self.head)

    def show_head(self, head: Head) -> None:
        """Show one head in large, in silence."""
        self.grid.select(*head)
        self._draw(self.head)

    def show_partner(self, head: Head | None) -> None:
        """Frame the head that corresponds to the one chosen on the other side."""
        self.grid.set_partners(frozenset() if head is None else frozenset({head}))

    def point(self, cell: Cell) -> None:
        """Show a cell's value as if the mouse stood there, in silence."""
        self.map.point(*cell)

    def _overview(self) -> QWidget:
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.grid)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.heading)
        layout.addWidget(area, 1)
        return box

    def _show_tiles(self) -> None:
        seen = self._seen
        tiles = None if seen is None else seen.maps.tiles.tiles_lhss
        if seen is not None and self._leaves_out_first:
            tiles = seen.maps.tiles.without_first_lhss
        self.grid.set_tiles(tiles, self._colour)

    def _draw(self, head: Head) -> None:
        if self._seen is None or head == (-1, -1):
            self.map.clear()
            self.map.set_title("")
            return
        maps = self._seen.maps
        self.map.set_map(
            maps.head_qk(*head),
            maps.tokens,
            maps.tokens,
            causal=maps.causal,
            colour=self._colour,
        )
        parts = [self.name_of(self._seen), head_name(head)]
        if self._leaves_out_first:
            parts.append(self.tr("without the first token, not renormalised"))
        self.map.set_title(beside(parts))

    def retranslate(self) -> None:
        self.name_axes(self.map)
        self._draw(self.head)

    def name_axes(self, heat_map: HeatMap) -> None:
        """Say beside a map of attention what its rows and columns are."""
        heat_map.set_axis_names(
            self.tr("query: the token that looks"), self.tr("key: what it looks at")
        )

    def name_of(self, seen: ModelAttention) -> str:
        """What the maps are of: "best" is another step after the next evaluation."""
        return self.tr("{model}, step {step}").format(
            model=seen.reference, step=count(seen.checkpoint.step)
        )

    def _on_selected(self, layer: int, head: int) -> None:
        self._draw((layer, head))
        self.head_chosen.emit(self.role, layer, head)

    def _on_hovered(self, layer: int, head: int) -> None:
        """Preview the head under the mouse; leaving brings the chosen one back."""
        self._draw((layer, head) if layer >= 0 else self.head)
