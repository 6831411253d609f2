"""Which curves of some runs stand together on which plot, in which colours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.activities.pages.plot import (
    PaperLevel,
    PaperLine,
    PaperMark,
    PaperMoment,
    PaperPlot,
    PaperStyle,
)
from workbench.activities.pages.role_colours import ROLE_COLOURS
from workbench.activities.run_report.reported import ReportedRun
from workbench.curves.branches import continued, up_to
from workbench.metrics import Chart, metric, plot_order, plot_title
from workbench.named import named
from workbench.store.runs.notes.step_notes import StepNote
from workbench.store.runs.state import MetricSeries
from workbench.words import Words, words

_FURTHER = ("#cc79a7", "#8a6d00", "#3f5f9e", "#56b4e9", "#7a3e9d", "#5b3a1e")
_DASHES = ("", "6 3", "2 2", "8 3 2 3")
_DOTS = "1 3"
"""Of points that a branch inherits."""
_NOISY_FIRST = "loss"
_BEST = "validation_loss"


@dataclass(frozen=True)
class _Drawn:
    """A run and how its curves are drawn; alone, its curves are told apart by their metrics."""

    run: ReportedRun
    style: PaperStyle
    alone: bool


def plots(runs: Sequence[ReportedRun]) -> Iterator[PaperPlot]:
    """Every plot in the catalogue's order: of one run those of the window, of several one for each
    metric, but for the losses, which stand together. What is drawn on request stands in the table
    alone."""
    styles = run_styles(runs)
    drawn = [_Drawn(run, style, len(runs) == 1) for run, style in zip(runs, styles, strict=True)]
    every = dict.fromkeys(name for run in runs for name in run.series)
    recorded = [name for name in every if not metric(name).on_request]
    groups: dict[str, list[str]] = {}
    for name in sorted(recorded, key=lambda name: (plot_order(metric(name).plot), name)):
        groups.setdefault(_plot_of(name, alone=len(runs) == 1), []).append(name)
    for key, names in groups.items():
        yield _plot(key, names, drawn)


def run_styles(runs: Sequence[ReportedRun]) -> tuple[PaperStyle, ...]:
    """A colour and a dash for each run: the first of a role has the role's colour."""
    taken: set[str] = set()
    further = [PaperStyle(colour, dash) for dash in _DASHES for colour in _FURTHER]
    styles: list[PaperStyle] = []
    for run in runs:
        if run.role and run.role not in taken:
            styles.append(PaperStyle(ROLE_COLOURS[run.role]))
            taken.add(run.role)
        else:
            styles.append(further[(len(styles) - len(taken)) % len(further)])
    return tuple(styles)


def _plot_of(name: str, *, alone: bool) -> str:
    plot = metric(name).plot
    return plot if alone or plot == Chart.LOSS else name


def _plot(key: str, names: Sequence[str], drawn: Sequence[_Drawn]) -> PaperPlot:
    """Noisy curves lie below the others."""
    ordered = sorted(names, key=lambda name: name != _NOISY_FIRST)
    lines = tuple(_lines(ordered, drawn, both=key == Chart.LOSS))
    return PaperPlot(
        title=plot_title(key),
        lines=lines,
        levels=tuple(_levels(names, drawn)),
        marks=tuple(_best(drawn)) if _BEST in names else (),
        moments=tuple(_moments(drawn)),
        log_y=metric(names[0]).is_perplexity,
    )


def _lines(names: Sequence[str], drawn: Sequence[_Drawn], *, both: bool) -> Iterator[PaperLine]:
    for number, name in enumerate(names):
        for one in drawn:
            if (series := one.run.series.get(name)) is not None and len(series):
                style = _style(one, name, number, only=len(names) == 1)
                yield from _inherited(one, name, series, style)
                yield _line(series, _label(one, name, both=both), style)


def _inherited(one: _Drawn, name: str, own: MetricSeries, style: PaperStyle) -> Iterator[PaperLine]:
    """What the runs measured that a branch went on from, up to its own first point."""
    parents = one.run.ancestry.parents
    line = continued(own, [parent.series.get(name) for parent in parents])
    if line.inherited:
        until = line.series.steps[min(line.inherited, len(line.series) - 1)]
        dotted = PaperStyle(style.colour, _DOTS, style.faint)
        yield _line(up_to(line.series, until), parents[0].caption, dotted)


def _style(one: _Drawn, name: str, number: int, *, only: bool) -> PaperStyle:
    faint = name == _NOISY_FIRST
    if not one.alone or only or name in (_NOISY_FIRST, _BEST):
        return PaperStyle(one.style.colour, one.style.dash, faint)
    return PaperStyle(_FURTHER[number % len(_FURTHER)])


def _line(series: MetricSeries, label: Words, style: PaperStyle) -> PaperLine:
    steps_n = np.array(series.steps, dtype=np.float64)
    return PaperLine(label, style, steps_n, np.array(series.values))


def _label(one: _Drawn, name: str, *, both: bool) -> Words:
    """The metric of a run that stands alone, else the run, and both where both differ."""
    if one.alone:
        return metric(name).label
    if not both:
        return words("{name}", name=one.run.name)
    return words("{name}: {what}", name=one.run.name, what=metric(name).label)


def _levels(names: Sequence[str], drawn: Sequence[_Drawn]) -> Iterator[PaperLevel]:
    """Each value once: runs on the same text share them."""
    seen: set[tuple[str, float]] = set()
    for one in drawn:
        for line in one.run.state.references:
            if line.metric not in names or (line.name, line.value) in seen:
                continue
            seen.add((line.name, line.value))
            label = named(line.name)
            if not one.alone:
                label = words("{name}: {what}", name=one.run.name, what=label)
            yield PaperLevel(label, ROLE_COLOURS.get(line.name, ROLE_COLOURS["ngram"]), line.value)


def _best(drawn: Sequence[_Drawn]) -> Iterator[PaperMark]:
    for one in drawn:
        saved, series = one.run.best_checkpoint, one.run.series.get(_BEST)
        if saved is None or series is None or saved.step not in series.steps:
            continue
        value = series.values[series.steps.index(saved.step)]
        label = words("best checkpoint")
        if not one.alone:
            label = words("{name}: {what}", name=one.run.name, what=label)
        yield PaperMark(label, one.style.colour, float(saved.step), value)


def _moments(drawn: Sequence[_Drawn]) -> Iterator[PaperMoment]:
    """Where runs were resumed, and what was noted at their steps, by the notes' numbers."""
    for one in drawn:
        for event in one.run.resumes:
            yield PaperMoment(words("resumed"), float(event.from_step))
    for number, (run, note) in enumerate(numbered_notes([one.run for one in drawn]), start=1):
        colour = next(one.style.colour for one in drawn if one.run is run)
        label = words("note")
        if len(drawn) > 1:
            label = words("{name}: {what}", name=run.name, what=label)
        yield PaperMoment(label, float(note.step), colour, f"{number}")


def numbered_notes(runs: Sequence[ReportedRun]) -> list[tuple[ReportedRun, StepNote]]:
    """All notes at steps in the order of their numbers, which count from 1."""
    return [(run, note) for run in runs for note in run.step_notes]
