"""Choosing what is made of the maps: put together, weighted, hidden, cut, merged."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QWidget,
)

from ui.panels.attention.map_settings import Aggregate, MapSettings, PairFilter, ThresholdBy

LEAST_VALUE, LEAST_MASS = 0.05, 0.9
"""What the thresholds begin with: weights from a twentieth on; nine tenths of a row."""
WEIGHTINGS = ("none", "value", "output")


class MapControls(QWidget):
    """A line of choices; `changed` follows every one but the weighting, `reweighted` that one."""

    changed = Signal()
    reweighted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = {name: QLabel() for name in ("shown", "weights", "pair", "threshold")}
        self._aggregate = _combo(len(Aggregate), self._labels["shown"])
        self._weighting = _combo(len(WEIGHTINGS), self._labels["weights"])
        self._pair = _combo(len(PairFilter), self._labels["pair"])
        self._threshold_by = _combo(len(ThresholdBy), self._labels["threshold"])
        self._threshold = QDoubleSpinBox(minimum=0.0, maximum=1.0, singleStep=0.05, decimals=3)
        self._threshold.setKeyboardTracking(False)
        self._hide = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._first, self._special = _checkable(self), _checkable(self)
        self._renormalise = _checkable(self)
        self._words = QCheckBox()
        self._lay_out()
        self._connect()
        self.show_pair(False)
        self._show_threshold()
        self.retranslate()

    def _lay_out(self) -> None:
        menu = QMenu(self)
        menu.addActions([self._first, self._special])
        menu.addSeparator()
        menu.addAction(self._renormalise)
        self._hide.setMenu(menu)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for widget in (
            *(self._labels["shown"], self._aggregate),
            *(self._labels["weights"], self._weighting),
            *(self._labels["pair"], self._pair),
            *(self._hide, self._words),
            *(self._labels["threshold"], self._threshold_by, self._threshold),
        ):
            line.addWidget(widget)
        line.addStretch(1)

    def _connect(self) -> None:
        for combo in (self._aggregate, self._pair):
            combo.currentIndexChanged.connect(self.changed)
        self._weighting.currentIndexChanged.connect(self.reweighted)
        self._threshold_by.currentIndexChanged.connect(self._on_threshold_by)
        self._threshold.valueChanged.connect(self.changed)
        for action in (self._first, self._special, self._renormalise):
            action.toggled.connect(self.changed)
        self._words.toggled.connect(self.changed)

    @property
    def settings(self) -> MapSettings:
        return MapSettings(
            aggregate=list(Aggregate)[self._aggregate.currentIndex()],
            pair=list(PairFilter)[self._pair.currentIndex()],
            hides_first=self._first.isChecked(),
            hides_special=self._special.isChecked(),
            renormalises=self._renormalise.isChecked(),
            threshold_by=list(ThresholdBy)[self._threshold_by.currentIndex()],
            threshold=self._threshold.value(),
            words=self._words.isChecked(),
        )

    @property
    def weighting(self) -> str:
        return WEIGHTINGS[self._weighting.currentIndex()]

    def set_settings(self, settings: MapSettings, weighting: str) -> None:
        """Choose all at once, in silence."""
        with QSignalBlocker(self):
            self._aggregate.setCurrentIndex(list(Aggregate).index(settings.aggregate))
            self._pair.setCurrentIndex(list(PairFilter).index(settings.pair))
            self._first.setChecked(settings.hides_first)
            self._special.setChecked(settings.hides_special)
            self._renormalise.setChecked(settings.renormalises)
            self._threshold_by.setCurrentIndex(list(ThresholdBy).index(settings.threshold_by))
            self._threshold.setValue(settings.threshold)
            self._words.setChecked(settings.words)
            self._weighting.setCurrentIndex(WEIGHTINGS.index(weighting))

    def show_pair(self, is_pair: bool) -> None:
        """Offer what can be chosen of a pair of texts, or all of one."""
        for widget in (self._labels["pair"], self._pair):
            widget.setVisible(is_pair)
        if not is_pair:
            self._pair.setCurrentIndex(0)

    def retranslate(self) -> None:
        """Set every text that depends on the language."""
        self._name_aggregates()
        self._name_weightings()
        self._labels["pair"].setText(self.tr("Pair"))
        pairs = (self.tr("All"), "A → A", "A → B", "B → A", "B → B")
        for number, name in enumerate(pairs):
            self._pair.setItemText(number, name)
        self._pair.setToolTip(self.tr("From which text to which: the queries, then the keys"))
        self._hide.setText(self.tr("Hide"))
        self._first.setText(self.tr("First token"))
        self._special.setText(self.tr("Special tokens"))
        self._renormalise.setText(self.tr("Renormalise: rows add up to 1 again"))
        self._hide.setToolTip(
            self.tr(
                "Take the rows and columns of tokens away where idle heads look. The weights that "
                "are left stay as they are unless they are renormalised."
            )
        )
        self._words.setText(self.tr("Whole words"))
        self._words.setToolTip(
            self.tr("Pieces of a word as one: the sum over keys, the mean over queries")
        )
        self._name_thresholds()

    def _name_aggregates(self) -> None:
        self._labels["shown"].setText(self.tr("Shown"))
        names = (
            (self.tr("Chosen heads, mean"), self.tr("Shift with a click adds a head")),
            (self.tr("Chosen heads, maximum"), self.tr("Shift with a click adds a head")),
            (self.tr("Layer, mean over heads"), self.tr("All heads of the chosen head's layer")),
            (self.tr("Layer, maximum over heads"), self.tr("All heads of the chosen head's layer")),
            (self.tr("All layers, mean"), self.tr("All heads of all layers")),
            (self.tr("All layers, maximum"), self.tr("All heads of all layers")),
            (
                self.tr("Rollout"),
                self.tr(
                    "Attention through all layers with their residual connections (Abnar and "
                    "Zuidema 2020). In models that read from left to right it drifts to the first "
                    "tokens."
                ),
            ),
        )
        _name(self._aggregate, names)

    def _name_weightings(self) -> None:
        self._labels["weights"].setText(self.tr("Weights"))
        names = (
            (self.tr("As they are"), self.tr("Rows add up to 1")),
            (
                self.tr("× size of the value"),
                self.tr("A weight on a small value moves little (Kobayashi and others 2020)"),
            ),
            (
                self.tr("× size of the output"),
                self.tr("The value as the head's part of the output matrix passes it on"),
            ),
        )
        _name(self._weighting, names)

    def _name_thresholds(self) -> None:
        self._labels["threshold"].setText(self.tr("Threshold"))
        names = (
            (self.tr("None"), self.tr("All weights are shown")),
            (self.tr("By value"), self.tr("Weights below it are shown as 0")),
            (
                self.tr("By mass"),
                self.tr("Of each row the largest weights that make up this share of it"),
            ),
        )
        _name(self._threshold_by, names)
        self._threshold.setAccessibleName(self.tr("Threshold's value"))

    def _on_threshold_by(self) -> None:
        by = self.settings.threshold_by
        with QSignalBlocker(self._threshold):
            self._threshold.setValue(LEAST_MASS if by is ThresholdBy.MASS else LEAST_VALUE)
        self._show_threshold()
        self.changed.emit()

    def _show_threshold(self) -> None:
        self._threshold.setVisible(self.settings.threshold_by is not ThresholdBy.NONE)


def _combo(count: int, label: QLabel) -> QComboBox:
    combo = QComboBox()
    combo.addItems([""] * count)
    label.setBuddy(combo)
    return combo


def _name(combo: QComboBox, names: tuple[tuple[str, str], ...]) -> None:
    """Name what can be chosen, each with its help."""
    for number, (name, tip) in enumerate(names):
        combo.setItemText(number, name)
        combo.setItemData(number, tip, Qt.ItemDataRole.ToolTipRole)


def _checkable(parent: QWidget) -> QAction:
    return QAction(parent, checkable=True)
