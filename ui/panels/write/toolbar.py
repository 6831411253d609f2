"""Above the texts: what they are coloured by, and what is done with all of them."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from ui.forms.editors import ignore_wheel_without_focus
from ui.panels.write.panes.colouring import TokenMeasure


class TextsToolbar(QWidget):
    """`measure_chosen` tells another `TokenMeasure`."""

    measure_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._label, self._measure = QLabel(), QComboBox()
        self._label.setBuddy(self._measure)
        ignore_wheel_without_focus(self._measure)
        self._measure.addItems([one.value for one in TokenMeasure])
        self.curves = QCheckBox()
        self.on, self.undo, self.redo = (QToolButton() for _ in range(3))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)
        layout.addWidget(self._measure)
        layout.addWidget(self.curves)
        layout.addStretch()
        for button in (self.on, self.undo, self.redo):
            layout.addWidget(button)
        self._measure.currentIndexChanged.connect(
            lambda number: self.measure_chosen.emit(list(TokenMeasure)[number])
        )
        self.retranslate()

    def retranslate(self) -> None:
        self._label.setText(self.tr("Colour by"))
        names = {
            TokenMeasure.NOTHING: (self.tr("nothing"), ""),
            TokenMeasure.PROBABILITY: (
                self.tr("probability"),
                self.tr("The stronger the colour, the less likely the model itself found a token"),
            ),
            TokenMeasure.RANK: (
                self.tr("rank"),
                self.tr("The stronger the colour, the more tokens the model found likelier"),
            ),
            TokenMeasure.ENTROPY: (
                self.tr("entropy"),
                self.tr("The stronger the colour, the less sure the model was before a token"),
            ),
            TokenMeasure.SURPRISAL: (
                self.tr("surprisal"),
                self.tr("The stronger the colour, the more a token surprised the model, in nats"),
            ),
        }
        for number, one in enumerate(TokenMeasure):
            self._measure.setItemText(number, names[one][0])
        self._measure.setToolTip(
            "\n".join(f"{name}: {told}" for name, told in names.values() if told)
        )
        self.curves.setText(self.tr("Curves"))
        self.curves.setToolTip(
            self.tr(
                "Under every text: the surprisal of each token, thick, and the entropy before it"
            )
        )
        self.on.setText(self.tr("Write all on"))
        self.on.setToolTip(self.tr("Every text goes on that its model has not ended"))
        self.undo.setText(self.tr("Undo in all"))
        self.undo.setToolTip(self.tr("Brings the text of before back into every pane"))
        self.redo.setText(self.tr("Redo in all"))
        self.redo.setToolTip(self.tr("Forward again in every pane"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
