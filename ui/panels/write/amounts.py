"""How much is written, from which seed, in which order and precision."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.panels.write.panes.orders import Order
from ui.panels.write.precision_box import PrecisionBox
from ui.panels.write.seeds import SeedBox
from ui.session import Session
from workbench.generation.spec import MOST_NEW_TOKENS

MOST_SAMPLES = 64


class Amounts(QWidget):
    """Editors in three lines; `changed` tells that another text would be written."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.seed = SeedBox(session.theme)
        self.length, self.samples, self._order = QSpinBox(), QSpinBox(), QComboBox()
        self.precision = PrecisionBox(session)
        self._labels = {name: QLabel() for name in ("seed", "length", "samples", "order")}
        self.length.setRange(1, MOST_NEW_TOKENS)
        self.length.setValue(100)
        self.samples.setRange(1, MOST_SAMPLES)
        self._order.addItems([one.value for one in Order])
        self._lay_out()
        for changed in (
            self.seed.changed,
            self.length.valueChanged,
            self.samples.valueChanged,
            self.precision.changed,
        ):
            changed.connect(self.changed)
        self.retranslate()

    @property
    def order(self) -> Order:
        return list(Order)[self._order.currentIndex()]

    @property
    def present(self) -> tuple[object, ...]:
        """All that another text follows from."""
        return (
            self.seed.edit.text(),
            self.seed.spread,
            self.samples.value(),
            self.length.value(),
            self.precision.value,
        )

    def _lay_out(self) -> None:
        for name, widget in (
            ("seed", self.seed.edit),
            ("length", self.length),
            ("samples", self.samples),
            ("order", self._order),
        ):
            self._labels[name].setBuddy(widget)
        for box in (self.length, self.samples, self._order):
            ignore_wheel_without_focus(box)
        amounts = QHBoxLayout()
        amounts.addWidget(self.length, 1)
        amounts.addWidget(self._labels["samples"])
        amounts.addWidget(self.samples, 1)
        how = QHBoxLayout()
        how.addWidget(self._order, 1)
        how.addWidget(self.precision)
        self._order.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        lines = QFormLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setVerticalSpacing(2)
        lines.addRow(self._labels["seed"], self.seed)
        lines.addRow(self._labels["length"], amounts)
        lines.addRow(self._labels["order"], how)

    def retranslate(self) -> None:
        texts = {
            "seed": self.tr("Seed"),
            "length": self.tr("New tokens"),
            "samples": self.tr("Samples a cell"),
            "order": self.tr("Order"),
        }
        for name, text in texts.items():
            self._labels[name].setText(text)
        self.length.setToolTip(self.tr("Where a text ends at the latest"))
        self.samples.setToolTip(
            self.tr(
                "So many texts a cell, with the seeds that follow; a strategy that draws nothing "
                "writes one"
            )
        )
        names = {
            Order.ONE_BY_ONE: self.tr("one after the other"),
            Order.INTERLEAVED: self.tr("interleaved: a token of each in turn"),
            Order.BATCHED: self.tr("batched: one pass of a model for all its strategies"),
        }
        for number, one in enumerate(Order):
            self._order.setItemText(number, names[one])
        self._order.setToolTip(
            self.tr(
                "Texts are the same in any order, unless two tokens are all but equally likely; "
                "batched is the fastest"
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
