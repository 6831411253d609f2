"""A slider and a box for one number; the slider may run on a logarithmic scale."""

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

STEPS = 400
BOX_PX = 90


class NumberSlider(QWidget):
    """Keeps slider and box on the same value; `changed` tells it whoever moved it."""

    changed = Signal(float)

    def __init__(
        self,
        least: float,
        most: float,
        value: float,
        *,
        logarithmic: bool = False,
        decimals: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        assert least < most
        assert least > 0 or not logarithmic
        self._ends = (math.log(least), math.log(most)) if logarithmic else (least, most)
        self._logarithmic = logarithmic
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, STEPS)
        self._box = QDoubleSpinBox(decimals=decimals, minimum=least, maximum=most)
        self._box.setSingleStep(10.0**-decimals * 5)
        self._box.setMinimumWidth(BOX_PX)
        self._box.setKeyboardTracking(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._box)
        self.setFocusProxy(self._slider)
        self._slider.valueChanged.connect(self._on_slider)
        self._box.valueChanged.connect(self._on_box)
        self.set_value(value)

    @property
    def value(self) -> float:
        return self._box.value()

    def set_value(self, value: float) -> None:
        """Move slider and box, in silence."""
        with QSignalBlocker(self._slider), QSignalBlocker(self._box):
            self._box.setValue(value)
            self._slider.setValue(self._step_of(value))

    def set_name(self, name: str) -> None:
        """What the number is, for screen readers."""
        self._slider.setAccessibleName(name)
        self._box.setAccessibleName(name)

    def set_least_text(self, text: str) -> None:
        """What the box says in place of the least number, such as that it is off."""
        self._box.setSpecialValueText(text)

    def _on_slider(self, step: int) -> None:
        low, high = self._ends
        scaled = low + (high - low) * step / STEPS
        with QSignalBlocker(self._box):
            self._box.setValue(math.exp(scaled) if self._logarithmic else scaled)
        self.changed.emit(self.value)

    def _on_box(self, value: float) -> None:
        with QSignalBlocker(self._slider):
            self._slider.setValue(self._step_of(value))
        self.changed.emit(value)

    def _step_of(self, value: float) -> int:
        low, high = self._ends
        scaled = math.log(value) if self._logarithmic else value
        return round((scaled - low) / (high - low) * STEPS)
