"""The loss over the learning rate, with the suggested rates marked."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from ui.session import Session
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.curves.drawing.series import Look

if TYPE_CHECKING:
    from workbench.activities.range_test.result import LearningRateTest
    from workbench.curves.range_test import SuggestedRates

_KEYS = ("raw", "smoothed")
_APART = 3.0
"""Marks whose rates differ by less have one text."""


class RatePlot(QWidget):
    """Raw losses faint, the smoothed ones above them; a leap at the end does not stretch it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._test: LearningRateTest | None = None
        self.plot = CurvePlot(controls=False)
        self.plot.set_log(x=True)
        self.plot.set_ignore_outliers(True)
        self._badge, self._export = QLabel(), QToolButton(autoRaise=True)
        menu = QMenu(self)
        menu.addActions(self.plot.exports)
        self._export.setMenu(menu)
        self._export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._export.setEnabled(False)
        below = QHBoxLayout()
        below.addWidget(self._badge, 1)
        below.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot, 1)
        layout.addLayout(below)
        self.plot.badge_changed.connect(self._badge.setText)
        self.plot.failed.connect(session.messages.show)
        session.theme.changed.connect(self._draw)
        self._retranslate()

    def show_test(self, test: "LearningRateTest") -> None:
        """Draw what a test has found by now."""
        self._test = test
        self._draw()

    def _draw(self) -> None:
        if self._test is None:
            return
        test, canvas = self._test, self.plot.canvas
        colours = self._session.theme.colours
        self._export.setEnabled(len(test.rates_n) > 0)
        canvas.retain(_KEYS)
        raw = Look(colours.student, self.tr("Loss"), smooth=False, faint=True)
        smoothed = Look(colours.student, self.tr("Smoothed loss"), smooth=False)
        canvas.set_series("raw", test.rates_n, test.losses_n, raw)
        canvas.set_series("smoothed", test.rates_n, test.smoothed_n, smoothed)
        if (rates := test.suggestion) is not None:
            self._mark(rates)

    def _mark(self, rates: "SuggestedRates") -> None:
        """Two that stand so close that one's text would cover the other's share it."""
        low, high = rates.ends
        if high > _APART * low:
            self.plot.mark(rates.steepest, self.tr("steepest"))
            self.plot.mark(rates.tenth_of_lowest, self.tr("lowest ÷ 10"))
        else:
            self.plot.mark(low, self.tr("suggested"))
            self.plot.mark(high, "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.plot.setWindowTitle(self.tr("Loss over the learning rate"))
        self.plot.setAccessibleName(self.tr("Loss over the learning rate"))
        self.plot.set_x_label(self.tr("Learning rate"))
        self.plot.set_y_label(self.tr("Loss"))
        self._export.setText(self.tr("Export"))
        self._draw()
