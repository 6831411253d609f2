"""The grids of both models on one scale of colour, moved together where their tokens are the
same."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from ui.models.role import Role
from ui.panels.lens.likeliest import Cell
from ui.panels.lens.queries import LensResult
from ui.panels.lens.words import names_of
from ui.shell.messages import translate
from ui.theme import Theme
from ui.widgets.drawings.whole_picture import Columns
from ui.widgets.lens.colouring import LensMeasure, LensScale
from ui.widgets.lens.grid import LensView
from ui.widgets.lens.words import measure_names
from ui.widgets.maps.amounts import shade
from ui.widgets.maps.colour_legend import ColourLegend

_LEGEND_STEPS = 17


class LensGrids(QWidget):
    """`chosen` tells the role whose grid a person has gone to another cell in."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._result: LensResult | None = None
        self._by_label, self._by = QLabel(), QComboBox()
        self._by_label.setBuddy(self._by)
        self._legend = ColourLegend()
        self.views = {role: LensView() for role in Role}
        self._headings = {role: QLabel(textFormat=Qt.TextFormat.PlainText) for role in Role}
        self._refusals = {
            role: QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True) for role in Role
        }
        self._sides = {role: self._side(role) for role in Role}
        self._lay_out()
        self._by.currentIndexChanged.connect(self.paint)
        for role, view in self.views.items():
            view.cell_chosen.connect(lambda *_, one=role: self._on_chosen(one))
            bar = view.horizontalScrollBar()
            bar.valueChanged.connect(lambda value, one=role: self._on_scrolled(one, value))

    @property
    def measure(self) -> LensMeasure:
        """What cells are coloured by."""
        return LensMeasure(self._by.currentData() or LensMeasure.TOP_PROBABILITY)

    @property
    def cells(self) -> dict[Role, Cell]:
        """The chosen reading and position of each model that has one."""
        cells = {role: view.cell for role, view in self.views.items()}
        return {role: cell for role, cell in cells.items() if cell != (-1, -1)}

    def show_result(self, result: LensResult) -> None:
        """Show the lenses; what was chosen stays chosen where it is still there."""
        before, names = self.cells, names_of(result.results)
        self._result = result
        for role, view in self.views.items():
            lens = result.lenses.get(role)
            view.grid.show_lens(lens)
            is_refused = role in result.refused
            self._sides[role].setVisible(lens is not None or is_refused or not result.lenses)
            view.setVisible(not is_refused)
            self._refusals[role].setVisible(is_refused)
            self._headings[role].setText(names.get(role, ""))
            view.setAccessibleName(names.get(role, ""))
            if lens is not None:
                last = (len(lens.readings) - 1, len(lens.tokens) - 1)
                reading, position = before.get(role, (last[0], max(last[1] - 1, 0)))
                view.choose(min(reading, last[0]), min(position, last[1]))
        self._say_refusals()
        self.paint()

    def paint(self) -> None:
        """Colour all cells in the present theme."""
        lenses = self._result.lenses if self._result is not None else {}
        measure, colours = self.measure, self._theme.colours
        scale = LensScale.of(measure, lenses.values())
        for role, view in self.views.items():
            view.grid.colour_by(measure, scale, getattr(colours, role), colours.base)
        steps = [n / (_LEGEND_STEPS - 1) for n in range(_LEGEND_STEPS)]
        self._legend.set_scale(
            [shade(colours.accent, colours.base, level) for level in steps],
            scale.ticks(),
            self._by.currentText(),
        )

    def columns(self) -> Columns:
        """What a picture shows of it: both grids one below the other, each with its heading."""
        sides = [role for role, side in self._sides.items() if not side.isHidden()]
        parts = self._headings, self._refusals, self.views
        grids = [part[role] for role in sides for part in parts]
        return [[self._legend, *grids]]

    def retranslate(self) -> None:
        self._by_label.setText(self.tr("Colour by"))
        chosen = max(self._by.currentIndex(), 0)
        self._by.blockSignals(True)
        self._by.clear()
        for measure, (name, meaning) in measure_names().items():
            self._by.addItem(name, measure.value)
            self._by.setItemData(self._by.count() - 1, meaning, Qt.ItemDataRole.ToolTipRole)
        self._by.setCurrentIndex(chosen)
        self._by.blockSignals(False)
        for view in self.views.values():
            view.grid.headerDataChanged.emit(Qt.Orientation.Vertical, 0, view.grid.rowCount() - 1)
            view.setToolTip(self.tr("Bold: the likeliest token is the true one"))
        self._say_refusals()
        self.paint()

    # -- inside

    def _side(self, role: Role) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._headings[role])
        column.addWidget(self._refusals[role])
        column.addWidget(self.views[role], 1)
        column.addStretch()
        return side

    def _say_refusals(self) -> None:
        """In place of a grid stands why that model has none."""
        refused = self._result.refused if self._result is not None else {}
        for role, label in self._refusals.items():
            label.setText(translate(refused.get(role, "")))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._by_label)
        top.addWidget(self._by)
        top.addWidget(self._legend, 1)
        top.addStretch(1)
        split = QSplitter(Qt.Orientation.Horizontal)
        for side in self._sides.values():
            split.addWidget(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(split, 1)

    def _on_chosen(self, role: Role) -> None:
        """The other model goes to the same position, at the same share of its depth."""
        result = self._result
        if result is not None and result.are_aligned:
            reading, position = self.views[role].cell
            own, other = (len(result.lenses[one].readings) - 1 for one in (role, role.other))
            self.views[role.other].choose(round(reading / own * other), position)
        self.chosen.emit(role)

    def _on_scrolled(self, role: Role, value: int) -> None:
        if self._result is not None and self._result.are_aligned:
            self.views[role.other].horizontalScrollBar().setValue(value)
