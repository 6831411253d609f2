"""A plot of live curves with its controls: smoothing, log axes, outliers, reset, export."""

from pathlib import Path

import numpy.typing as npt
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.i18n import beside
from ui.widgets.curves.curve_canvas import CurveCanvas
from ui.widgets.curves.dash import Dash
from ui.widgets.curves.drawing.series import Axes, Better, Look
from ui.widgets.curves.exports.curve_export import CurveExport
from ui.widgets.curves.plot_view import Follow
from ui.widgets.numbers import count

MOST_SMOOTHING = 0.999
SLIDER_STEPS = 100


class CurvePlot(QWidget):
    """Curves that grow while they are watched.

    New data never changes a view that was zoomed by hand; *Reset view* follows the data again.
    Drag draws the box to zoom into, the wheel zooms. `hovered` tells the x under the mouse (NaN
    when it left), so that several plots can share one crosshair through `show_crosshair`;
    `failed` brings a sentence when an export could not be written.
    """

    hovered = Signal(float)
    failed = Signal(str)
    badge_changed = Signal(str)

    def __init__(
        self, parent: QWidget | None = None, *, controls: bool = True, delay_ms: int = 0
    ) -> None:
        """Drawn `delay_ms` after a change: plots that change together need not all draw at once."""
        super().__init__(parent)
        self._canvas = CurveCanvas(delay_ms=delay_ms)
        self._bar = QWidget(visible=controls)
        self._smoothing_label = QLabel()
        self._smoothing = QSlider(Qt.Orientation.Horizontal)
        self._smoothing_value = QLabel()
        self._log_x, self._log_y, self._outliers, self._follow = (_toggle() for _ in range(4))
        self._badge = QLabel()
        self._reset, self._export = QToolButton(autoRaise=True), QToolButton(autoRaise=True)
        self._exports = CurveExport(self._canvas, self)
        self._lay_out()
        self._connect()
        self._retranslate()

    def set_series(
        self,
        key: str,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        colour: str,
        label: str,
        *,
        smooth: bool = True,
        dash: Dash = (),
        better: Better = "",
    ) -> None:
        """Add or replace a curve; raises ValueError when x and y differ in length.

        A curve without `smooth`, such as one of few and exact points, is never smoothed; of one
        that tells which values are `better` the best point is marked.
        """
        look = Look(colour, label, smooth, dash, better)
        self._canvas.set_series(key, x, y, look)

    def set_reference(self, key: str, y: float, colour: str, label: str) -> None:
        """Add or move a dashed horizontal line."""
        self._canvas.set_reference(key, y, colour, label)

    def mark(self, x: float, text: str) -> None:
        """Note an event at `x` by a thin vertical line with its text."""
        self._canvas.mark(x, text)

    def remove(self, key: str) -> None:
        """Take away the curve or reference line of that key; an unknown key is no error."""
        self._canvas.remove(key)

    def clear(self) -> None:
        """Take everything away and follow new data again."""
        self._canvas.clear()

    def set_x_label(self, text: str) -> None:
        self._canvas.set_label("bottom", text)

    def set_y_label(self, text: str) -> None:
        self._canvas.set_label("left", text)

    @property
    def smoothing(self) -> float:
        """The weight of the moving average, from 0 (none) to 0.999."""
        return float(self._smoothing.value() / SLIDER_STEPS * MOST_SMOOTHING)

    def set_smoothing(self, weight: float) -> None:
        self._smoothing.setValue(round(weight / MOST_SMOOTHING * SLIDER_STEPS))

    def set_log(self, *, x: bool | None = None, y: bool | None = None) -> None:
        """Make an axis logarithmic or linear; None leaves it as it is."""
        if x is not None:
            self._log_x.setChecked(x)
        if y is not None:
            self._log_y.setChecked(y)

    def set_ignore_outliers(self, ignore: bool) -> None:
        """Let the extreme points of each curve leave the view instead of stretching it."""
        self._outliers.setChecked(ignore)

    def reset_view(self) -> None:
        """Show everything, and follow new data from now on."""
        self._canvas.reset_view()

    def show_crosshair(self, x: float) -> None:
        """Show the values at `x`, as if the mouse stood there; NaN shows the legend again."""
        self._canvas.show_crosshair(x)

    @property
    def badge(self) -> str:
        """What the view leaves out, in words; empty when it shows everything."""
        return self._badge.text()

    @property
    def crosshair(self) -> float:
        """The x where the crosshair stands, NaN without one."""
        return self._canvas.crosshair

    @property
    def canvas(self) -> CurveCanvas:
        """The drawing itself, for whoever lays several plots out around common controls."""
        return self._canvas

    @property
    def exports(self) -> list[QAction]:
        """What the menu of exports offers, for a menu elsewhere."""
        return self._exports.actions

    def save(self, path: Path, size: QSize | None = None) -> None:
        """Write .csv (every point, raw and smoothed), .png, .svg or .pdf; raises OSError."""
        self._exports.save(path, size)

    def _lay_out(self) -> None:
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(6, 2, 6, 2)
        self._smoothing.setRange(0, SLIDER_STEPS)
        self._smoothing.setFixedWidth(110)
        self._smoothing_value.setFixedWidth(
            self._smoothing_value.fontMetrics().horizontalAdvance("0.0000")
        )
        left: tuple[QWidget, ...] = (
            self._smoothing_label,
            self._smoothing,
            self._smoothing_value,
            self._log_x,
            self._log_y,
            self._outliers,
            self._follow,
        )
        right: tuple[QWidget, ...] = (self._badge, self._reset, self._export)
        for widget in left:
            bar.addWidget(widget)
        bar.addStretch()
        for widget in right:
            bar.addWidget(widget)
        menu = QMenu(self)
        menu.addActions(self.exports)
        self._export.setMenu(menu)
        self._export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._canvas, 1)

    def _connect(self) -> None:
        self._smoothing.valueChanged.connect(self._apply_smoothing)
        self._log_x.toggled.connect(self._apply_axes)
        self._log_y.toggled.connect(self._apply_axes)
        self._outliers.toggled.connect(self._canvas.set_ignore_outliers)
        self._follow.toggled.connect(self._apply_follow)
        self._canvas.follow_changed.connect(self._show_follow)
        self._reset.clicked.connect(self._canvas.reset_view)
        self._canvas.unseen_changed.connect(self._show_badge)
        self._canvas.hovered.connect(self.hovered)
        self._exports.failed.connect(self.failed)

    def _apply_smoothing(self) -> None:
        self._smoothing_value.setText(f"{self.smoothing:.2f}")
        self._canvas.set_smoothing(self.smoothing)

    def _apply_axes(self) -> None:
        self._canvas.set_axes(Axes(self._log_x.isChecked(), self._log_y.isChecked()))

    def _apply_follow(self, newest: bool) -> None:
        if newest != (self._canvas.follow is Follow.NEWEST):
            self._canvas.set_follow(Follow.NEWEST if newest else Follow.NOTHING)

    def _show_follow(self) -> None:
        self._follow.setChecked(self._canvas.follow is Follow.NEWEST)

    def _show_badge(self) -> None:
        unseen = self._canvas.unseen
        parts = []
        if unseen.non_positive:
            text = self.tr("{count} not above zero, not on this log axis")
            parts.append(text.format(count=count(unseen.non_positive)))
        if unseen.outside:
            parts.append(self.tr("{count} points outside").format(count=count(unseen.outside)))
        if unseen.non_finite:
            parts.append(self.tr("{count} NaN or infinite").format(count=count(unseen.non_finite)))
        self._badge.setText(beside(parts))
        self.badge_changed.emit(self.badge)

    def _retranslate(self) -> None:
        self._smoothing_label.setText(self.tr("Smoothing"))
        self._smoothing.setAccessibleName(self.tr("Smoothing"))
        self._smoothing.setToolTip(
            self.tr("How much the moving average remembers; the raw curve stays, faint, behind it")
        )
        self._smoothing_value.setText(f"{self.smoothing:.2f}")
        self._log_x.setText(self.tr("Log x"))
        self._log_y.setText(self.tr("Log y"))
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
        self._export.setText(self.tr("Export"))
        self._exports.retranslate()
        self._show_badge()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def sizeHint(self) -> QSize:
        return QSize(560, 320)


def _toggle() -> QToolButton:
    button = QToolButton(autoRaise=True)
    button.setCheckable(True)
    return button
