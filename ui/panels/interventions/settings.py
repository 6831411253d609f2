"""All interventions that are chosen: parts of the model, neurons, steering; and the writing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.panels.interventions.neurons import Neurons
from ui.panels.interventions.parts_grid import PartsGrid
from ui.panels.interventions.steering import SteeringForm
from ui.panels.interventions.writing import WritingForm
from ui.session import Session
from ui.widgets.number_slider import NumberSlider
from workbench.inspection.interventions.spec import Intervention

_LEAST_SCALE, _MOST_SCALE = -2.0, 4.0
_MOST_GRID_ROWS = 12


class InterventionSettings(QWidget):
    """Editors in a column; `changed` tells that another effect would be computed."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.writing = WritingForm(session)
        self.grid = PartsGrid()
        self._scale = NumberSlider(_LEAST_SCALE, _MOST_SCALE, 1.0)
        self._scale_label, self._reset = QLabel(), QPushButton()
        self._neurons, self._steering = Neurons(), SteeringForm()
        self._groups = {name: QGroupBox() for name in ("parts", "neurons", "steering", "writing")}
        self._lay_out()
        self.grid.changed.connect(self._on_grid)
        self.grid.currentCellChanged.connect(self._show_scale)
        self._scale.changed.connect(self._on_scale)
        self._reset.clicked.connect(self._on_reset)
        for form in (self._neurons, self._steering, self.writing):
            form.changed.connect(self.changed)

    def value(self) -> tuple[Intervention, ...]:
        """What is chosen; none at first."""
        return (*self.grid.interventions(), *self._neurons.value(), *self._steering.value())

    def set_shape(self, num_layers: int, num_heads: int) -> None:
        """The model has so many layers and heads."""
        self.grid.set_shape(num_layers, num_heads)
        self.grid.show_rows(min(num_layers, _MOST_GRID_ROWS))
        self._steering.set_num_layers(num_layers)
        self._show_scale()

    def show_writing(self, writes: bool) -> None:
        """Whether the model writes, so that it can be told how."""
        self._groups["writing"].setVisible(writes)

    def retranslate(self) -> None:
        self._groups["parts"].setTitle(self.tr("Heads and layers"))
        self._groups["neurons"].setTitle(self.tr("Neurons"))
        self._groups["steering"].setTitle(self.tr("Steering"))
        self._groups["writing"].setTitle(self.tr("Text"))
        self._reset.setText(self.tr("Reset"))
        self._reset.setToolTip(self.tr("Take all interventions back"))
        self.grid.retranslate()
        self._neurons.retranslate()
        self._steering.retranslate()
        self.writing.retranslate()
        self._show_scale()

    # -- inside

    def _lay_out(self) -> None:
        scale = QHBoxLayout()
        scale.addWidget(self._scale_label)
        scale.addWidget(self._scale, 1)
        scale.addWidget(self._reset)
        parts = QVBoxLayout(self._groups["parts"])
        parts.addWidget(self.grid)
        parts.addLayout(scale)
        QVBoxLayout(self._groups["neurons"]).addWidget(self._neurons)
        QVBoxLayout(self._groups["steering"]).addWidget(self._steering)
        QVBoxLayout(self._groups["writing"]).addWidget(self.writing)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self._groups["parts"])
        column.addWidget(self._groups["neurons"])
        column.addWidget(self._groups["steering"])
        column.addWidget(self._groups["writing"])
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def _show_scale(self) -> None:
        scale = self.grid.current_scale
        self._scale.setEnabled(scale is not None)
        self._scale.set_value(1.0 if scale is None else scale)
        self._scale_label.setText(self.tr("Scale of {part}").format(part=self.grid.current_name()))
        self._scale.set_name(self._scale_label.text())

    def _on_grid(self) -> None:
        self._show_scale()
        self.changed.emit()

    def _on_scale(self, value: float) -> None:
        self.grid.scale_current(value)
        self.changed.emit()

    def _on_reset(self) -> None:
        self.grid.leave_all()
        self._neurons.clear()
        self._steering.clear()
        self._on_grid()
