"""The bands of one plot, by the keys of the curves that they enclose."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg

from ui.widgets.curves.drawing.band_item import BandItem, PlottedBand
from ui.widgets.curves.drawing.series import Axes, CurveSeries
from ui.widgets.curves.view_limits import Range
from workbench.curves.smoothing import Floats


@dataclass(frozen=True, eq=False)
class Ends:
    """The lowest and the highest y at each x of a curve; `kind` is what the band shows."""

    low: npt.ArrayLike
    high: npt.ArrayLike
    kind: str = ""


@dataclass(frozen=True, eq=False)
class KeptBand:
    """A band as it was given, in the order of x, and as it is drawn."""

    x: Floats
    low: Floats
    high: Floats
    kind: str
    plotted: PlottedBand


class PlotBands:
    """Keeps the bands of one view."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._view = view
        self._bands: dict[str, KeptBand] = {}
        self._items: dict[str, BandItem] = {}

    def set(self, key: str, x: npt.ArrayLike, ends: Ends | None, axes: Axes) -> None:
        """Add, replace or, without ends, take away the band of a curve."""
        if ends is None:
            self.remove(key)
            return
        xs, low, high = (np.asarray(one, dtype=np.float64) for one in (x, ends.low, ends.high))
        self._bands[key] = KeptBand(xs, low, high, ends.kind, PlottedBand.of(xs, low, high, axes))
        if key not in self._items:
            self._items[key] = BandItem(self._view)

    def of(self, key: str) -> KeptBand | None:
        """The band of a curve, if it has one."""
        return self._bands.get(key)

    def take_over(self, other: "PlotBands") -> None:
        """The bands of another plot with the same axes."""
        self._bands = dict(other._bands)
        self._items = {key: BandItem(self._view) for key in self._bands}

    def set_axes(self, axes: Axes) -> None:
        """Place every band anew."""
        for key, one in self._bands.items():
            plotted = PlottedBand.of(one.x, one.low, one.high, axes)
            self._bands[key] = replace(one, plotted=plotted)

    def remove(self, key: str) -> None:
        """Take a band away; an unknown key is no error."""
        if self._bands.pop(key, None):
            self._items.pop(key).take_away()

    def heights(self, hidden: frozenset[str]) -> Iterator[Range]:
        """The lowest and highest display y of each band that is shown."""
        for key, one in self._bands.items():
            if key not in hidden and one.plotted.y_bounds is not None:
                yield one.plotted.y_bounds

    def draw(self, hidden: frozenset[str], columns: int) -> None:
        """Show what the present view can show of each band that is not hidden."""
        for key, item in self._items.items():
            if key in hidden:
                item.hide()
            else:
                item.draw(self._bands[key].plotted, columns)

    def style(self, series: Mapping[str, CurveSeries]) -> None:
        """Give each band the colour of its curve."""
        for key, item in self._items.items():
            item.style(series[key].colour)
