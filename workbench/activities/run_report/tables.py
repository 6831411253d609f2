"""The tables of a report: the runs, their figures, the settings that differ, their log."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from workbench.activities.pages.html_page import marked_table, table
from workbench.activities.run_report.figures import STATUS, best, duration
from workbench.activities.run_report.reported import LOGGED, ReportedRun
from workbench.events import Event, Level, Note, RunEnded, RunResumed, RunStarted
from workbench.language import SpokenLanguage
from workbench.metrics import Direction, Metric, Place, metric, metrics_at, plot_order
from workbench.named import named
from workbench.store.runs.journal import JournalEntry
from workbench.words import Words, words

_NONE = "–"


def runs_table(runs: Sequence[ReportedRun], language: SpokenLanguage) -> str:
    """A line a run: what it is, how far it came, and its best figures."""
    say = language.say
    measures = _compared(runs)
    titles = (
        *(words("Name"), words("Kind"), words("Status"), words("Steps"), words("Tokens")),
        *(words("Training time"), words("Parameters")),
        *(words("{metric}, best", metric=one.heading) for one in measures),
    )
    lines = (
        (
            *(run.name, say(named(run.record.kind)), say(STATUS[run.record.status])),
            *(f"{run.state.step:,}", f"{run.state.tokens:,}"),
            say(duration(run.state.elapsed_s)),
            _NONE if run.parameters is None else f"{run.parameters:,}",
            *(_best_text(run, one) for one in measures),
        )
        for run in runs
    )
    return table(map(say, titles), lines, "left2")


def _compared(runs: Sequence[ReportedRun]) -> list[Metric]:
    """The figures that a model's card has, of those that were measured."""
    recorded = {name for run in runs for name in run.series}
    return [one for one in metrics_at(Place.CARD) if one.name in recorded]


def _best_text(run: ReportedRun, measure: Metric) -> str:
    found = best(run, measure.name, lower=measure.direction is not Direction.HIGHER)
    return _NONE if found is None else measure.text(found[1])


def figures_table(run: ReportedRun, language: SpokenLanguage) -> str:
    """Each metric of a run: its first, best and last value, and the step of the best."""
    titles = (words("Metric"), words("First"), words("Best"), words("At step"), words("Last"))
    names = sorted(run.series, key=lambda name: (plot_order(metric(name).plot), name))
    lines = (_figures(run, metric(name), language) for name in names if run.series[name])
    return table(map(language.say, titles), lines)


def _figures(run: ReportedRun, measure: Metric, language: SpokenLanguage) -> tuple[str, ...]:
    series = run.series[measure.name]
    found = None
    if measure.direction is not Direction.NEITHER:
        found = best(run, measure.name, lower=measure.direction is Direction.LOWER)
    return (
        language.say(measure.title),
        _number(measure, series.values[0]),
        _NONE if found is None else _number(measure, found[1]),
        _NONE if found is None else f"{found[0]:,}",
        _number(measure, series.values[-1]),
    )


def _number(measure: Metric, value: float) -> str:
    return measure.text(value) if math.isfinite(value) else str(value)


# -- settings ---------------------------------------------------------------------------------


def settings_that_differ(runs: Sequence[ReportedRun], language: SpokenLanguage) -> str:
    """The settings that are not equal in all runs, a line each; empty for one run, or none."""
    flat = [dict(_flat(run.settings)) for run in runs]
    names = [
        name
        for name in dict.fromkeys(name for one in flat for name in one)
        if name != "name" and len({one.get(name, _NONE) for one in flat}) > 1
    ]
    if not names:
        return ""
    lines = ((name, *(one.get(name, _NONE) for one in flat)) for name in names)
    return table((language.say(words("Setting")), *(run.name for run in runs)), lines, "words")


def _flat(plain: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Each setting by its dotted name, as a spec file writes it."""
    for key, value in plain.items():
        match value:
            case dict():
                yield from _flat(value, f"{prefix}{key}.")
            case list() | tuple() if value and all(isinstance(one, dict) for one in value):
                for number, one in enumerate(value):
                    yield from _flat(one, f"{prefix}{key}.{number}.")
            case _:
                yield f"{prefix}{key}", str(value)


# -- the log ----------------------------------------------------------------------------------


def log_table(run: ReportedRun, language: SpokenLanguage) -> str:
    """What happened beside the training, oldest first; warnings and errors stand out."""
    entries = [entry for entry in run.log if isinstance(entry.event, LOGGED)]
    titles = (words("Time (UTC)"), words("What happened"))
    lines = ((_mark(e.event), (_moment(e), language.say(_told(e.event)))) for e in entries)
    return marked_table(map(language.say, titles), lines)


def _moment(entry: JournalEntry) -> str:
    """A strange journal may have a time that no calendar has."""
    try:
        return datetime.fromtimestamp(entry.at, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return _NONE


def _mark(event: Event) -> str:
    return event.level.value if isinstance(event, Note) else Level.INFO.value


def _told(event: Event) -> Words:
    match event:
        case RunStarted():
            return words("Started")
        case RunResumed():
            return words("Resumed from step {step:,}", step=event.from_step)
        case RunEnded():
            return event.words
        case Note():
            return event.words
        case _:
            raise AssertionError(event)
