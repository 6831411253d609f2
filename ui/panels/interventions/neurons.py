"""Neurons by their numbers, each with a scale."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from ui.forms.editors import ignore_wheel_without_focus
from ui.widgets.row_list import RowList
from workbench.inspection.interventions.spec import MOST_SCALE, ScaledNeuron

_MOST = 10**6


class NeuronRow(QWidget):
    """Layer, number and scale of one neuron."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layer, self._number = QSpinBox(maximum=_MOST), QSpinBox(maximum=_MOST)
        self._scale = QDoubleSpinBox(minimum=-MOST_SCALE, maximum=MOST_SCALE, singleStep=0.5)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for box in (self._layer, self._number, self._scale):
            ignore_wheel_without_focus(box)
            layout.addWidget(box, 1)
            box.valueChanged.connect(self.changed)
        self._retranslate()

    def value(self) -> ScaledNeuron:
        return ScaledNeuron(
            layer=self._layer.value(), number=self._number.value(), scale=self._scale.value()
        )

    def _retranslate(self) -> None:
        boxes: tuple[QSpinBox | QDoubleSpinBox, ...] = (self._layer, self._number, self._scale)
        names = (self.tr("Layer"), self.tr("Neuron"), self.tr("Scale"))
        helps = (
            self.tr("The layer, counted from 0"),
            self.tr("The neuron of the feed-forward part, counted from 0"),
            self.tr("What its activation is multiplied by: 0 switches it off"),
        )
        for box, name, told in zip(boxes, names, helps, strict=True):
            box.setAccessibleName(name)
            box.setToolTip(told)
            box.setPrefix(f"{name} ")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


class Neurons(QWidget):
    """A list of neurons, empty at first."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: RowList[NeuronRow] = RowList(self._new_row, least=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._rows)
        self._rows.changed.connect(self.changed)

    def value(self) -> tuple[ScaledNeuron, ...]:
        return tuple(row.value() for row in self._rows.rows)

    def clear(self) -> None:
        """Remove every neuron, in silence."""
        self.blockSignals(True)
        for row in self._rows.rows:
            self._rows.remove(row)
        self.blockSignals(False)

    def retranslate(self) -> None:
        self._rows.set_add_text(self.tr("Add a neuron"))

    def _new_row(self) -> NeuronRow:
        row = NeuronRow()
        row.changed.connect(self.changed)
        return row
