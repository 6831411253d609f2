"""Everything that stands in the scene of one plot: curves, bands, lines and marks."""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

from ui.i18n import beside
from ui.widgets.curves.drawing.curve_items import INHERITED, CurveItems
from ui.widgets.curves.drawing.non_finite import NonFiniteMarks
from ui.widgets.curves.drawing.plot_bands import Ends, PlotBands
from ui.widgets.curves.drawing.plot_lines import PlotLines
from ui.widgets.curves.drawing.plot_signs import PlotSigns
from ui.widgets.curves.drawing.series import Axes, CurveSeries, Look
from ui.widgets.curves.plot_view import Extent, PlotView
from ui.widgets.curves.readout import ReadoutLine
from ui.widgets.curves.unseen import Unseen
from ui.widgets.curves.view_limits import Range
from ui.widgets.numbers import short

MOST_COLUMNS, FEWEST_COLUMNS = 4000, 150
"""Of all curves together, and of one of many: wider than a pixel they still keep every spike."""


class DrawnCurves:
    """Keeps the curves of a plot by key, smoothed and placed as their plot says."""

    def __init__(self, view: PlotView) -> None:
        self._view = view
        self.series: dict[str, CurveSeries] = {}
        self._items: dict[str, CurveItems] = {}
        self._weight, self._axes = 0.0, Axes()
        self.lines = PlotLines(view.box)
        self.signs = PlotSigns(view)
        self.bands = PlotBands(view.box)
        self._non_finite = NonFiniteMarks(view)

    def set(
        self,
        key: str,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        look: Look,
        band: Ends | None,
        inherited: int = 0,
    ) -> None:
        """Add or replace a curve; raises ValueError when x and y differ in length."""
        before = self.series.get(key)
        self.series[key] = CurveSeries.of(x, y, look, self._weight, self._axes, before, inherited)
        if key not in self._items:
            self._items[key] = CurveItems(self._view.box)
        self.bands.set(key, x, band, self._axes)

    def remove(self, key: str) -> None:
        """Take a curve or a reference line away; an unknown key is no error."""
        if self.series.pop(key, None):
            self._items.pop(key).take_away()
            self.bands.remove(key)
        self.lines.remove(key)

    def retain(self, keys: Iterable[str]) -> None:
        """Take away every mark, and what has another key than these."""
        kept = set(keys)
        for key in self.keys:
            if key not in kept:
                self.remove(key)
        self.lines.clear_marks()

    @property
    def keys(self) -> tuple[str, ...]:
        """Of every line, as the legend has them."""
        return (*self.series, *self.lines.keys)

    def rebuild(self, weight: float, axes: Axes) -> None:
        """Smooth and place every curve in another way."""
        self._weight, self._axes = weight, axes
        self.series = {key: one.again(weight, axes) for key, one in self.series.items()}
        self.bands.set_axes(axes)

    def take_over(self, other: "DrawnCurves") -> None:
        """Draw what another plot draws."""
        self._weight, self._axes = other._weight, other._axes
        self.series = dict(other.series)
        self._items = {key: CurveItems(self._view.box, on_paper=True) for key in self.series}
        self.bands.take_over(other.bands)
        self.lines.take_over(other.lines)
        self.signs.take_over(other.signs)

    def shown(self, hidden: frozenset[str]) -> dict[str, CurveSeries]:
        """The curves that are not hidden."""
        return {key: one for key, one in self.series.items() if key not in hidden}

    def longest(self, hidden: frozenset[str]) -> CurveSeries | None:
        """The curve with most points, if any has one."""
        shown = self.shown(hidden).values()
        longest = max(shown, key=lambda one: one.x.size, default=None)
        return longest if longest is not None and longest.x.size else None

    def extent(self, hidden: frozenset[str], *, ignore_outliers: bool) -> Extent | None:
        """What there is to see; None where nothing has a place."""
        shown = self.shown(hidden).values()
        across = [ends for one in shown if (ends := one.x_bounds())]
        upwards = self._span(
            hidden, [one.y_bounds(ignore_outliers=ignore_outliers) for one in shown]
        )
        x = (min(ends[0] for ends in across), max(ends[1] for ends in across)) if across else None
        if x is None and upwards is None:
            return None
        return Extent(x, upwards or self._view.y_range)

    def heights_between(self, hidden: frozenset[str], part: Range) -> Range | None:
        """The lowest and highest display y of a part of the axis."""
        shown = self.shown(hidden).values()
        return self._span(hidden, [one.y_bounds_between(*part) for one in shown], bands=False)

    def fit(self, hidden: frozenset[str], *, ignore_outliers: bool) -> None:
        """Keep the view within reach of the curves."""
        extent = self.extent(hidden, ignore_outliers=ignore_outliers)
        if extent is not None:
            newest = self._view.newest(extent)
            self._view.fit(extent, self.heights_between(hidden, newest) if newest else None)

    def unseen(self, hidden: frozenset[str]) -> Unseen:
        """What the present view leaves out."""
        return Unseen.of(self.shown(hidden).values(), self._view.x_range, self._view.y_range)

    def told_at(self, x: float) -> str:
        """The place of the crosshair and what happened there; empty without one."""
        return beside((f"x = {short(x)}", *self.signs.at(x))) if np.isfinite(x) else ""

    def draw(self, hidden: frozenset[str], columns: int) -> None:
        """Show what the present view can show, in so many columns of pixels."""
        for key in hidden & self._items.keys():
            self._items[key].hide()
        shown = self.shown(hidden)
        columns = max(min(columns, MOST_COLUMNS // max(len(shown), 1)), FEWEST_COLUMNS)
        for key, series in shown.items():
            self._items[key].draw(series, columns)
        self.bands.draw(hidden, columns)
        self._non_finite.draw(shown.values())
        self.lines.place(self._axes)
        self.signs.draw(self._axes)

    def style(self, text: QColor, ground: QColor, scale: float) -> None:
        """Take on the colours of a theme, with lines for a device of so many dots to the pixel."""
        for key, series in self.series.items():
            self._items[key].style(series, text, ground, scale)
        self.bands.style(self.series)
        self.lines.style(text, ground, scale)
        self.signs.style(text, ground)
        self._non_finite.style(text)

    def legend(self, x: float, hidden: frozenset[str]) -> Iterator[ReadoutLine]:
        """A row for each line, with its value at `x`; NaN asks for the last and the best one.

        What several lines of one run go on from is told once.
        """
        told = set[tuple[str, str]]()
        for key, series in self.series.items():
            value, aside = _figures(series, x)
            colour, is_hidden = QColor(series.colour), key in hidden
            yield ReadoutLine(key, colour, series.label, value, aside, series.look.dash, is_hidden)
            before = series.look.before if series.inherited else ""
            of = key.partition("/")[0] if "/" in key else ""
            if before and (before, of) not in told:
                told.add((before, of))
                yield ReadoutLine(key, colour, before, dash=INHERITED, hidden=is_hidden)
        yield from self.lines.legend()
        yield from self.signs.legend()

    def _span(
        self, hidden: frozenset[str], ends: Iterable[Range | None], *, bands: bool = True
    ) -> Range | None:
        lines = self.lines.heights(self._axes)
        found = [*(end for end in ends if end), *((height, height) for height in lines)]
        found += self.bands.heights(hidden) if bands else []
        return (min(low for low, _ in found), max(high for _, high in found)) if found else None


def _figures(series: CurveSeries, x: float) -> tuple[str, str]:
    """The value nearest to `x` (smoothed first), or the last one, and what stands beside it."""
    index = series.nearest(x) if np.isfinite(x) else series.x.size - 1
    if index is None or index < 0:
        return "", ""
    value = short(float(series.y[index]))
    if series.weight:
        return short(float(series.smoothed[index])), value
    if series.best is not None and np.isnan(x):
        return value, f"★ {short(float(series.y[series.best]))}"
    return value, ""
