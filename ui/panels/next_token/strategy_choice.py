"""Which strategy is looked at: sampling by the sliders, or one that a text was written by."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from ui.forms.setting_names import spec_text
from workbench.generation.spec import Strategy

_NARROWEST = 12
"""Characters that are seen of a strategy at least."""


class StrategyChoice(QWidget):
    """`changed` tells that a person chose another one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._label, self._box = QLabel(), QComboBox()
        self._label.setBuddy(self._box)
        self._box.setMinimumContentsLength(_NARROWEST)
        adjusts = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._box.setSizeAdjustPolicy(adjusts)
        self._strategies: list[Strategy] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)
        layout.addWidget(self._box, 1)
        self._box.activated.connect(self.changed)

    @property
    def strategy(self) -> Strategy | None:
        """That of a text, or None where the sliders decide."""
        number = self._box.currentIndex() - 1
        return self._strategies[number] if 0 <= number < len(self._strategies) else None

    def offer(self, strategies: Sequence[Strategy]) -> None:
        """Offer these, each once; the present choice stays if it is there."""
        before = self.strategy
        self._strategies = [one for n, one in enumerate(strategies) if one not in strategies[:n]]
        with QSignalBlocker(self._box):
            self._box.clear()
            self._box.addItem(self.tr("Sampling as the sliders stand"))
            for number, one in enumerate(self._strategies, start=1):
                self._box.addItem(spec_text(one))
                self._box.setItemData(number, spec_text(one), Qt.ItemDataRole.ToolTipRole)
        self.choose(before if before in self._strategies else None)

    def choose(self, strategy: Strategy | None) -> None:
        """In silence; None lets the sliders decide."""
        number = 0 if strategy is None else self._strategies.index(strategy) + 1
        with QSignalBlocker(self._box):
            self._box.setCurrentIndex(number)

    def retranslate(self) -> None:
        self._label.setText(self.tr("Strategy"))
        self._box.setToolTip(
            self.tr("By the sliders, or as a text in Write was written: its steps, one by one")
        )
        self.offer(self._strategies)
