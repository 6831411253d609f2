"""Any two measures of heads against each other, a point a head, in the colour of its layer."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.models import figures
from ui.panels.heads.words import layer_colour, name_of_head
from ui.shell.messages import translate
from ui.theme import Theme
from ui.widgets.charts.scatter import Scatter, ScatterPoint
from ui.widgets.maps.colour_legend import ColourLegend, Tick
from workbench.inspection.heads.spec import HeadMeasure
from workbench.inspection.heads.table import HeadMeasurements, MeasuredHead

_AT_FIRST = ("distance", "normalised_entropy")


class MeasurePlot(QWidget):
    """`chosen` brings the head whose point was chosen."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._measures: tuple[HeadMeasure, ...] = ()
        self._heads: tuple[MeasuredHead, ...] = ()
        self._num_layers = 0
        self._labels = QLabel(), QLabel()
        self._axes = QComboBox(), QComboBox()
        self._scatter = Scatter(logarithmic=False, choosable=True)
        self._legend, self._layers = ColourLegend(), QLabel()
        self._missing = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._lay_out()
        for axis in self._axes:
            axis.currentIndexChanged.connect(self._draw)
        self._scatter.chosen.connect(self._on_chosen)

    def show_measurements(self, measurements: HeadMeasurements | None) -> None:
        """Offer the measures that there are; the present choice stays if it is there."""
        self._measures = measurements.measures if measurements is not None else ()
        heads = measurements.heads if measurements is not None else ()
        self._num_layers = max((head.layer + 1 for head in heads), default=0)
        self._offer()

    def show_heads(self, heads: Sequence[MeasuredHead]) -> None:
        """Draw these heads alone: those that a filter leaves."""
        self._heads = tuple(heads)
        self._draw()

    def choose(self, head: MeasuredHead) -> None:
        """Mark a head, in silence."""
        self._scatter.choose(name_of_head(head))

    def parts(self) -> list[QWidget]:
        """What a picture shows of it, from top to bottom."""
        return [self._scatter, self._layers, self._legend, self._missing]

    def retranslate(self) -> None:
        """Set every text in the present language and every colour in the present theme."""
        self._labels[0].setText(self.tr("Across"))
        self._labels[1].setText(self.tr("Upwards"))
        self._layers.setText(self.tr("layer"))
        self._offer()

    # -- inside

    def _lay_out(self) -> None:
        axes = QGridLayout()
        for row, (label, axis) in enumerate(zip(self._labels, self._axes, strict=True)):
            label.setBuddy(axis)
            axes.addWidget(label, row, 0)
            axes.addWidget(axis, row, 1)
        axes.setColumnStretch(1, 1)
        legend = QHBoxLayout()
        legend.addWidget(self._legend, 1)
        legend.addWidget(self._layers)
        layout = QVBoxLayout(self)
        layout.addLayout(axes)
        layout.addWidget(self._scatter, 1)
        layout.addLayout(legend)
        layout.addWidget(self._missing)

    def _offer(self) -> None:
        for axis, at_first in zip(self._axes, _AT_FIRST, strict=True):
            before = axis.currentData() or at_first
            with QSignalBlocker(axis):
                axis.clear()
                for measure in self._measures:
                    axis.addItem(translate(measure.title), measure.name)
                    tip = translate(measure.help)
                    axis.setItemData(axis.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
                axis.setCurrentIndex(max(axis.findData(before), 0))
        self._draw()

    def _draw(self) -> None:
        x, y = (self._measure(axis) for axis in self._axes)
        points = [] if x is None or y is None else self._points(x.name, y.name)
        self._scatter.set_points(points)
        if x is not None and y is not None:
            titles = translate(x.title), translate(y.title)
            self._scatter.set_titles(
                self.tr("{y} against {x}").format(x=titles[0], y=titles[1]), titles[0]
            )
        missing = len(self._heads) - len(points)
        self._missing.setVisible(missing > 0)
        self._missing.setText(
            self.tr("{count} heads have no value of one of the two.").format(
                count=figures.count(missing)
            )
        )
        self._draw_legend()

    def _points(self, x: str, y: str) -> list[ScatterPoint]:
        colours = self._theme.colours
        points = []
        for head in self._heads:
            across, up = head.values[x], head.values[y]
            if across is not None and up is not None:
                colour = layer_colour(head.layer, self._num_layers, colours)
                points.append(ScatterPoint(name_of_head(head), across, up, colour))
        return points

    def _draw_legend(self) -> None:
        layers, colours = range(self._num_layers), self._theme.colours
        last = max(self._num_layers - 1, 1)
        ends = dict.fromkeys((0, self._num_layers - 1)) if layers else {}
        self._legend.set_scale(
            [QColor(layer_colour(layer, self._num_layers, colours)) for layer in layers],
            [Tick(layer / last, str(layer)) for layer in ends],
            self._layers.text(),
        )

    def _measure(self, axis: QComboBox) -> HeadMeasure | None:
        name = axis.currentData()
        return next((one for one in self._measures if one.name == name), None)

    def _on_chosen(self, name: str) -> None:
        for head in self._heads:
            if name_of_head(head) == name:
                self.chosen.emit(head)
