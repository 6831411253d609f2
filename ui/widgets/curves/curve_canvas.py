"""The drawing of curves: series, reference lines and marks on axes that zoom.

Only what the view can show is handed to pyqtgraph, reduced to its pixels; the arrays themselves
stay here. A view that a person has chosen is never changed by new data.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.colours import FAINT, blend, quiet_ink, quiet_line
from ui.widgets.curves.dash import Dash
from ui.widgets.curves.plot_axis import PlainAxis, main_ticks
from ui.widgets.curves.plot_lines import PlotLines
from ui.widgets.curves.readout import Readout, ReadoutLine
from ui.widgets.curves.series import Axes, CurveSeries, envelope
from ui.widgets.numbers import short

RAW_SHARE = 0.3
"""How much of its colour the raw line keeps beside the smoothed one."""
FEW_POINTS = 300
"""Up to so many drawn points a line is antialiased; beyond, it costs too much."""
MARGIN = 0.04
"""Room left around the data, as a share of its extent."""


@dataclass(frozen=True)
class Unseen:
    """How many points the view does not show, and why."""

    non_positive: int = 0
    outliers: int = 0
    non_finite: int = 0


@dataclass(frozen=True)
class _Items:
    """What stands in the scene for one series."""

    raw: pg.PlotCurveItem
    smoothed: pg.PlotCurveItem
    alone: pg.ScatterPlotItem
    """Values without a neighbour, which no line shows."""
    gaps: pg.ScatterPlotItem

    def all(self) -> tuple[pg.GraphicsObject, ...]:
        return self.raw, self.smoothed, self.alone, self.gaps


class CurveCanvas(QWidget):
    """Curves with crosshair and legend; `hovered` tells the x under the mouse (NaN: none)."""

    hovered = Signal(float)
    unseen_changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, delay_ms: int = 0) -> None:
        """With a `delay_ms` of its own each, neighbours that change together take turns."""
        super().__init__(parent)
        self._series: dict[str, CurveSeries] = {}
        self._items: dict[str, _Items] = {}
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
        self._readout = Readout(self)
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
            self._items[key] = _Items(
                pg.PlotCurveItem(),
                pg.PlotCurveItem(),
                pg.ScatterPlotItem(symbol="o", size=5),
                pg.ScatterPlotItem(symbol="t", size=9),
            )
            for height, item in enumerate(self._items[key].all()):
                item.setZValue(height)
                self._view.addItem(item, ignoreBounds=True)
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
            for item in self._items.pop(key).all():
                self._view.removeItem(item)
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
        display_x, _ = self._axes.position(x, 1.0)
        self._crosshair.setVisible(bool(np.isfinite(display_x)))
        if np.isfinite(display_x):
            self._crosshair.setPos(display_x)
        self._show_readout(x)

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw axes, curves and legend into `box`, dark on white, at the size of the widget."""
        self._refresh()
        paper = QPalette(QColor("white"), QColor("white"))
        self._retheme(paper)
        self._plot.render(painter, QRectF(box), self._plot.viewport().rect())
        painter.save()
        painter.translate(self._readout.pos())
        self._readout.paint(painter, self._readout.rect(), paper)
        painter.restore()
        self._retheme()

    # -- inside

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
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
        self._readout.raise_()

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
        if self._follows_data:
            self._fitting = True
            self._fit()
            self._fitting = False
        self._draw()
        self._style()
        if not self._crosshair.isVisible():
            self._show_readout(float("nan"))

    def _fit(self) -> None:
        drawn = [s for s in self._series.values() if s.drawn.x.size]
        if not drawn:
            return
        left = min(s.drawn.x[0] for s in drawn)
        right = max(s.drawn.x[-1] for s in drawn)
        bounds = [b for s in drawn if (b := s.y_bounds(ignore_outliers=self._ignore_outliers))]
        heights = self._lines.heights(self._axes)
        low = min([*(b[0] for b in bounds), *heights])
        high = max([*(b[1] for b in bounds), *heights])
        self._view.setRange(
            xRange=_widened(left, right, 0.01), yRange=_widened(low, high, MARGIN), padding=0
        )

    def _draw(self) -> None:
        (left, right), (low, high) = self._view.viewRange()
        columns = max(self._plot.width(), 100)
        outliers = 0
        for key, series in self._series.items():
            drawn, items = series.drawn, self._items[key]
            raw = envelope(drawn.x, drawn.raw, left, right, columns)
            _set_curve(items.raw, *raw)
            _set_alone(items.alone, *raw)
            if self._weight:
                _set_curve(items.smoothed, *envelope(drawn.x, drawn.smoothed, left, right, columns))
            items.raw.setVisible(True)
            items.smoothed.setVisible(bool(self._weight))
            self._draw_gaps(series, items.gaps, low + 0.98 * (high - low))
            outliers += int(np.count_nonzero((drawn.raw < low) | (drawn.raw > high)))
        self._lines.place(self._axes)
        self._draw_grid()
        self._count_unseen(outliers if self._ignore_outliers and self._follows_data else 0)

    def _draw_gaps(self, series: CurveSeries, item: pg.ScatterPlotItem, y: float) -> None:
        """NaN and infinities, as triangles at the upper border where they happened."""
        x = series.non_finite()
        if self._axes.log_x:
            x = np.log10(x[x > 0])
        item.setVisible(bool(x.size))
        if x.size:
            item.setData(x=x, y=np.full(x.size, y))

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
        """Pens, in opaque colours mixed with the ground (transparent lines are slow)."""
        palette = palette or self.palette()
        ground = palette.color(QPalette.ColorRole.Base)
        text = palette.color(QPalette.ColorRole.Text)
        for key, series in self._series.items():
            items, colour = self._items[key], QColor(series.colour)
            raw = blend(colour, ground, RAW_SHARE) if self._weight else colour
            dash = series.dash or None
            items.raw.setPen(pg.mkPen(raw, width=1, dash=None if self._weight else dash))
            items.smoothed.setPen(pg.mkPen(colour, width=2, dash=dash))
            items.alone.setBrush(pg.mkBrush(raw))
            items.alone.setPen(pg.mkPen(raw))
            items.gaps.setBrush(pg.mkBrush(colour))
            items.gaps.setPen(pg.mkPen(text))
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
        lines = [self._line(series, x) for series in self._series.values()]
        lines += self._lines.legend()
        self._readout.show_lines(tuple(lines), "" if np.isnan(x) else f"x = {short(x)}")
        self._place_readout(x)

    def _line(self, series: CurveSeries, x: float) -> ReadoutLine:
        """A series' row: its value nearest to `x` (smoothed first), or its last one."""
        value, aside = "", ""
        index = series.nearest(x) if np.isfinite(x) else series.x.size - 1
        if index is not None and index >= 0:
            value = short(float(series.y[index]))
            if self._weight and series.smooth:
                value, aside = short(float(series.smoothed[index])), value
        return ReadoutLine(QColor(series.colour), series.label, value, aside, series.dash)

    def _place_readout(self, x: float) -> None:
        """In the upper right corner, or the left one when the crosshair is on the right."""
        view = self._view.sceneBoundingRect()
        (left, right), _ = self._view.viewRange()
        display_x, _ = self._axes.position(x, 1.0)
        on_right = not (np.isfinite(display_x) and display_x > (left + right) / 2)
        edge = view.right() - self._readout.width() - 8 if on_right else view.left() + 8
        self._readout.move(round(edge), round(view.top()) + 8)

    def _on_zoom(self) -> None:
        self._follows_data = False

    def _on_range(self) -> None:
        if not self._fitting:
            self._draw()

    def _on_mouse(self, position: QPointF) -> None:
        inside = self._view.sceneBoundingRect().contains(position)
        display_x = self._view.mapSceneToView(position).x() if inside else float("nan")
        x = self._axes.value(display_x)
        self.show_crosshair(x)
        self.hovered.emit(x)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.show_crosshair(float("nan"))
            self.hovered.emit(float("nan"))
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._retheme()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()
        self._place_readout(float("nan"))


def _widened(low: float, high: float, share: float) -> tuple[float, float]:
    """The range with a margin; a single value gets a range around it."""
    room = (high - low) * share or abs(high) * share or share
    return float(low - room), float(high + room)


def _set_curve(
    item: pg.PlotCurveItem, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> None:
    connect = "finite" if np.isnan(y).any() else "all"
    item.setData(x, y, antialias=x.size <= FEW_POINTS, connect=connect)


def _set_alone(
    item: pg.ScatterPlotItem, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> None:
    missing = np.pad(np.isnan(y), 1, constant_values=True)
    alone = ~missing[1:-1] & missing[:-2] & missing[2:]
    item.setVisible(bool(alone.any()))
    if alone.any():
        item.setData(x=x[alone], y=y[alone])
