"""The drawing of curves: series, reference lines and marks on axes that zoom.

Only what the view can show is handed to pyqtgraph, reduced to its pixels; the arrays themselves
stay here. A view that a person has chosen is never changed by new data.
"""

from collections.abc import Iterable, Sequence

import numpy.typing as npt
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.curves.canvas_frame import CanvasFrame
from ui.widgets.curves.curve_keys import press
from ui.widgets.curves.drawing.drawn_curves import DrawnCurves
from ui.widgets.curves.drawing.plot_bands import Ends, KeptBand
from ui.widgets.curves.drawing.plot_signs import Sign
from ui.widgets.curves.drawing.series import Axes, CurveSeries, Look
from ui.widgets.curves.plot_view import Follow, PlotView
from ui.widgets.curves.readout import Readout
from ui.widgets.curves.refreshing import Refreshing
from ui.widgets.curves.unseen import Unseen


class CurveCanvas(CanvasFrame):
    """Curves with crosshair and legend; `hovered` tells the x under the mouse (NaN: none).

    A click on a row of the legend hides its line, a double click shows it alone; `curve_keys` has
    the keys. `place_asked` asks what there is to do at a place of the axis.
    """

    hovered = Signal(float)
    unseen_changed = Signal()
    follow_changed = Signal()
    hidden_changed = Signal()
    place_asked = Signal(float)

    def __init__(self, parent: QWidget | None = None, *, delay_ms: int = 0) -> None:
        """With a `delay_ms` of its own each, neighbours that change together take turns."""
        self._readout = Readout()
        super().__init__(self._readout, parent)
        self._hidden: frozenset[str] = frozenset()
        self._axes = Axes()
        self._weight = 0.0
        self._ignore_outliers = False
        self._unstyled = True
        self._unseen = Unseen()
        self._view = PlotView(self)
        self._soon = Refreshing(self, self._view.widget.viewport(), delay_ms, self._refresh)
        self._curves = DrawnCurves(self._view)
        self._x = float("nan")
        self.set_plot(self._view.widget)
        self._connect()
        self._style()

    def set_series(
        self,
        key: str,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        look: Look,
        band: Ends | None = None,
        inherited: int = 0,
    ) -> None:
        """Add or replace a curve, with the band that encloses it; of its first points, so many are
        those that it goes on from.

        Raises ValueError when x and y differ in length.
        """
        before = self._curves.series.get(key)
        self._unstyled |= before is None or before.look != look
        self._curves.set(key, x, y, look, band, inherited)
        self._soon.start()

    def set_reference(self, key: str, y: float, colour: str, label: str) -> None:
        """Add or move a dashed horizontal line."""
        if self._curves.lines.set_reference(key, y, colour, label):
            self._unstyled = True
            self._soon.start()

    def mark(self, x: float, text: str) -> None:
        """Note an event at `x` by a thin vertical line with its text."""
        self._curves.lines.mark(x, text)
        self._unstyled = True
        self._soon.start()

    def set_signs(self, signs: Sequence[Sign]) -> None:
        """Show these signs along the foot, and no others."""
        self._curves.signs.set(signs)
        self._soon.start()

    def remove(self, key: str) -> None:
        """Take away the curve or the reference line of that key; an unknown key is no error."""
        self._curves.remove(key)
        self._soon.start()

    def retain(self, keys: Iterable[str]) -> None:
        """Take away every mark, and what has another key than these; the view stays."""
        self._curves.retain(keys)
        self._soon.start()

    def clear(self) -> None:
        """Take everything away and follow new data again."""
        self.retain(())
        self.reset_view()

    @property
    def series(self) -> dict[str, CurveSeries]:
        """The curves by key, as they are drawn."""
        return dict(self._curves.series)

    def band(self, key: str) -> KeptBand | None:
        """What encloses a curve, if anything does."""
        return self._curves.bands.of(key)

    @property
    def labels(self) -> list[str]:
        """What the legend says, line by line."""
        return [line.label for line in self._curves.legend(float("nan"), self._hidden)]

    @property
    def hidden(self) -> frozenset[str]:
        """The keys of the lines that were hidden; one that is drawn anew stays so."""
        return self._hidden

    @property
    def keys(self) -> tuple[str, ...]:
        """Of every line, as the legend has them."""
        return self._curves.keys

    def toggle(self, key: str) -> None:
        """Hide a curve or a reference line, or show it again."""
        self.hide_lines(self._hidden ^ {key})

    def solo(self, key: str) -> None:
        """Show one line alone; if it is alone already, all of them."""
        others = frozenset(self.keys) - {key}
        self.hide_lines(frozenset() if others <= self._hidden else others)

    def hide_lines(self, keys: frozenset[str]) -> None:
        """Hide these lines, and no others."""
        if keys == self._hidden:
            return
        self._hidden = keys
        self._curves.lines.set_hidden(keys)
        self._refresh()
        self.hidden_changed.emit()

    @property
    def unseen(self) -> Unseen:
        """What the present view leaves out."""
        return self._unseen

    def set_smoothing(self, weight: float) -> None:
        """Smooth every curve with `weight` in [0, 1)."""
        if weight != self._weight:
            self._weight = weight
            self._rebuild()

    def set_axes(self, axes: Axes) -> None:
        """Choose linear or log axes; a chosen view is given up, its numbers mean another place."""
        if axes != self._axes:
            self._axes = axes
            self._view.set_axes(axes)
            self._rebuild()

    @property
    def axes(self) -> Axes:
        return self._axes

    def set_ignore_outliers(self, ignore: bool) -> None:
        """Let the extreme points of each curve leave the view instead of stretching it."""
        self._ignore_outliers = ignore
        self.reset_view()

    def set_label(self, side: str, text: str) -> None:
        """Name the axis at the `bottom` or at the `left`."""
        self._view.set_label(side, text)

    def reset_view(self) -> None:
        """Show everything, and follow new data from now on."""
        self.set_follow(Follow.ALL)

    @property
    def follow(self) -> Follow:
        """What new data does to the view; nothing from the first zoom by hand until the reset."""
        return self._view.follow

    def set_follow(self, follow: Follow) -> None:
        """Let new data move the view or not."""
        self._view.set_follow(follow)
        self._soon.start()

    def show_crosshair(self, x: float) -> None:
        """Show the values at `x`, as if the mouse stood there; NaN shows the legend again."""
        self._x = x
        self._view.show_crosshair(self._axes.position(x, 1.0)[0])
        self._show_readout()

    def take_over(self, other: "CurveCanvas") -> None:
        """Draw what another canvas draws, in the same view."""
        self._axes, self._weight, self._hidden = other._axes, other._weight, other._hidden
        self._ignore_outliers = other._ignore_outliers
        self._view.take_over(other._view)
        self._curves.take_over(other._curves)
        self._unstyled = True
        self._refresh()
        self._view.show(other._view.x_range, other._view.y_range)
        self._refresh()

    @property
    def crosshair(self) -> float:
        """The x where it stands, NaN without one."""
        return self._x

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw axes, curves and legend into `box`, dark on white, at the size of the widget."""
        self._refresh()
        paper = QPalette(QColor("white"), QColor("white"))
        painter.fillRect(box, QColor("white"))
        self._style(paper, painter.device().devicePixelRatioF())
        self._view.paint(painter, QRectF(self._view.widget.geometry().translated(box.topLeft())))
        painter.save()
        painter.translate(box.topLeft() + self._readout.mapTo(self, QPoint()))
        self._readout.paint(painter, paper)
        painter.restore()
        self._style()

    def _connect(self) -> None:
        self._readout.toggled.connect(self.toggle)
        self._readout.soloed.connect(self.solo)
        self._view.changed.connect(self._draw)
        self._view.follow_changed.connect(self.follow_changed)
        self._view.pointed.connect(lambda x: self.point_at(self._axes.value(x)))
        self._view.asked.connect(lambda x: self.place_asked.emit(self._axes.value(x)))
        self._view.widget.viewport().installEventFilter(self)

    def _rebuild(self) -> None:
        self._curves.rebuild(self._weight, self._axes)
        self._unstyled = True
        self._soon.start()

    def _refresh(self) -> None:
        """Bring view, items and legend in line with the data: once, however much changed."""
        self._soon.stop()
        self._curves.fit(self._hidden, ignore_outliers=self._ignore_outliers)
        self._draw()
        if self._unstyled:
            self._style()
        self._show_readout()

    def _draw(self) -> None:
        self._curves.draw(self._hidden, max(self._view.widget.width(), 100))
        self._view.draw_grid()
        unseen = self._curves.unseen(self._hidden)
        if unseen != self._unseen:
            self._unseen = unseen
            self.unseen_changed.emit()

    def _style(self, palette: QPalette | None = None, scale: float = 1.0) -> None:
        self._unstyled = False
        palette = palette or self.palette()
        ground = palette.color(QPalette.ColorRole.Base)
        text = palette.color(QPalette.ColorRole.Text)
        self._view.style(text, ground, scale)
        self._curves.style(text, ground, scale)

    def _show_readout(self) -> None:
        lines = tuple(self._curves.legend(self._x, self._hidden))
        self._readout.show_lines(lines, self._curves.told_at(self._x))
        self.size_legend()

    @property
    def longest(self) -> CurveSeries | None:
        """The shown curve with most points, if any has one."""
        return self._curves.longest(self._hidden)

    def point_at(self, x: float) -> None:
        """Stand the crosshair at `x` and tell of it; NaN takes it away."""
        self.show_crosshair(x)
        self.hovered.emit(x)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.point_at(float("nan"))
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press(self, self._view, self._readout, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._style()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()
