"""Runs that differ by their seed alone: the mean of what they reached, and how sure that is."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from workbench.activities.evaluate.groups import mean_and_margin
from workbench.activities.pages.html_page import figure, paragraph, table
from workbench.activities.pages.plot import PaperBand, PaperLine, PaperPlot, PaperStyle
from workbench.activities.pages.plot_svg import WIDE, plot_svg
from workbench.activities.pages.role_colours import ROLE_COLOURS
from workbench.activities.run_report.figures import best
from workbench.activities.run_report.reported import ReportedRun
from workbench.curves.bands import Band, BandKind, band
from workbench.curves.seeds import grouped, seed_of
from workbench.errors import BadInput
from workbench.language import SpokenLanguage
from workbench.metrics import Direction, Metric, Place, metric, metrics_at, plot_title
from workbench.words import Words, listed, words

_NONE = "–"
_CURVE = "validation_loss"
_COLOUR = "#3f5f9e"


def seeds_parts(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[str]:
    """A table with a line for each group of at least two runs; nothing without one."""
    groups = seed_groups(runs)
    if not groups:
        return
    say = language.say
    measures = _measured(runs)
    yield paragraph(
        say(
            words(
                "Runs that differ by their seed alone: the mean of each one's best value ± half "
                "the 95 % interval (Student's t)."
            )
        )
    )
    titles = (words("Runs"), words("Seeds"), *(one.heading for one in measures))
    lines = (
        (
            " · ".join(run.name for run in group),
            f"{len(group)}",
            *(_mean(group, one) for one in measures),
        )
        for group in groups
    )
    yield table(map(say, titles), lines)
    for plot, said in _plots(groups):
        yield figure(plot_svg(plot, language, WIDE), say(said))


def _plots(groups: Sequence[Sequence[ReportedRun]]) -> Iterator[tuple[PaperPlot, Words]]:
    """The mean of each group with its interval, and what is to say of it."""
    for group in groups:
        curves = [run.series[_CURVE] for run in group if _CURVE in run.series]
        if len(curves) < len(group):
            continue
        try:
            found = band(curves, BandKind.INTERVAL)
        except BadInput:  # the table has them all the same
            continue
        steps_n = np.array(found.mean.steps, dtype=np.float64)
        colour = ROLE_COLOURS.get(group[0].role, _COLOUR)
        line = PaperLine(
            BandKind.INTERVAL.caption, PaperStyle(colour), steps_n, np.array(found.mean.values)
        )
        yield (
            PaperPlot(
                title=plot_title(metric(_CURVE).plot),
                lines=(line,),
                bands=(PaperBand(colour, steps_n, found.low_s, found.high_s),),
            ),
            _about(group, found),
        )


def _about(group: Sequence[ReportedRun], found: Band) -> Words:
    names = listed(run.name for run in group)
    if found.left_out:
        return words(
            "{metric} of {names}, at the steps that all of them have; {count} points at other "
            "steps are left out.",
            metric=metric(_CURVE).label,
            names=names,
            count=found.left_out,
        )
    return words("{metric} of {names}.", metric=metric(_CURVE).label, names=names)


def seed_groups(runs: Sequence[ReportedRun]) -> list[list[ReportedRun]]:
    """The groups of at least two, in the order of their first runs."""
    known = {run.record.id: run for run in runs if run.seed_group}
    groups = grouped((key, run.seed_group, seed_of(run.settings)) for key, run in known.items())
    return [[known[key] for key in group] for group in groups.values() if len(group) > 1]


def _measured(runs: Sequence[ReportedRun]) -> list[Metric]:
    recorded = {name for run in runs for name in run.series}
    return [one for one in metrics_at(Place.CARD) if one.name in recorded]


def _mean(group: Sequence[ReportedRun], measure: Metric) -> str:
    """Of what every run has; none where one lacks it."""
    lower = measure.direction is not Direction.HIGHER
    found = [best(run, measure.name, lower=lower) for run in group]
    known = [one[1] for one in found if one is not None]
    if len(known) < len(group):
        return _NONE
    mean, margin = mean_and_margin(known)
    shown = measure.text(mean)
    return f"{shown} ± {measure.text(margin)}" if math.isfinite(margin) else shown
