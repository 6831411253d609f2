"""What is chosen for all plots of a grid together."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from ui.curves.along import Along, along_text
from ui.widgets.curves.curve_plot import MOST_SMOOTHING, SLIDER_STEPS

_SMOOTHING = 0.8


class GridBar(QWidget):
    """The horizontal axis, smoothing, and what the views do, with a menu to arrange the plots."""

    along_changed = Signal()
    drawing_changed = Signal()
    """Smoothing, a logarithmic x axis or the outliers."""
    follow_chosen = Signal(bool)
    reset_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._along_label, self._along_choice = QLabel(), QComboBox()
        self._smoothing_label, self._smoothing_value = QLabel(), QLabel()
        self._smoothing = QSlider(Qt.Orientation.Horizontal)
        self._log_x, self._outliers, self._follow = QCheckBox(), QCheckBox(), QCheckBox()
        self._reset, self.arrange = QToolButton(autoRaise=True), QToolButton(autoRaise=True)
        self.arrange.setMenu(QMenu(self.arrange))
        self.arrange.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._lay_out()
        self._along_choice.currentIndexChanged.connect(self.along_changed)
        self._smoothing.valueChanged.connect(self._on_smoothing)
        self._log_x.toggled.connect(self.drawing_changed)
        self._outliers.toggled.connect(self.drawing_changed)
        self._follow.clicked.connect(self.follow_chosen)
        self._reset.clicked.connect(self.reset_chosen)
        self._retranslate()

    def add(self, widget: QWidget) -> None:
        """Put something more behind what is chosen for all plots."""
        self._layout.insertWidget(self._layout.count() - 3, widget)

    @property
    def along(self) -> Along:
        """What the horizontal axis counts."""
        return list(Along)[self._along_choice.currentIndex()]

    @property
    def smoothing(self) -> float:
        """The weight of the moving average, from 0 (none) to 0.999."""
        return float(self._smoothing.value() / SLIDER_STEPS * MOST_SMOOTHING)

    @property
    def log_x(self) -> bool:
        return self._log_x.isChecked()

    @property
    def ignores_outliers(self) -> bool:
        return self._outliers.isChecked()

    @property
    def follows(self) -> bool:
        return self._follow.isChecked()

    def show_follow(self, follows: bool) -> None:
        """Say whether the newest points are followed, without choosing it."""
        self._follow.setChecked(follows)

    def _lay_out(self) -> None:
        self._along_choice.addItems([""] * len(Along))
        self._along_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._smoothing.setRange(0, SLIDER_STEPS)
        self._smoothing.setValue(round(_SMOOTHING / MOST_SMOOTHING * SLIDER_STEPS))
        self._smoothing.setMinimumWidth(60)
        self._smoothing.setMaximumWidth(110)
        self._smoothing.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout = self._layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        for widget in (
            self._along_label,
            self._along_choice,
            self._smoothing_label,
            self._smoothing,
            self._smoothing_value,
            self._log_x,
            self._outliers,
            self._follow,
        ):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addWidget(self._reset)
        layout.addWidget(self.arrange)

    def _on_smoothing(self) -> None:
        self._smoothing_value.setText(f"{self.smoothing:.2f}")
        self.drawing_changed.emit()

    def _retranslate(self) -> None:
        for index, along in enumerate(Along):
            self._along_choice.setItemText(index, along_text(along))
        self._along_label.setText(self.tr("Along"))
        self._along_choice.setAccessibleName(self.tr("Along"))
        self._along_choice.setToolTip(self.tr("What the horizontal axis counts"))
        self._smoothing_label.setText(self.tr("Smoothing"))
        self._smoothing.setAccessibleName(self.tr("Smoothing"))
        self._smoothing.setToolTip(
            self.tr("How much the moving average remembers; the raw curve stays, faint, behind it")
        )
        self._smoothing_value.setText(f"{self.smoothing:.2f}")
        self._log_x.setText(self.tr("Log x"))
        self._outliers.setText(self.tr("Ignore outliers"))
        self._outliers.setToolTip(
            self.tr("Do not let the most extreme 2 % of a curve's points stretch the view")
        )
        self._follow.setText(self.tr("Follow"))
        self._follow.setToolTip(
            self.tr("Keep the newest points in view, as many of them as you have zoomed to")
        )
        self._reset.setText(self.tr("Reset view"))
        self._reset.setToolTip(self.tr("Show everything again, and follow new points"))
        self.arrange.setText(self.tr("Plots"))
        self.arrange.setToolTip(self.tr("Add plots, and choose how many stand side by side"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
