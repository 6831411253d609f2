"""The lines of one plot: each curve of it, of each run, drawn when it has grown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ui.curves.along import Along, Floats, positions
from ui.curves.charts import ChartNames
from ui.curves.colours import metric_colour
from ui.curves.shown_run import ShownRun, is_alone
from ui.theme import Colours
from ui.widgets.curves.dash import Dash
from ui.widgets.curves.series import Better, Look
from workbench.metrics import Direction, metric
from workbench.store.plots import Plot
from workbench.store.runs.state import MetricSeries

_CURVE_DASHES: tuple[Dash, ...] = ((), (5, 2), (1, 2), (7, 2, 1, 2))
"""Of several runs, those of the curves that share a plot: the colour is the run's."""
_BETTER: dict[Direction, Better] = {
    Direction.LOWER: "lower",
    Direction.HIGHER: "higher",
    Direction.NEITHER: "",
}


@dataclass(frozen=True)
class Line:
    """One line of a plot; while `length` and `look` stay, it is drawn already."""

    key: str
    length: int
    look: Look
    series: MetricSeries

    def points(self, along: Along) -> tuple[Floats, Floats]:
        """Where it goes."""
        return positions(self.series, along), np.array(self.series.values, dtype=np.float64)


class LinesOfPlots:
    """Tells the lines of plots in the present language and theme."""

    def __init__(self, names: ChartNames, colours: Colours) -> None:
        self._names, self._colours = names, colours

    def of(self, plot: Plot, runs: Sequence[ShownRun]) -> Iterator[Line]:
        """Every line that a plot has by now."""
        alone = is_alone(runs)
        for run in runs:
            recorded = run.series
            for number, curve in enumerate(plot.curves):
                if series := recorded.get(curve):
                    label = self._label(run, curve, alone=alone, several=len(plot.curves) > 1)
                    look = self._look(run, curve, label, number if not alone else 0)
                    yield Line(run.key_of(curve), len(series), look, series)

    def _label(self, run: ShownRun, curve: str, *, alone: bool, several: bool) -> str:
        name = self._names.curve(curve, run.view.state)
        if alone:
            return run.name if run.only else name
        return f"{run.name} – {name}" if several else run.name

    def _look(self, run: ShownRun, curve: str, label: str, number: int) -> Look:
        entry = metric(curve)
        alone = not run.key
        colour = (
            metric_colour(entry, run.style.colour, self._colours) if alone else run.style.colour
        )
        dash = run.style.dash or _CURVE_DASHES[number % len(_CURVE_DASHES)]
        better: Better = "" if entry.noisy or run.only else _BETTER[entry.direction]
        return Look(colour, label, entry.noisy and not run.only, dash if run.key else (), better)
