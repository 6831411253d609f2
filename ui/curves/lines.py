"""The lines of one plot: each curve of it, of each run, drawn when it has grown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ui.curves.charts import ChartNames
from ui.curves.colours import metric_colour
from ui.curves.plot_line import Made, PlotLine
from ui.curves.reading.known import KnownOfRuns
from ui.curves.shown_run import ShownRun, is_alone
from ui.curves.sources import CurveSource, Sources, is_noisy
from ui.shell.messages import translate
from ui.theme import Colours
from ui.widgets.curves.dash import Dash
from ui.widgets.curves.drawing.plot_bands import Ends
from ui.widgets.curves.drawing.series import Better, Look
from workbench.curves.bands import BandKind, band
from workbench.metrics import Direction, comparable, metric
from workbench.store.choices.plots import Plot

_CURVE_DASHES: tuple[Dash, ...] = ((), (5, 2), (1, 2), (7, 2, 1, 2))
"""Of several runs, those of the curves that share a plot: the colour is the run's."""
_BETTER: dict[Direction, Better] = {
    Direction.LOWER: "lower",
    Direction.HIGHER: "higher",
    Direction.NEITHER: "",
}


@dataclass(frozen=True)
class Seeds:
    """Which runs are drawn together: a band of this kind for each group, by the runs' keys."""

    kind: BandKind
    group_of: Mapping[str, str]


class LinesOfPlots:
    """Tells the lines of plots in the present language and theme."""

    def __init__(
        self,
        names: ChartNames,
        colours: Colours,
        sources: Sources,
        known: KnownOfRuns,
        seeds: Seeds | None = None,
    ) -> None:
        self._names, self._colours, self._sources = names, colours, sources
        self._known, self._seeds = known, seeds

    def of(self, plot: Plot, runs: Sequence[ShownRun]) -> Iterator[PlotLine]:
        """Every line that a plot has by now; raises nothing for a curve that no run has."""
        for number, curve in enumerate(plot.curves):
            lines = [
                (run, line) for run in runs if (line := self._line(run, curve, number, plot, runs))
            ]
            for run, line in lines:
                yield from self._attempts(run, line, curve)
            yield from self._with_bands(lines, curve)

    def _line(
        self, run: ShownRun, curve: str, number: int, plot: Plot, runs: Sequence[ShownRun]
    ) -> PlotLine | None:
        source = self._sources.find(run, curve, own=self._seeds is not None)
        if source is None:
            return None
        alone = is_alone(runs)
        label = self._label(run, curve, alone=alone, several=len(plot.curves) > 1)
        look = self._look(run, curve, label, 0 if alone else number)
        key, flops = run.key_of(curve), self._known.flops_of(run)
        return PlotLine(key, source.version, look, lambda: _made(source), flops)

    def _attempts(self, run: ShownRun, line: PlotLine, curve: str) -> Iterator[PlotLine]:
        """What a resumed run did again stands faint behind its line."""
        for number, attempt in enumerate(self._known.attempts.of(run), start=1):
            if series := comparable(attempt, run.view.state.kind).get(curve):
                look = replace(line.look, label=self._names.superseded(line.look.label))
                look = replace(look, faint=True, better="", smooth=False)
                key, make = f"{line.key}/{number}", partial(Made, series)
                yield PlotLine(key, (len(series),), look, make, line.flops_per_token)

    def _with_bands(
        self, lines: Sequence[tuple[ShownRun, PlotLine]], curve: str
    ) -> Iterator[PlotLine]:
        """The lines, with those of a group of several faint behind their mean."""
        groups: dict[str, list[tuple[ShownRun, PlotLine]]] = {}
        for run, line in lines:
            group = self._seeds.group_of.get(run.key, run.key) if self._seeds else run.key
            groups.setdefault(group, []).append((run, line))
        for group, members in groups.items():
            if self._seeds is None or len(members) < 2:
                yield from (line for _, line in members)
                continue
            for _, line in members:
                yield replace(line, look=replace(line.look, faint=True, better=""))
            yield self._mean(f"mean of {group}/{curve}", members, self._seeds.kind)

    def _mean(
        self, key: str, members: Sequence[tuple[ShownRun, PlotLine]], kind: BandKind
    ) -> PlotLine:
        first = min(members, key=lambda one: one[0].key)[1]
        lines = [line for _, line in members]

        def make() -> Made:
            made = band([line.make().series for line in lines], kind)
            return Made(made.mean, Ends(made.low_s, made.high_s, str(kind)), made.left_out)

        label = f"{translate(kind.caption)}, n = {len(lines)}: {first.look.label}"
        look = replace(first.look, label=label, dash=())
        version = sum((line.version for line in lines), ())
        return PlotLine(key, version, look, make, first.flops_per_token)

    def _label(self, run: ShownRun, curve: str, *, alone: bool, several: bool) -> str:
        name = self._names.curve(curve, run.view.state, run.view.run_id)
        if alone:
            return run.name if run.only else name
        return f"{run.name} – {name}" if several else run.name

    def _look(self, run: ShownRun, curve: str, label: str, number: int) -> Look:
        entry, colour = metric(curve), run.style.colour
        if not run.key:
            colour = metric_colour(entry, colour, self._colours)
        dash = run.style.dash or _CURVE_DASHES[number % len(_CURVE_DASHES)]
        noisy = is_noisy(curve)
        better: Better = "" if noisy or run.only else _BETTER[entry.direction]
        before = self._before(run)
        dash = dash if run.key else ()
        return Look(colour, label, noisy and not run.only, dash, better, before=before)

    def _before(self, run: ShownRun) -> str:
        """What the legend calls the points of a branch's parents."""
        parents = self._known.ancestors.of(run).parents
        return translate(parents[0].caption) if parents else ""


def _made(source: CurveSource) -> Made:
    points = source.make()
    return Made(points.series, inherited=points.inherited)
