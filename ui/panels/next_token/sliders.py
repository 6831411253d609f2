"""The four filters of sampling as sliders."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QWidget

from ui.shell.messages import engine_text
from ui.widgets.number_slider import NumberSlider
from workbench.generation.candidates.live import LIVE
from workbench.generation.filters.spec import Filters
from workbench.generation.spec import Sample

COLDEST, HOTTEST = 0.05, 5.0
MOST_TOP_K = 200


class FilterSliders(QWidget):
    """Temperature, top-k, top-p and min-p; `changed` tells that a person moved one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sliders = {
            "temperature": NumberSlider(COLDEST, HOTTEST, 1.0, logarithmic=True),
            "top_k": NumberSlider(0.0, MOST_TOP_K, 0.0, decimals=0),
            "top_p": NumberSlider(0.01, 1.0, 1.0),
            "min_p": NumberSlider(0.0, 1.0, 0.0),
        }
        self._labels = {name: QLabel() for name in LIVE}
        self._off = QPushButton()
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for name, slider in self._sliders.items():
            self._labels[name].setBuddy(slider)
            layout.addRow(self._labels[name], slider)
            slider.changed.connect(self.changed)
        layout.addRow("", self._off)
        self._off.clicked.connect(self._turn_off)

    def value(self) -> Sample:
        """Sampling as the sliders stand."""
        return Sample(
            temperature=self._sliders["temperature"].value,
            top_k=round(self._sliders["top_k"].value),
            top_p=self._sliders["top_p"].value,
            min_p=self._sliders["min_p"].value,
        )

    def set_value(self, settings: Filters) -> None:
        """Stand as near to these as they can, in silence."""
        for name, slider in self._sliders.items():
            slider.set_value(float(getattr(settings, name)))

    def retranslate(self) -> None:
        for name, label in self._labels.items():
            field = Sample.model_fields[name]
            label.setText(engine_text(field.title or ""))
            self._sliders[name].set_name(label.text())
            for widget in (label, self._sliders[name]):
                widget.setToolTip(engine_text(field.description or ""))
        for name in ("top_k", "min_p"):
            self._sliders[name].set_least_text(engine_text("off"))
        self._off.setText(self.tr("All off"))
        self._off.setToolTip(self.tr("The model's own distribution: no filter, temperature 1"))

    def _turn_off(self) -> None:
        self.set_value(Sample())
        self.changed.emit()
