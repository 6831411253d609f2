"""How the saliency of tokens is computed."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from workbench.inspection.attribution.spec import (
    BASELINES,
    DEFAULT_STEPS,
    EXPLAINED,
    FEWEST_STEPS,
    METHODS,
    MOST_STEPS,
    SaliencySettings,
)


class SaliencyChoice(QWidget):
    """Method, baseline, what is explained and the most steps; `changed` tells of another choice."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._method, self._baseline, self._explained = QComboBox(), QComboBox(), QComboBox()
        self._steps = QSpinBox(minimum=FEWEST_STEPS, maximum=MOST_STEPS, value=DEFAULT_STEPS)
        self._steps.setKeyboardTracking(False)
        self._labels = {
            box: QLabel() for box in (self._method, self._baseline, self._explained, self._steps)
        }
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        for box, label in self._labels.items():
            label.setBuddy(box)
            layout.addWidget(label)
            layout.addWidget(box)
        layout.addStretch(1)
        for combo in (self._method, self._baseline, self._explained):
            combo.currentIndexChanged.connect(self._on_change)
        self._steps.valueChanged.connect(self._on_change)

    def value(self) -> SaliencySettings:
        """What is chosen; before the lists are filled, what is usual."""
        usual = SaliencySettings()
        return SaliencySettings(
            self._method.currentData() or usual.method,
            self._baseline.currentData() or usual.baseline,
            self._explained.currentData() or usual.explained,
            self._steps.value(),
        )

    def retranslate(self) -> None:
        methods = {
            "integrated_gradients": (
                self.tr("Integrated gradients"),
                self.tr("The gradient along the way from a baseline; adds up to the difference"),
            ),
            "gradient_x_input": (
                self.tr("Gradient × input"),
                self.tr("One gradient, at the text itself; fast, and adds up to nothing exactly"),
            ),
        }
        baselines = {
            "mean": (self.tr("Mean embedding"), self.tr("The mean of the vocabulary")),
            "token": (self.tr("Unknown token"), self.tr("The token for unknown text")),
            "zero": (
                self.tr("Zeros"),
                self.tr(
                    "Norms change a state abruptly near zeros: many models need far more steps"
                ),
            ),
        }
        explained = {
            "logit": (self.tr("Logit"), self.tr("The logit, or the difference of two")),
            "probability": (self.tr("Probability"), self.tr("The probability, from 0 to 1")),
        }
        _fill(self._method, METHODS, methods)
        _fill(self._baseline, BASELINES, baselines)
        _fill(self._explained, EXPLAINED, explained)
        for box, text in (
            (self._method, self.tr("Method")),
            (self._baseline, self.tr("Baseline")),
            (self._explained, self.tr("Explain")),
            (self._steps, self.tr("At most")),
        ):
            self._labels[box].setText(text)
            box.setAccessibleName(text)
        self._steps.setSuffix(self.tr(" steps"))
        self._enable()

    def _on_change(self) -> None:
        self._enable()
        self.changed.emit()

    def _enable(self) -> None:
        is_integrated = self.value().method == "integrated_gradients"
        for box in (self._baseline, self._steps):
            box.setEnabled(is_integrated)


def _fill(box: QComboBox, values: tuple[str, ...], texts: dict[str, tuple[str, str]]) -> None:
    chosen = max(box.currentIndex(), 0)
    with QSignalBlocker(box):
        box.clear()
        for value in values:
            name, meaning = texts[value]
            box.addItem(name, value)
            box.setItemData(box.count() - 1, meaning, Qt.ItemDataRole.ToolTipRole)
        box.setCurrentIndex(chosen)
