"""The likeliest tokens of the chosen cell, of each model beside the other."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.models.role import Role
from ui.widgets.charts.share_bars import Share, ShareBars
from ui.widgets.lens.words import position_text, reading_name
from ui.widgets.token_strip import shown
from workbench.inspection.lens.reading import LogitLens

Cell = tuple[int, int]


class LikeliestTokens(QWidget):
    """Bars of the ten likeliest tokens at a reading and a position."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headings = {
            role: QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True) for role in Role
        }
        self._bars = {role: ShareBars() for role in Role}
        self._sides = {role: QWidget() for role in Role}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for role, side in self._sides.items():
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(self._headings[role])
            area = QScrollArea(widgetResizable=True)
            area.setBackgroundRole(QPalette.ColorRole.Base)
            area.setWidget(self._bars[role])
            column.addWidget(area, 1)
            layout.addWidget(side)

    def show_cells(
        self,
        lenses: Mapping[Role, LogitLens],
        cells: Mapping[Role, Cell],
        colours: Mapping[Role, str],
        names: Mapping[Role, str],
    ) -> None:
        """Show what each model's reading finds likeliest; a model without a cell has no room."""
        for role, bars in self._bars.items():
            self._sides[role].setVisible(role in cells)
            if role not in cells:
                bars.set_rows(())
                continue
            lens, (reading, position) = lenses[role], cells[role]
            top = lens.top(reading, position)
            where = f"{reading_name(lens.readings[reading])} · {position_text(lens, position)}"
            self._headings[role].setText(f"{names[role]}: {where}")
            bars.setAccessibleName(self._headings[role].text())
            bars.set_rows([Share(shown(one.text), one.probability) for one in top], colours[role])
