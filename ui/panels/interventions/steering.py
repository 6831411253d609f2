"""Steering: two texts, the layer whose stream is compared, and a strength."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QSpinBox, QWidget

from ui.forms.editors import ignore_wheel_without_focus
from ui.shell.messages import engine_text
from ui.widgets.number_slider import NumberSlider
from workbench.inspection.interventions.spec import Steering

MOST_STRENGTH = 20.0
_FIRST_STRENGTH = 4.0


class SteeringForm(QWidget):
    """Adds a direction once both texts are there; `changed` tells of any change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._toward, self._away = QLineEdit(), QLineEdit()
        self._layer = QSpinBox(maximum=0)
        self._strength = NumberSlider(-MOST_STRENGTH, MOST_STRENGTH, _FIRST_STRENGTH)
        self._taken = QComboBox()
        self._taken.addItems(["", ""])
        self._editors: dict[str, QWidget] = {
            "toward": self._toward,
            "away": self._away,
            "layer": self._layer,
            "strength": self._strength,
            "taken": self._taken,
        }
        self._labels = {name: QLabel() for name in self._editors}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, editor in self._editors.items():
            ignore_wheel_without_focus(editor)
            self._labels[name].setBuddy(editor)
            form.addRow(self._labels[name], editor)
        for line in (self._toward, self._away):
            line.textChanged.connect(self.changed)
        self._layer.valueChanged.connect(self.changed)
        self._strength.changed.connect(self.changed)
        self._taken.currentIndexChanged.connect(self.changed)

    def value(self) -> tuple[Steering, ...]:
        """The steering, if both texts are there."""
        toward, away = self._toward.text(), self._away.text()
        if not (toward.strip() and away.strip()):
            return ()
        return (
            Steering(
                layer=self._layer.value(),
                toward=toward,
                away=away,
                strength=self._strength.value,
                taken="last" if self._taken.currentIndex() == 0 else "mean",
            ),
        )

    def set_num_layers(self, num_layers: int) -> None:
        """How many layers the model has; behind the last one a direction can be added too."""
        was_unset = not self._layer.maximum()
        self._layer.setRange(0, num_layers)
        if was_unset:
            self._layer.setValue(num_layers // 2)

    def clear(self) -> None:
        """No steering, in silence."""
        self.blockSignals(True)
        self._toward.clear()
        self._away.clear()
        self.blockSignals(False)

    def retranslate(self) -> None:
        for name, label in self._labels.items():
            field = Steering.model_fields[name]
            label.setText(engine_text(field.title or ""))
            self._editors[name].setToolTip(engine_text(field.description or ""))
            self._editors[name].setAccessibleName(label.text())
        self._strength.set_name(self._labels["strength"].text())
        self._taken.setItemText(0, self.tr("the last token"))
        self._taken.setItemText(1, self.tr("the mean of the tokens"))
        self._toward.setPlaceholderText(self.tr("such as: I love this"))
        self._away.setPlaceholderText(self.tr("such as: I hate this"))
