"""Choosing how weights become colours, for maps that are to be read on one scale."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from ui.widgets.maps.colour_scale import ROBUST_PERCENTILE, ColourScale, ScaleKind
from ui.widgets.number_slider import NumberSlider

LEAST_PERCENT = 1.0
MOST_WIDTH_PX = 260


class ScaleControls(QWidget):
    """The kind of scale, its upper level, and whether the first token is left out."""

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
        self._without_first = QCheckBox()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for widget in (self._kind_label, self._kind, self._upper_label):
            line.addWidget(widget)
        line.addWidget(self._upper, 1)
        line.addWidget(self._without_first, 1)
        self._kind.currentIndexChanged.connect(self.changed)
        self._upper.changed.connect(self.changed)
        self._without_first.toggled.connect(self.changed)
        self.retranslate()

    @property
    def scale(self) -> ColourScale:
        return ColourScale(list(ScaleKind)[self._kind.currentIndex()], self._upper.value / 100)

    @property
    def leaves_out_first(self) -> bool:
        return self._without_first.isChecked()

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        self._kind_label.setText(self.tr("Colours"))
        names = {
            ScaleKind.LINEAR: self.tr("Linear"),
            ScaleKind.ROBUST: self.tr("Robust"),
            ScaleKind.LOG: self.tr("Logarithmic"),
        }
        helps = {
            ScaleKind.LINEAR: self.tr("Even, up to the largest weight"),
            ScaleKind.ROBUST: self.tr(
                "Even, up to the weight that {percent} % of the cells stay below"
            ).format(percent=round(ROBUST_PERCENTILE)),
            ScaleKind.LOG: self.tr("Even steps for even factors, down to a thousandth"),
        }
        for number, kind in enumerate(ScaleKind):
            self._kind.setItemText(number, names[kind])
            self._kind.setItemData(number, helps[kind], Qt.ItemDataRole.ToolTipRole)
        self._upper_label.setText(self.tr("Full colour at, %"))
        self._upper.setToolTip(
            self.tr("The share of the scale's top from which on a cell has the full colour")
        )
        self._upper.set_name(self.tr("Full colour at, %"))
        self._without_first.setText(self.tr("Leave out the first token"))
        self._without_first.setToolTip(
            self.tr(
                "Idle heads look at the first token, which pales the rest. The weights that are "
                "left stay as they are: they are not renormalised to add up to 1."
            )
        )
