"""Which plots stand in a grid before a person has arranged any, and what changes them."""

from collections.abc import Iterable, Sequence

from ui.curves.charts import chart_of
from ui.curves.shown_run import ShownRun, is_alone
from workbench.metrics import Chart, metric, plot_order
from workbench.store.choices.plots import Arrangement, Plot

Place = tuple[int, int, int, int]
"""Row, column, and how many of both a plot takes."""
_COLUMNS = 3
_FIRST = ("validation_loss", "loss")


def first_arrangement(runs: Sequence[ShownRun]) -> Arrangement:
    """A run alone has what belongs together in one plot; among others, each metric has a plot."""
    if is_alone(runs):
        return Arrangement(plots=_charts(runs[0]), columns=_COLUMNS)
    names = {name for name in recorded(runs) if not metric(name).on_request}
    first = [name for name in _FIRST if name in names]
    rest = sorted(names.difference(first), key=lambda name: plot_order(metric(name).plot))
    plots = (_plot((name,), wide=number == 0) for number, name in enumerate([*first, *rest]))
    return Arrangement(plots=tuple(plots), columns=_COLUMNS)


def recorded(runs: Iterable[ShownRun]) -> set[str]:
    """Every metric that one of the runs has."""
    return {name for run in runs for name in run.series}


def _charts(run: ShownRun) -> tuple[Plot, ...]:
    charts: dict[str, list[str]] = {Chart.LOSS: []}
    state, series = run.view.state, run.series
    named = [*series, *(line.metric for line in state.references)]
    for name in dict.fromkeys(named):
        chart = None if metric(name).on_request else chart_of(name, state)
        if chart is not None:
            charts.setdefault(chart, []).append(name)
    return tuple(
        _plot(tuple(charts[chart]), wide=chart == Chart.LOSS)
        for chart in sorted(charts, key=plot_order)
        if chart == Chart.LOSS or any(name in series for name in charts[chart])
    )


def _plot(curves: tuple[str, ...], *, wide: bool) -> Plot:
    return plot_of(curves).model_copy(update={"wide": wide})


def plot_of(curves: tuple[str, ...]) -> Plot:
    """A plot of some curves, on the axis that shows them best."""
    return Plot(curves=curves, log_y=any(metric(one).is_best_on_log_axis for one in curves))


def moved(arrangement: Arrangement, number: int, by: int) -> Arrangement:
    """The same plots with one of them earlier or later."""
    plots = list(arrangement.plots)
    to = min(max(number + by, 0), len(plots) - 1)
    plots.insert(to, plots.pop(number))
    return arrangement.model_copy(update={"plots": tuple(plots)})


def replaced(arrangement: Arrangement, number: int, plot: Plot | None) -> Arrangement:
    """The same plots with another one in a place; none takes it away, one behind adds it."""
    plots = list(arrangement.plots)
    plots[number : number + 1] = [plot] if plot is not None else []
    return arrangement.model_copy(update={"plots": tuple(plots)})


def places(arrangement: Arrangement) -> list[Place]:
    """Row and column of each plot, and how many it spans; a wide one takes a row."""
    found: list[Place] = []
    row, column = 0, 0
    for plot in arrangement.plots:
        if column and (plot.wide or column == arrangement.columns):
            row, column = row + 1, 0
        found.append((row, column, 1, arrangement.columns if plot.wide else 1))
        row, column = (row + 1, 0) if plot.wide else (row, column + 1)
    return found
