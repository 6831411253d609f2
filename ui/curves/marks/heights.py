"""The heights beside the curves of a plot."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.curves.charts import ChartNames, chart_of
from ui.curves.shown_run import ShownRun
from ui.theme import Colours
from workbench.events import Reference
from workbench.store.choices.plots import Plot


@dataclass(frozen=True)
class Height:
    """A dashed horizontal line of a plot."""

    key: str
    y: float
    colour: str
    label: str


def heights(
    plot: Plot, runs: Sequence[ShownRun], names: ChartNames, colours: Colours
) -> list[Height]:
    """The references of a plot's metrics; what several runs share stands there once."""
    found: dict[tuple[str, str, float], tuple[ShownRun, Reference]] = {}
    for run in runs:
        for line in () if run.only else run.view.state.references:
            if line.metric in plot.curves and chart_of(line.metric, run.view.state) is not None:
                found.setdefault((line.metric, line.name, line.value), (run, line))
    labels = names.references([line for _, line in found.values()])
    several = len({run.key for run, _ in found.values()}) > 1
    return [
        Height(
            f"{run.key}/{line.metric}/{line.name}" if run.key else f"{line.metric}/{line.name}",
            line.value,
            colours.teacher if line.name == "teacher" else colours.ngram,
            f"{run.name} – {label}" if several else label,
        )
        for (run, line), label in zip(found.values(), labels, strict=True)
    ]
