"""The maps of what patches recover: a heat map for each place."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.models import figures
from ui.panels.patching.words import place_text
from ui.theme import Theme
from ui.widgets.maps.heat_map import HeatMap
from workbench.inspection.patching.maps import PLACES, PatchedMap

if TYPE_CHECKING:
    from workbench.inspection.patching.maps import Patching

_COLUMNS = 2
_MOST_WRITTEN = 100
"""In maps of more columns there is no room for numbers."""


class PatchMaps(QWidget):
    """Two maps beside each other; those that were not asked for leave their room to the others."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._patching: Patching | None = None
        self.maps = {place: HeatMap() for place in PLACES}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for place, heat_map in self.maps.items():
            heat_map.set_describer(partial(self._cell, place))
        self._place(())

    def show_patching(self, patching: "Patching | None") -> None:
        """Show what is known, or nothing."""
        before, self._patching = self._patching, patching
        shown = tuple(one.place for one in patching.maps) if patching is not None else ()
        if before is None or shown != tuple(one.place for one in before.maps):
            self._place(shown)
        for place, heat_map in self.maps.items():
            found = patching.map_of(place) if patching is not None else None
            if found is None:
                heat_map.clear()
            elif before is None or found is not before.map_of(place):
                self._draw(heat_map, found)

    def retranslate(self) -> None:
        """Set every text in the present language and every colour in the present theme."""
        for place, heat_map in self.maps.items():
            heat_map.set_title(place_text(place))
            columns = self.tr("head") if place == "heads" else self.tr("position")
            heat_map.set_axis_names(self.tr("layer"), columns)
        patching, self._patching = self._patching, None
        self.show_patching(patching)

    # -- inside

    def _place(self, shown: tuple[str, ...]) -> None:
        """Give the maps their places in the grid, row by row."""
        for heat_map in self.maps.values():
            self._grid.removeWidget(heat_map)
        for number, place in enumerate(place for place in PLACES if place in shown):
            self._grid.addWidget(self.maps[place], *divmod(number, _COLUMNS))
        for place, heat_map in self.maps.items():
            heat_map.setVisible(place in shown)

    def _draw(self, heat_map: HeatMap, found: PatchedMap) -> None:
        assert self._patching is not None
        colours = self._theme.colours
        values_lx = found.recovered_lx
        heat_map.set_map(
            values_lx,
            [self._layer_name(found, row) for row in range(len(found.layers))],
            self._columns(found),
            colour=colours.teacher,
            opposite=colours.student,
            texts=[[_short(value) for value in row] for row in values_lx.tolist()]
            if values_lx.shape[1] <= _MOST_WRITTEN
            else (),
        )

    def _columns(self, found: PatchedMap) -> list[str]:
        """Heads, or tokens: where the texts differ, the clean one and what stands in its place."""
        assert self._patching is not None
        if found.place == "heads":
            return [f"H{head}" for head in range(found.recovered_lx.shape[1])]
        pairs = zip(self._patching.clean_tokens, self._patching.tokens, strict=True)
        return [own if own == clean else f"{clean}→{own}" for clean, own in pairs]

    def _layer_name(self, found: PatchedMap, row: int) -> str:
        """A layer, or the teacher's and the student's; in the stream, what the last one gives."""
        clean, corrupted = found.layers[row]
        if found.place == "stream" and clean == corrupted == len(found.layers) - 1:
            return self.tr("final")
        return f"L{clean}" if clean == corrupted else f"L{clean}→L{corrupted}"

    def _cell(self, place: str, row: int, column: int) -> str:
        """What a cell says in words."""
        found = self._patching.map_of(place) if self._patching is not None else None
        if found is None:
            return ""
        value = float(found.recovered_lx[row, column])
        where = self._columns(found)[column]
        if found.place != "heads":
            where = self.tr("{token} (position {number})").format(token=where, number=column)
        return self.tr("{layer}, {where}: {value} recovered").format(
            layer=self._layer_name(found, row), where=where, value=figures.measure(value)
        )


def _short(value: float) -> str:
    """Two decimals, without a sign before zero; nothing where it is not known yet."""
    return "" if value != value else f"{round(value, 2) + 0.0:.2f}"
