"""Choosing how weights become colours, for maps that are to be read on one scale."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from ui.widgets.maps.colour_scale import ROBUST_PERCENTILE, ColourMap, ColourScale, ScaleKind
from ui.widgets.number_slider import NumberSlider

LEAST_PERCENT = 1.0
MOST_WIDTH_PX = 260


class ScaleControls(QWidget):
    """The kind of scale, its upper level, and its colours."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind_label, self._upper_label = QLabel(), QLabel()
        self._kind = QComboBox()
        self._kind.addItems([""] * len(ScaleKind))
        self._kind_label.setBuddy(self._kind)
        self._upper = NumberSlider(LEAST_PERCENT, 100.0, 100.0, logarithmic=True, decimals=0)
        self._upper.setMaximumWidth(MOST_WIDTH_PX)
        self._upper_label.setBuddy(self._upper)
        self._map_label, self._map = QLabel(), QComboBox()
        self._map.addItems([""] * len(ColourMap))
        self._map_label.setBuddy(self._map)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for widget in (self._kind_label, self._kind, self._upper_label):
            line.addWidget(widget)
        line.addWidget(self._upper, 2)
        line.addWidget(self._map_label)
        line.addWidget(self._map)
        line.addStretch(1)
        self._kind.currentIndexChanged.connect(self.changed)
        self._upper.changed.connect(self.changed)
        self._map.currentIndexChanged.connect(self.changed)
        self.retranslate()

    @property
    def scale(self) -> ColourScale:
        kind = list(ScaleKind)[self._kind.currentIndex()]
        return ColourScale(kind, self._upper.value / 100, list(ColourMap)[self._map.currentIndex()])

    def set_scale(self, scale: ColourScale) -> None:
        """Choose a scale as a person would."""
        self._kind.setCurrentIndex(list(ScaleKind).index(scale.kind))
        self._map.setCurrentIndex(list(ColourMap).index(scale.colours))
        self._upper.set_value(100 * scale.upper)
        self.changed.emit()

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        self._kind_label.setText(self.tr("Scale"))
        names = {
            ScaleKind.LINEAR: self.tr("Linear"),
            ScaleKind.ROBUST: self.tr("Robust"),
            ScaleKind.LOG: self.tr("Logarithmic"),
            ScaleKind.FIXED: self.tr("Fixed, 0 to 1"),
        }
        helps = {
            ScaleKind.LINEAR: self.tr("Even, up to the largest weight"),
            ScaleKind.ROBUST: self.tr(
                "Even, up to the weight that {percent} % of the cells stay below"
            ).format(percent=round(ROBUST_PERCENTILE)),
            ScaleKind.LOG: self.tr("Even steps for even factors, down to a thousandth"),
            ScaleKind.FIXED: self.tr(
                "Even, from 0 to 1 in every map, so that maps can be compared"
            ),
        }
        for number, kind in enumerate(ScaleKind):
            self._kind.setItemText(number, names[kind])
            self._kind.setItemData(number, helps[kind], Qt.ItemDataRole.ToolTipRole)
        self._upper_label.setText(self.tr("Full colour at, %"))
        self._upper.setToolTip(
            self.tr("The share of the scale's top from which on a cell has the full colour")
        )
        self._upper.set_name(self.tr("Full colour at, %"))
        self._map_label.setText(self.tr("Colour map"))
        maps = {
            ColourMap.OWN: self.tr("The model's colour"),
            ColourMap.VIRIDIS: "Viridis",
            ColourMap.CIVIDIS: "Cividis",
            ColourMap.MAGMA: "Magma",
        }
        for number, colours in enumerate(ColourMap):
            self._map.setItemText(number, maps[colours])
        self._map.setToolTip(
            self.tr("Perceptually uniform colours; a difference keeps the colours of both models")
        )
