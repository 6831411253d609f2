"""The axes of a plot of curves and what part of the plane they show."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from ui.widgets.colours import FAINT, blend, quiet_ink, quiet_line
from ui.widgets.curves.drawing.series import Axes
from ui.widgets.curves.plot_axis import PlainAxis, main_ticks
from ui.widgets.curves.view_limits import MARGIN, SIDE_MARGIN, Range, closest, limits, widened

NEWEST_SHARE = 0.2
"""How much of a curve is shown where its newest points are followed."""
STEP_SHARE = 0.1
"""How far one press of a key moves the view."""
ZOOM_STEP = 0.8
_FREE = 1e307
"""The limits of a view without limits."""


class Follow(StrEnum):
    """What new data does to the view."""

    ALL = "all"
    """It grows, so that everything is seen."""
    NEWEST = "newest"
    """It moves along, so that the last points are seen."""
    NOTHING = "nothing"
    """A person has chosen it."""


@dataclass(frozen=True)
class Extent:
    """What there is to see, in display coordinates; without curves only heights are known."""

    x: Range | None
    y: Range


class PlotView(QObject):
    """A plot's axes, grid and crosshair, and the rules by which its view moves.

    `changed` tells that another part is seen, `follow_changed` that a person has chosen one or has
    given the choice back, `pointed` the display x under the mouse (NaN outside), `asked` that of a
    right click.
    """

    changed = Signal()
    follow_changed = Signal()
    pointed = Signal(float)
    asked = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.follow = Follow.ALL
        self._axes = Axes()
        self._newest_width: float | None = None
        self._end = 0.0
        self._fitting = False
        self._styled: tuple[QColor, QColor, float] | None = None
        self.box = _PannedBox()
        self.widget = pg.PlotWidget(
            parent, viewBox=self.box, axisItems={s: PlainAxis(s) for s in ("bottom", "left")}
        )
        self._crosshair = pg.InfiniteLine(angle=90, movable=False)
        self._grid = pg.PlotCurveItem(connect="pairs")
        self._build()

    @property
    def x_range(self) -> Range:
        """What is seen, in display coordinates."""
        left, right = self.box.viewRange()[0]
        return left, right

    @property
    def y_range(self) -> Range:
        low, high = self.box.viewRange()[1]
        return low, high

    def set_axes(self, axes: Axes) -> None:
        """Choose linear or log axes; a chosen view is given up, its numbers mean another place."""
        self._axes = axes
        for side, log in (("bottom", axes.log_x), ("left", axes.log_y)):
            self.widget.getPlotItem().getAxis(side).setLogMode(log)
        self._newest_width = None
        if self.follow is Follow.NOTHING:
            self.set_follow(Follow.ALL)
        self.show((0.0, 1.0), (0.0, 1.0))

    def take_over(self, other: "PlotView") -> None:
        """The axes, the labels and the view of another plot; new data does not move it."""
        self.set_axes(other._axes)
        for side in ("bottom", "left"):
            self.set_label(side, other.widget.getPlotItem().getAxis(side).labelText)
        self.follow = Follow.NOTHING
        self.show(other.x_range, other.y_range)

    def set_follow(self, follow: Follow) -> None:
        """Let new data move the view or not."""
        if follow is Follow.NEWEST:
            left, right = self.x_range
            self._newest_width = right - left if self.follow is Follow.NOTHING else None
        changed = follow is not self.follow
        self.follow = follow
        if changed:
            self.follow_changed.emit()

    def newest(self, extent: Extent) -> Range | None:
        """Which part of the horizontal axis shows the last points; None unless they are followed.

        As wide as the view that a person chose before, or a share of the whole.
        """
        if self.follow is not Follow.NEWEST or extent.x is None:
            return None
        whole = extent.x[1] - extent.x[0]
        width = self._newest_width or NEWEST_SHARE * whole
        return extent.x[1] - min(width, whole), extent.x[1]

    def fit(self, extent: Extent, newest_y: Range | None = None) -> None:
        """Keep the view within reach of the data, and on it while it follows them."""
        x_range = self.newest(extent) or extent.x or self.x_range
        across = widened(*x_range, SIDE_MARGIN)
        reach = widened(*(extent.x or self.x_range), SIDE_MARGIN)
        upwards = widened(*(newest_y or extent.y), MARGIN)
        high_reach = widened(*extent.y, MARGIN)
        self._end = x_range[1]
        seen_x, seen_y = (
            (self.x_range, self.y_range) if self.follow is Follow.NOTHING else (across, upwards)
        )
        x_limits = limits(reach, seen_x, log=self._axes.log_x)
        y_limits = limits(high_reach, seen_y, log=self._axes.log_y)
        if self.follow is not Follow.NOTHING:
            self.show(across, upwards)
        self._fitting = True
        self.box.setLimits(
            xMin=x_limits[0],
            xMax=x_limits[1],
            yMin=y_limits[0],
            yMax=y_limits[1],
            minXRange=closest(reach),
            minYRange=closest(high_reach),
        )
        self._fitting = False

    def show(self, across: Range, upwards: Range) -> None:
        """Another part of the plane, wherever the limits of the last one stood."""
        self._fitting = True
        self.box.setLimits(
            xMin=-_FREE, xMax=_FREE, yMin=-_FREE, yMax=_FREE, minXRange=None, minYRange=None
        )
        self.box.setRange(xRange=across, yRange=upwards, padding=0)
        self._fitting = False

    def move(self, across: int, upwards: int) -> None:
        """Move what is seen by keyboard."""
        (left, right), (low, high) = self.x_range, self.y_range
        self.box.translateBy(
            x=across * STEP_SHARE * (right - left), y=upwards * STEP_SHARE * (high - low)
        )
        self._on_hand()

    def zoom(self, notches: int) -> None:
        """Zoom by keyboard around the middle; above 0 it goes nearer."""
        self.box.scaleBy((ZOOM_STEP**notches, ZOOM_STEP**notches))
        self._on_hand()

    def show_crosshair(self, display_x: float) -> None:
        """Stand the crosshair at a display x; NaN takes it away."""
        self._crosshair.setVisible(bool(np.isfinite(display_x)))
        if np.isfinite(display_x):
            self._crosshair.setPos(display_x)

    def set_label(self, side: str, text: str) -> None:
        item = self.widget.getPlotItem()
        if item.getAxis(side).labelText != text:  # laying it out anew draws the whole axis
            item.setLabel(side, text)

    def draw_grid(self) -> None:
        """Lines at the main ticks; pyqtgraph's own grid takes most of the time of a repaint."""
        (left, right), (low, high) = self.x_range, self.y_range
        item = self.widget.getPlotItem()
        across = main_ticks(item.getAxis("bottom"), left, right, self.box.width())
        upwards = main_ticks(item.getAxis("left"), low, high, self.box.height())
        x = [*np.repeat(across, 2), *[left, right] * len(upwards)]
        y = [*[low, high] * len(across), *np.repeat(upwards, 2)]
        self._grid.setData(np.array(x, dtype=float), np.array(y, dtype=float))
        self.box.updateMatrix()  # left to the painting, it would have everything painted twice

    def style(self, text: QColor, ground: QColor, scale: float) -> None:
        """Take on the colours of a theme, with lines for a device of so many dots to the pixel."""
        if (text, ground, scale) == self._styled:
            return
        self._styled = (text, ground, scale)
        self.widget.setBackground(ground)
        for side in ("bottom", "left"):
            axis = self.widget.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(quiet_line(text, ground)))
            axis.setTextPen(pg.mkPen(quiet_ink(text, ground)))
        self._grid.setPen(pg.mkPen(blend(text, ground, FAINT), width=scale))
        self._crosshair.setPen(pg.mkPen(quiet_line(text, ground)))

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Draw axes and curves into `box`."""
        self.widget.render(painter, box, self.widget.viewport().rect())

    def _build(self) -> None:
        item = self.widget.getPlotItem()
        item.hideButtons()
        for unseen in ("top", "right"):  # they would write their labels anew with each view
            item.getAxis(unseen).enableAutoSIPrefix(False)
        item.setMenuEnabled(False)
        self.widget.setMinimumSize(160, 110)
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box.disableAutoRange()
        self.box.setMouseMode(pg.ViewBox.RectMode)
        self._grid.setZValue(-1)
        for background in (self._grid, self._crosshair):
            self.box.addItem(background, ignoreBounds=True)
        self._crosshair.setVisible(False)
        self.box.sigRangeChangedManually.connect(self._on_hand)
        self.box.sigRangeChanged.connect(self._on_range)
        self.widget.scene().sigMouseMoved.connect(self._on_mouse)
        self.widget.scene().sigMouseClicked.connect(self._on_click)

    def _on_hand(self) -> None:
        """Who looks at the newest points may choose how many; any other view is one to keep."""
        left, right = self.x_range
        if self.follow is Follow.NEWEST and left < self._end <= right:
            self._newest_width = right - left
        else:
            self.set_follow(Follow.NOTHING)

    def _on_range(self) -> None:
        if not self._fitting:
            self.changed.emit()

    def _on_mouse(self, position: QPointF) -> None:
        inside = self.box.sceneBoundingRect().contains(position)
        self.pointed.emit(self.box.mapSceneToView(position).x() if inside else float("nan"))

    def _on_click(self, event: MouseClickEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self.asked.emit(self.box.mapSceneToView(event.scenePos()).x())


class _PannedBox(pg.ViewBox):  # type: ignore[misc]  # the library has no types
    """Dragging draws a box to zoom into; with Shift or the middle button it moves the view."""

    def mouseDragEvent(self, event: MouseDragEvent, axis: int | None = None) -> None:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        middle = event.button() == Qt.MouseButton.MiddleButton
        pans = axis is None and bool(shift or middle)
        self.state["mouseMode"] = pg.ViewBox.PanMode if pans else pg.ViewBox.RectMode
        super().mouseDragEvent(event, axis)
        self.state["mouseMode"] = pg.ViewBox.RectMode
