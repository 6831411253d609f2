"""A plot of live curves with its controls: smoothing, log axes, outliers, reset, export."""

from itertools import chain
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
from ui.shell.messages import translate
from ui.widgets.curves.curve_canvas import CurveCanvas
from ui.widgets.curves.dash import Dash
from ui.widgets.curves.series import Axes, CurveSeries
from ui.widgets.numbers import count
from ui.widgets.saving import ask_where_to_save, png, save_bytes, svg
from workbench.csv_text import csv_text
from workbench.errors import reason_of

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
        self._log_x, self._log_y, self._outliers = (_toggle() for _ in range(3))
        self._badge = QLabel()
        self._reset, self._export = QToolButton(autoRaise=True), QToolButton(autoRaise=True)
        self._csv, self._png, self._svg = QAction(self), QAction(self), QAction(self)
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
    ) -> None:
        """Add or replace a curve; raises ValueError when x and y differ in length.

        A curve without `smooth`, such as one of few and exact points, is never smoothed.
        """
        self._canvas.set_series(key, x, y, colour, label, smooth=smooth, dash=dash)

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
        self._canvas.set_x_label(text)

    def set_y_label(self, text: str) -> None:
        self._canvas.set_y_label(text)

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

    def save(self, path: Path) -> None:
        """Write .csv (every point, raw and smoothed), .png or .svg; raises OSError."""
        save_bytes(path, self._encoded(path.suffix.lower()))

    def _encoded(self, suffix: str) -> bytes:
        match suffix:
            case ".csv":
                return curves_csv(self._canvas.series).encode("utf-8-sig")
            case ".svg":
                return svg(self._canvas.paint, self._canvas.size(), self.windowTitle())
            case _:
                return png(self._canvas.paint, self._canvas.size())

    def _ask_where(self, suffix: str, filters: str) -> None:
        name = f"{self.windowTitle() or 'curves'}{suffix}"
        ask_where_to_save(self, self.tr("Export"), name, filters, self._save_or_tell)

    def _save_or_tell(self, path: Path) -> None:
        try:
            self.save(path)
        except OSError as error:
            self.failed.emit(
                self.tr("{path} could not be written: {reason}").format(
                    path=path, reason=translate(reason_of(error))
                )
            )

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
        )
        right: tuple[QWidget, ...] = (self._badge, self._reset, self._export)
        for widget in left:
            bar.addWidget(widget)
        bar.addStretch()
        for widget in right:
            bar.addWidget(widget)
        menu = QMenu(self)
        menu.addActions([self._csv, self._png, self._svg])
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
        self._reset.clicked.connect(self._canvas.reset_view)
        self._canvas.unseen_changed.connect(self._show_badge)
        self._canvas.hovered.connect(self.hovered)
        self._csv.triggered.connect(lambda: self._ask_where(".csv", "CSV (*.csv)"))
        self._png.triggered.connect(lambda: self._ask_where(".png", "PNG (*.png)"))
        self._svg.triggered.connect(lambda: self._ask_where(".svg", "SVG (*.svg)"))

    def _apply_smoothing(self) -> None:
        self._smoothing_value.setText(f"{self.smoothing:.2f}")
        self._canvas.set_smoothing(self.smoothing)

    def _apply_axes(self) -> None:
        self._canvas.set_axes(Axes(self._log_x.isChecked(), self._log_y.isChecked()))

    def _show_badge(self) -> None:
        unseen = self._canvas.unseen
        parts = []
        if unseen.non_positive:
            text = self.tr("{count} not above zero, not on this log axis")
            parts.append(text.format(count=count(unseen.non_positive)))
        if unseen.outliers:
            parts.append(self.tr("{count} points outside").format(count=count(unseen.outliers)))
        if unseen.non_finite:
            parts.append(self.tr("{count} NaN or infinite").format(count=count(unseen.non_finite)))
        self._badge.setText(beside(parts))

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
        self._reset.setText(self.tr("Reset view"))
        self._reset.setToolTip(self.tr("Show everything again, and follow new points"))
        self._export.setText(self.tr("Export"))
        self._csv.setText(self.tr("Points as CSV…"))
        self._png.setText(self.tr("Picture as PNG…"))
        self._svg.setText(self.tr("Picture as SVG…"))
        self._show_badge()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def sizeHint(self) -> QSize:
        return QSize(560, 320)


def curves_csv(series: dict[str, CurveSeries]) -> str:
    """Every point of every curve, one a row: series, x, value, smoothed."""
    rows = (
        (one.label, *row)
        for one in series.values()
        for row in zip(one.x.tolist(), one.y.tolist(), one.smoothed.tolist(), strict=True)
    )
    return csv_text(chain([("series", "x", "value", "smoothed")], rows))


def _toggle() -> QToolButton:
    button = QToolButton(autoRaise=True)
    button.setCheckable(True)
    return button
