"""The drawing of curves: series, reference lines and marks on axes that zoom.

Only what the view can show is handed to pyqtgraph, reduced to its pixels; the arrays themselves
stay here. A view that a person has chosen is never changed by new data.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from ui.widgets.colours import FAINT, blend, paint_focus, quiet_ink, quiet_line
from ui.widgets.curves.curve_items import CurveItems
from ui.widgets.curves.dash import Dash
from ui.widgets.curves.plot_axis import MOST_POWER, PlainAxis, main_ticks
from ui.widgets.curves.plot_lines import PlotLines
from ui.widgets.curves.readout import Readout, ReadoutLine
from ui.widgets.curves.series import Axes, CurveSeries
from ui.widgets.numbers import short

MARGIN = 0.04
"""Room left around the data, as a share of its extent."""
FARTHEST = 4.0
"""A view reaches so many extents of the data beyond it at most."""
CLOSEST = 1e-6
"""And shows this share of the extent at least."""
BESIDE_FROM_PX = 560
"""A narrower plot has its legend below it."""
RING_PX = 3
Range = tuple[float, float]
_ALONG = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UPWARDS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True)
class Unseen:
    """How many points the view does not show, and why."""

    non_positive: int = 0
    outliers: int = 0
    non_finite: int = 0


class CurveCanvas(QWidget):
    """Curves with crosshair and legend; `hovered` tells the x under the mouse (NaN: none).

    A click on a row of the legend hides its line, a double click shows it alone. With the keyboard:
    left and right move the crosshair, up and down go through the legend, Space hides, Enter shows
    alone, Home resets the view, Escape takes the crosshair away.
    """

    hovered = Signal(float)
    unseen_changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, delay_ms: int = 0) -> None:
        """With a `delay_ms` of its own each, neighbours that change together take turns."""
        super().__init__(parent)
        self._series: dict[str, CurveSeries] = {}
        self._items: dict[str, CurveItems] = {}
        self._hidden: frozenset[str] = frozenset()
        self._axes = Axes()
        self._weight = 0.0
        self._ignore_outliers = False
        self._follows_data = True
        self._unseen = Unseen()
        self._fitting = False
        self._soon = QTimer(self, singleShot=True, interval=delay_ms)
        self._plot = pg.PlotWidget(
            self, axisItems={side: PlainAxis(side) for side in ("bottom", "left")}
        )
        self._view = self._plot.getPlotItem().getViewBox()
        self._lines = PlotLines(self._view)
        self._crosshair = pg.InfiniteLine(angle=90, movable=False)
        self._grid = pg.PlotCurveItem(connect="pairs")
        self._x = float("nan")
        self._readout = Readout()
        self._legend = QScrollArea(widgetResizable=True)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._build()
        self._retheme()

    # -- what is drawn

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
        """Add or replace a curve; raises ValueError when x and y differ in length."""
        self._series[key] = CurveSeries.of(
            x, y, colour, label, self._weight, self._axes, smooth, dash
        )
        if key not in self._items:
            self._items[key] = CurveItems(self._view)
        self._soon.start()

    def set_reference(self, key: str, y: float, colour: str, label: str) -> None:
        """Add or move a dashed horizontal line."""
        if self._lines.set_reference(key, y, colour, label):
            self._soon.start()

    def mark(self, x: float, text: str) -> None:
        """Note an event at `x` by a thin vertical line with its text."""
        self._lines.mark(x, text)
        self._soon.start()

    def remove(self, key: str) -> None:
        """Take away the curve or the reference line of that key; an unknown key is no error."""
        if self._series.pop(key, None):
            self._items.pop(key).take_away()
        self._lines.remove(key)
        self._soon.start()

    def clear(self) -> None:
        """Take everything away and follow new data again."""
        for key in tuple(self._series):
            self.remove(key)
        self._lines.clear()
        self.reset_view()

    @property
    def series(self) -> dict[str, CurveSeries]:
        """The curves by key, as they are drawn."""
        return dict(self._series)

    @property
    def labels(self) -> list[str]:
        """What the legend says, line by line."""
        lines = [line.label for line in self._lines.legend()]
        return [*(series.label for series in self._series.values()), *lines]

    # -- which lines are shown

    @property
    def hidden(self) -> frozenset[str]:
        """The keys of the lines that were hidden; one that is drawn anew stays so."""
        return self._hidden

    def toggle(self, key: str) -> None:
        """Hide a curve or a reference line, or show it again."""
        self._hide(self._hidden ^ {key})

    def solo(self, key: str) -> None:
        """Show one line alone; if it is alone already, all of them."""
        others = {*self._series, *self._lines.keys} - {key}
        self._hide(frozenset() if others <= self._hidden else frozenset(others))

    def _hide(self, keys: frozenset[str]) -> None:
        self._hidden = keys
        self._lines.set_hidden(keys)
        self._refresh()
        self._show_readout(self._x)

    @property
    def unseen(self) -> Unseen:
        """What the present view leaves out."""
        return self._unseen

    # -- how it is drawn

    def set_smoothing(self, weight: float) -> None:
        """Smooth every curve with `weight` in [0, 1)."""
        if weight != self._weight:
            self._weight = weight
            self._rebuild()

    def set_axes(self, axes: Axes) -> None:
        """Choose linear or log axes; a chosen view is given up, its numbers mean another place."""
        self._axes = axes
        for side, log in (("bottom", axes.log_x), ("left", axes.log_y)):
            self._plot.getPlotItem().getAxis(side).setLogMode(log)
        self._follows_data = True
        self._rebuild()

    @property
    def axes(self) -> Axes:
        return self._axes

    def set_ignore_outliers(self, ignore: bool) -> None:
        """Let the extreme points of each curve leave the view instead of stretching it."""
        self._ignore_outliers = ignore
        self.reset_view()

    def set_x_label(self, text: str) -> None:
        self._plot.getPlotItem().setLabel("bottom", text)

    def set_y_label(self, text: str) -> None:
        self._plot.getPlotItem().setLabel("left", text)

    def reset_view(self) -> None:
        """Show everything, and follow new data from now on."""
        self._follows_data = True
        self._soon.start()

    @property
    def follows_data(self) -> bool:
        """Whether the view grows with the data; False from the first zoom until the reset."""
        return self._follows_data

    def show_crosshair(self, x: float) -> None:
        """Show the values at `x`, as if the mouse stood there; NaN shows the legend again."""
        self._x = x
        display_x, _ = self._axes.position(x, 1.0)
        self._crosshair.setVisible(bool(np.isfinite(display_x)))
        if np.isfinite(display_x):
            self._crosshair.setPos(display_x)
        self._show_readout(x)

    @property
    def crosshair(self) -> float:
        """The x where it stands, NaN without one."""
        return self._x

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw axes, curves and legend into `box`, dark on white, at the size of the widget."""
        self._refresh()
        paper = QPalette(QColor("white"), QColor("white"))
        painter.fillRect(box, QColor("white"))
        self._retheme(paper)
        plot = self._plot.geometry().translated(box.topLeft())
        self._plot.render(painter, QRectF(plot), self._plot.viewport().rect())
        painter.save()
        painter.translate(box.topLeft() + self._readout.mapTo(self, QPoint()))
        self._readout.paint(painter, paper)
        painter.restore()
        self._retheme()

    # -- inside

    def _build(self) -> None:
        self._layout.setContentsMargins(RING_PX, RING_PX, RING_PX, RING_PX)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._plot, 1)
        self._legend.setFrameShape(QFrame.Shape.NoFrame)
        self._legend.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._legend.setWidget(self._readout)
        self._layout.addWidget(self._legend)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for inside in (self._plot, self._legend):
            inside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for area in (self, self._legend, self._readout):
            area.setBackgroundRole(QPalette.ColorRole.Base)
            area.setAutoFillBackground(True)
        self._readout.toggled.connect(self.toggle)
        self._readout.soloed.connect(self.solo)
        item = self._plot.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        self._plot.setMinimumSize(160, 110)
        self._view.disableAutoRange()
        self._view.setMouseMode(pg.ViewBox.RectMode)
        self._grid.setZValue(-1)
        for background in (self._grid, self._crosshair):
            self._view.addItem(background, ignoreBounds=True)
        self._view.sigRangeChangedManually.connect(self._on_zoom)
        self._view.sigRangeChanged.connect(self._on_range)
        self._plot.scene().sigMouseMoved.connect(self._on_mouse)
        self._soon.timeout.connect(self._refresh)
        self._plot.viewport().installEventFilter(self)
        self._crosshair.setVisible(False)

    def _rebuild(self) -> None:
        self._series = {
            key: CurveSeries.of(
                s.x, s.y, s.colour, s.label, self._weight, self._axes, s.smooth, s.dash
            )
            for key, s in self._series.items()
        }
        self._soon.start()

    def _refresh(self) -> None:
        """Bring view, items and legend in line with the data: once, however much changed."""
        self._soon.stop()
        self._fitting = True
        self._fit()
        self._fitting = False
        self._draw()
        self._style()
        self._show_readout(self._x)

    def _fit(self) -> None:
        """Keep the view within reach of the data, and on it while it follows them."""
        drawn = [s for key, s in self._shown() if s.drawn.x.size]
        if not drawn:
            return
        left = min(s.drawn.x[0] for s in drawn)
        right = max(s.drawn.x[-1] for s in drawn)
        bounds = [b for s in drawn if (b := s.y_bounds(ignore_outliers=self._ignore_outliers))]
        heights = self._lines.heights(self._axes)
        low = min([*(b[0] for b in bounds), *heights])
        high = max([*(b[1] for b in bounds), *heights])
        across, upwards = _widened(left, right, 0.01), _widened(low, high, MARGIN)
        seen_x, seen_y = self._view.viewRange() if not self._follows_data else (across, upwards)
        x_limits = _limits(across, seen_x, log=self._axes.log_x)
        y_limits = _limits(upwards, seen_y, log=self._axes.log_y)
        self._view.setLimits(
            **{f"x{name}": value for name, value in x_limits.items()},
            **{f"y{name}": value for name, value in y_limits.items()},
            minXRange=CLOSEST * (across[1] - across[0]),
            minYRange=CLOSEST * (upwards[1] - upwards[0]),
        )
        if self._follows_data:
            self._view.setRange(xRange=across, yRange=upwards, padding=0)

    def _shown(self) -> list[tuple[str, CurveSeries]]:
        return [(key, one) for key, one in self._series.items() if key not in self._hidden]

    def _draw(self) -> None:
        _, (low, high) = self._view.viewRange()
        columns = max(self._plot.width(), 100)
        outliers = 0
        for key in self._hidden & self._items.keys():
            self._items[key].hide()
        for key, series in self._shown():
            self._items[key].draw(series, self._axes, columns, smoothed=bool(self._weight))
            raw = series.drawn.raw
            outliers += int(np.count_nonzero((raw < low) | (raw > high)))
        self._lines.place(self._axes)
        self._draw_grid()
        self._count_unseen(outliers if self._ignore_outliers and self._follows_data else 0)

    def _draw_grid(self) -> None:
        """Lines at the main ticks; pyqtgraph's own grid takes most of the time of a repaint."""
        (left, right), (low, high) = self._view.viewRange()
        item = self._plot.getPlotItem()
        across = main_ticks(item.getAxis("bottom"), left, right, self._view.width())
        upwards = main_ticks(item.getAxis("left"), low, high, self._view.height())
        x = [*np.repeat(across, 2), *[left, right] * len(upwards)]
        y = [*[low, high] * len(across), *np.repeat(upwards, 2)]
        self._grid.setData(np.array(x, dtype=float), np.array(y, dtype=float))

    def _count_unseen(self, outliers: int) -> None:
        unseen = Unseen(
            sum(s.non_positive for s in self._series.values()),
            outliers,
            sum(int(s.non_finite().size) for s in self._series.values()),
        )
        if unseen != self._unseen:
            self._unseen = unseen
            self.unseen_changed.emit()

    def _style(self, palette: QPalette | None = None) -> None:
        palette = palette or self.palette()
        ground = palette.color(QPalette.ColorRole.Base)
        text = palette.color(QPalette.ColorRole.Text)
        for key, series in self._series.items():
            self._items[key].style(series, text, ground, smoothed=bool(self._weight))
        self._lines.style(text, ground)
        self._grid.setPen(pg.mkPen(blend(text, ground, FAINT)))
        self._crosshair.setPen(pg.mkPen(quiet_line(text, ground)))

    def _retheme(self, palette: QPalette | None = None) -> None:
        palette = palette or self.palette()
        text = palette.color(QPalette.ColorRole.Text)
        ground = palette.color(QPalette.ColorRole.Base)
        self._plot.setBackground(ground)
        for side in ("bottom", "left"):
            axis = self._plot.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(quiet_line(text, ground)))
            axis.setTextPen(pg.mkPen(quiet_ink(text, ground)))
        self._style(palette)

    def _show_readout(self, x: float) -> None:
        lines = [self._line(key, series, x) for key, series in self._series.items()]
        lines += self._lines.legend()
        self._readout.show_lines(lines, "" if np.isnan(x) else f"x = {short(x)}")
        self._size_legend()

    def _line(self, key: str, series: CurveSeries, x: float) -> ReadoutLine:
        """A series' row: its value nearest to `x` (smoothed first), or its last one."""
        value, aside = "", ""
        index = series.nearest(x) if np.isfinite(x) else series.x.size - 1
        if index is not None and index >= 0:
            value = short(float(series.y[index]))
            if self._weight and series.smooth:
                value, aside = short(float(series.smoothed[index])), value
        hidden = key in self._hidden
        return ReadoutLine(
            key, QColor(series.colour), series.label, value, aside, series.dash, hidden
        )

    def _size_legend(self) -> None:
        """Beside the plot where there is room for both, and below it otherwise; never over it."""
        beside = self.width() >= BESIDE_FROM_PX
        hint = self._readout.sizeHint()
        self._legend.setVisible(bool(self._readout.lines))
        if beside:
            overflows = hint.height() > self.height() - 2 * RING_PX
            bar = self._legend.verticalScrollBar().sizeHint().width() if overflows else 0
            size = (hint.width() + bar, self.height())
        else:
            size = (self.width(), self._readout.heightForWidth(self.width() - 2 * RING_PX))
        self._legend.setMinimumWidth(size[0] if beside else 0)
        self._legend.setMaximumSize(*size)
        self._legend.setMinimumHeight(0 if beside else size[1])

    def _turn(self) -> None:
        beside = self.width() >= BESIDE_FROM_PX
        directions = QBoxLayout.Direction
        self._layout.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._readout.set_beside(beside)
        self._size_legend()

    def _on_zoom(self) -> None:
        self._follows_data = False

    def _on_range(self) -> None:
        if not self._fitting:
            self._draw()

    def _on_mouse(self, position: QPointF) -> None:
        inside = self._view.sceneBoundingRect().contains(position)
        display_x = self._view.mapSceneToView(position).x() if inside else float("nan")
        self._point_at(self._axes.value(display_x))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point_at(float("nan"))
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        current = self._readout.current
        if key in _ALONG:
            self._step_crosshair(_ALONG[key])
        elif key in _UPWARDS:
            self._readout.move_current(_UPWARDS[key])
        elif key == Qt.Key.Key_Space and current:
            self.toggle(current)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current:
            self.solo(current)
        elif key == Qt.Key.Key_Home:
            self.reset_view()
        elif key == Qt.Key.Key_Escape and np.isfinite(self._x):
            self._point_at(float("nan"))
        else:
            super().keyPressEvent(event)

    def _step_crosshair(self, step: int) -> None:
        """To the next point of the curve that has most of them; from nowhere to the last one."""
        longest = max((one for _, one in self._shown()), key=lambda one: one.x.size, default=None)
        if longest is None or not longest.x.size:
            return
        at = longest.nearest(self._x)
        place = longest.x.size - 1 if at is None else min(max(at + step, 0), longest.x.size - 1)
        self._point_at(float(longest.x[place]))

    def _point_at(self, x: float) -> None:
        self.show_crosshair(x)
        self.hovered.emit(x)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            paint_focus(QPainter(self), self.rect(), self.palette())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._retheme()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()
        self._draw()


def _limits(data: Range, seen: Range, *, log: bool) -> dict[str, float]:
    """How far a view may go: some extents beyond the data, and to what it shows already."""
    room = FARTHEST * (data[1] - data[0])
    low, high = min(data[0] - room, seen[0]), max(data[1] + room, seen[1])
    if log:
        low, high = max(low, -MOST_POWER), min(high, MOST_POWER)
    return {"Min": low, "Max": high}


def _widened(low: float, high: float, share: float) -> tuple[float, float]:
    """The range with a margin; a single value gets a range around it."""
    room = (high - low) * share or abs(high) * share or share
    return float(low - room), float(high + room)
