"""The logit lens at the checkpoint that is shown, and where it changed most."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from ui.panels.checkpoints.lens_changes_table import LensChangesTable
from ui.panels.checkpoints.queries import Followed
from ui.theme import Theme
from ui.widgets.lens.colouring import LensMeasure, LensScale
from ui.widgets.lens.grid import LensView
from ui.widgets.lens.words import measure_names
from ui.widgets.maps.amounts import shade
from ui.widgets.maps.colour_legend import ColourLegend
from workbench.inspection.comparison.changes import LensChange
from workbench.inspection.comparison.evolution import Evolution

_LEGEND_STEPS = 17
_SHARES_PX = (300, 180)


class LensPage(QWidget):
    """One scale of colour for all checkpoints; `went_to` brings the number of one that was
    chosen."""

    went_to = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._evolution: Evolution | None = None
        self._number = 0
        self._nothing = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._by_label, self._by = QLabel(), QComboBox()
        self._by_label.setBuddy(self._by)
        self._by.addItems([""] * len(LensMeasure))
        self._by.setCurrentIndex(list(LensMeasure).index(LensMeasure.TRUE_PROBABILITY))
        self._legend = ColourLegend()
        self._view, self._changes = LensView(), LensChangesTable()
        self._parts = QWidget()
        self._lay_out()
        self._by.currentIndexChanged.connect(self._paint)
        self._changes.chosen.connect(self._on_change)

    def show_followed(self, followed: Followed | None, number: int) -> None:
        """Show the lens at the checkpoint of a number, and the changes over all."""
        self._evolution = followed.evolution if followed is not None else None
        self._changes.show_changes(followed.lens_changes if followed is not None else ())
        self.show_number(number)

    def show_number(self, number: int) -> None:
        """Go to another checkpoint; the chosen cell stays."""
        self._number = number
        points = self._evolution.points if self._evolution is not None else ()
        lens = points[number].lens if points else None
        self._view.grid.show_lens(lens)
        self._parts.setVisible(lens is not None)
        self._nothing.setVisible(lens is None)
        self._paint()

    def paint_again(self) -> None:
        """In the colours of the theme."""
        self._paint()

    def parts(self) -> list[QWidget]:
        """What a picture shows of it, from top to bottom."""
        shown = self._view.grid.lens is not None
        return [self._legend, self._view, *self._changes.parts()] if shown else [self._nothing]

    def retranslate(self) -> None:
        self._nothing.setText(
            self.tr("No lens was read. Tick “Lens” above to read it at every checkpoint.")
        )
        self._by_label.setText(self.tr("Colour by"))
        with QSignalBlocker(self._by):
            for index, (name, meaning) in enumerate(measure_names().values()):
                self._by.setItemText(index, name)
                self._by.setItemData(index, meaning, Qt.ItemDataRole.ToolTipRole)
        self._view.setAccessibleName(self.tr("Lens at the checkpoint"))
        self._view.setToolTip(self.tr("Bold: the likeliest token is the true one"))
        self._changes.retranslate()
        self._paint()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self._by_label)
        line.addWidget(self._by)
        line.addWidget(self._legend, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._view)
        split.addWidget(self._changes)
        split.setSizes(list(_SHARES_PX))
        parts = QVBoxLayout(self._parts)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.addLayout(line)
        parts.addWidget(split, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._nothing)
        layout.addWidget(self._parts, 1)

    def _paint(self) -> None:
        points = self._evolution.points if self._evolution is not None else ()
        lenses = [point.lens for point in points if point.lens is not None]
        measure = list(LensMeasure)[max(self._by.currentIndex(), 0)]
        colours, scale = self._theme.colours, LensScale.of(measure, lenses)
        self._view.grid.colour_by(measure, scale, colours.student, colours.base)
        steps = [n / (_LEGEND_STEPS - 1) for n in range(_LEGEND_STEPS)]
        self._legend.set_scale(
            [shade(colours.student, colours.base, level) for level in steps],
            scale.ticks(),
            self._by.currentText(),
        )

    def _on_change(self, change: LensChange) -> None:
        if self._evolution is not None:
            self.went_to.emit(self._evolution.steps.index(change.to_step))
            self._view.choose(change.number, change.position)
