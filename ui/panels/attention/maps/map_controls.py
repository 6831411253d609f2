"""Choosing what is made of the maps: put together, weighted, hidden, cut, merged."""

from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QWidget,
)

from ui.panels.attention.maps.map_settings import MapSettings, ShownHeads
from workbench.inspection.maps.layer_heads import Weighting
from workbench.inspection.views.filters import PairFilter
from workbench.inspection.views.view import AttentionView, Hidden

LEAST_VALUE, LEAST_MASS = 0.05, 0.9
"""What the thresholds begin with: weights from a twentieth on; nine tenths of a row."""
LEAST_SHARE = 0.001
WEIGHTINGS: tuple[Weighting, ...] = ("none", "value", "output")
PAIRS: tuple[PairFilter, ...] = ("all", "aa", "ab", "ba", "bb")
HIDDEN: tuple[Hidden, ...] = ("none", "first", "special", "both")


class ThresholdBy(StrEnum):
    """What decides whether a weight is kept; the others are shown as 0."""

    NONE = "none"
    VALUE = "value"
    MASS = "mass"


class MapControls(QWidget):
    """A line of choices; `changed` follows every one but the weighting, `reweighted` that one."""

    changed = Signal()
    reweighted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        names = ("shown", "weights", "pair", "hide", "threshold")
        self._labels = {name: QLabel() for name in names}
        self._shown = _combo(len(ShownHeads), self._labels["shown"])
        self._weighting = _combo(len(WEIGHTINGS), self._labels["weights"])
        self._pair = _combo(len(PAIRS), self._labels["pair"])
        self._threshold_by = _combo(len(ThresholdBy), self._labels["threshold"])
        self._threshold = QDoubleSpinBox(minimum=0.0, maximum=1.0, singleStep=0.05, decimals=3)
        self._threshold.setKeyboardTracking(False)
        self._hide = _combo(len(HIDDEN), self._labels["hide"])
        self._renormalise = QCheckBox()
        self._renormalise.setChecked(True)
        self._words = QCheckBox()
        self._lay_out()
        self._connect()
        self.show_pair(False)
        self._show_threshold()
        self._show_hidden()
        self.retranslate()

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for widget in (
            *(self._labels["shown"], self._shown),
            *(self._labels["weights"], self._weighting),
            *(self._labels["pair"], self._pair),
            *(self._labels["hide"], self._hide, self._renormalise, self._words),
            *(self._labels["threshold"], self._threshold_by, self._threshold),
        ):
            line.addWidget(widget)
        line.addStretch(1)

    def _connect(self) -> None:
        for combo in (self._shown, self._pair):
            combo.currentIndexChanged.connect(self.changed)
        self._hide.currentIndexChanged.connect(self._on_hide)
        self._weighting.currentIndexChanged.connect(self.reweighted)
        self._threshold_by.currentIndexChanged.connect(self._on_threshold_by)
        self._threshold.valueChanged.connect(self.changed)
        for box in (self._renormalise, self._words):
            box.toggled.connect(self.changed)

    @property
    def settings(self) -> MapSettings:
        by = self._by
        view = AttentionView(
            weighting=self.weighting,
            hide=list(HIDDEN)[self._hide.currentIndex()],
            renormalise=self._renormalise.isChecked(),
            words=self._words.isChecked(),
            pair=list(PAIRS)[self._pair.currentIndex()],
            least=self._threshold.value() if by is ThresholdBy.VALUE else 0.0,
            mass=max(self._threshold.value(), LEAST_SHARE) if by is ThresholdBy.MASS else 1.0,
        )
        return MapSettings(list(ShownHeads)[self._shown.currentIndex()], view)

    @property
    def weighting(self) -> Weighting:
        return list(WEIGHTINGS)[self._weighting.currentIndex()]

    @property
    def _by(self) -> ThresholdBy:
        return list(ThresholdBy)[self._threshold_by.currentIndex()]

    def set_settings(self, settings: MapSettings) -> None:
        """Choose all at once, in silence."""
        view = settings.view
        by = ThresholdBy.VALUE if view.least > 0 else ThresholdBy.NONE
        by = ThresholdBy.MASS if view.mass < 1 else by
        with QSignalBlocker(self):
            self._shown.setCurrentIndex(list(ShownHeads).index(settings.shown))
            self._weighting.setCurrentIndex(WEIGHTINGS.index(view.weighting))
            self._pair.setCurrentIndex(PAIRS.index(view.pair))
            self._hide.setCurrentIndex(HIDDEN.index(view.hide))
            self._renormalise.setChecked(view.renormalise)
            self._words.setChecked(view.words)
            self._threshold_by.setCurrentIndex(list(ThresholdBy).index(by))
            self._threshold.setValue(view.mass if by is ThresholdBy.MASS else view.least)

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
        self._name_hidden()
        self._words.setText(self.tr("Whole words"))
        self._words.setToolTip(
            self.tr("Pieces of a word as one: the sum over keys, the mean over queries")
        )
        self._name_thresholds()

    def _name_hidden(self) -> None:
        self._labels["hide"].setText(self.tr("Hide"))
        names = (
            (self.tr("Nothing"), self.tr("All tokens are shown")),
            (self.tr("First token"), self.tr("Where idle heads look, which pales the rest")),
            (self.tr("Special tokens"), self.tr("[CLS], [SEP], <s> and the like")),
            (self.tr("First and special"), self.tr("Both")),
        )
        _name(self._hide, names)
        self._renormalise.setText(self.tr("Renormalise"))
        self._renormalise.setToolTip(
            self.tr(
                "Divide each row by what is left of it, so that it adds up to 1 again; otherwise "
                "the weights that are left stay as they are"
            )
        )

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
                    "Attention through the layers up to the chosen head's, with their residual "
                    "connections (Abnar and Zuidema 2020). In models that read from left to right "
                    "it drifts to the first tokens."
                ),
            ),
        )
        _name(self._shown, names)

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

    def _on_hide(self) -> None:
        self._show_hidden()
        self.changed.emit()

    def _show_hidden(self) -> None:
        self._renormalise.setVisible(self._hide.currentIndex() > 0)

    def _on_threshold_by(self) -> None:
        by = self._by
        with QSignalBlocker(self._threshold):
            self._threshold.setValue(LEAST_MASS if by is ThresholdBy.MASS else LEAST_VALUE)
        self._show_threshold()
        self.changed.emit()

    def _show_threshold(self) -> None:
        self._threshold.setVisible(self._by is not ThresholdBy.NONE)


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
