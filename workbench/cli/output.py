"""How the terminal shows what happens: for people with a progress bar, or as JSON lines."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, assert_never

import click
import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from workbench.cli.shown import escaped_json, in_line, visible
from workbench.events import (
    ArtifactReady,
    CheckpointRemoved,
    CheckpointSaved,
    Classified,
    Continued,
    Event,
    Level,
    Metrics,
    Note,
    Outcome,
    Paused,
    Reference,
    ReportReady,
    ReportRow,
    RunEnded,
    RunResumed,
    RunStarted,
    SampleWritten,
    StageStarted,
)
from workbench.events import Progress as ProgressEvent
from workbench.metrics import Place, metric, metrics_at, report_figure
from workbench.training.objectives.confusion import by_class

_REPORT = tuple(
    report_figure(name)
    for name in ("parameters", "loss", "perplexity", "bits_per_byte", "agreement", "ms_per_token")
)
"""What of a report fits into a terminal."""
_PLAIN_WIDTH = 120
"""How wide a table may be where the output is no terminal and nobody says."""


class Printer(Protocol):
    """Shows one event after the other."""

    def show(self, event: Event) -> None: ...


@contextmanager
def printing(as_json: bool) -> Iterator[Printer]:
    """A printer for the length of one run; the bar disappears with it."""
    if as_json:
        yield JsonPrinter()
        return
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(
            stderr=True, highlight=False, markup=False, emoji=False, width=_PLAIN_WIDTH
        )
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        yield TextPrinter(console, bar)


def print_table(table: Table) -> None:
    """A table on standard output; where that is no terminal, as wide as its contents."""
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        boundless = console.options.update(width=sys.maxsize)
        width = console.measure(table, options=boundless).maximum
        console = Console(markup=False, highlight=False, emoji=False, width=width)
    console.print(table)


def print_json(plain: Mapping[str, Any]) -> None:
    """One object as one line on standard output."""
    click.echo(escaped_json(json.dumps(plain, ensure_ascii=False, allow_nan=False)))


class JsonPrinter:
    """Each event exactly as it stands in the journal, one a line on standard output."""

    def show(self, event: Event) -> None:
        click.echo(escaped_json(event.model_dump_json()))


class TextPrinter:
    """Sentences for people, on standard error, with one bar for the present stage."""

    def __init__(self, console: Console, bar: Progress) -> None:
        self._console = console
        self._bar = bar
        self._task = bar.add_task("", total=None, visible=False)
        self._counts_steps = False
        self._newest: Classified | None = None
        self._best: Classified | None = None

    def show(self, event: Event) -> None:
        match event:
            case RunStarted():
                self._print(f"{in_line(event.name)} ({event.kind}, {event.run})")
            case RunResumed():
                self._print(f"Resumed from step {max(0, event.from_step)}")
            case StageStarted():
                self._stage(event)
            case ProgressEvent():
                self._bar.update(self._task, completed=event.done, total=event.total)
            case Metrics():
                self._metrics(event)
            case RunEnded():
                self._end(event)
            case ReportReady():
                self._console.print(report_table(event.rows))
                if event.verdict:
                    self._print(str(event.verdict))
            case Classified():
                self._newest = event
            case _:
                self._remark(event)

    def _remark(
        self,
        event: Reference
        | SampleWritten
        | CheckpointSaved
        | CheckpointRemoved
        | ArtifactReady
        | Note
        | Paused
        | Continued,
    ) -> None:
        match event:
            case Reference():
                measure = metric(event.metric)
                self._print(
                    f"  {in_line(event.name)}: {measure.phrase} {measure.text(event.value)}"
                )
            case SampleWritten():
                self._print(f"  “{event.prompt}{event.text}”")
            case CheckpointSaved():
                self._saved(event)
            case ArtifactReady():
                facts = ", ".join(f"{name} {value}" for name, value in event.facts.items())
                self._print(f"  {event.artifact} {in_line(event.name)}: {facts}")
            case Note():
                prefix = "" if event.level is Level.INFO else f"{event.level}: "
                self._print(f"  {prefix}{in_line(str(event.words))}")
            case Paused():
                self._print(f"  paused at step {event.step}")
            case Continued():
                self._print(f"  resumed at step {event.step}")
            case CheckpointRemoved():
                pass
            case _:
                assert_never(event)

    def _saved(self, event: CheckpointSaved) -> None:
        best = ", the best so far" if event.is_best else ""
        self._print(f"  saved {event.folder}{best}")
        if event.is_best:
            self._best = self._newest

    def _end(self, event: RunEnded) -> None:
        """A classifier's figures are those of its best checkpoint; a failure is an error's line."""
        if self._best is not None:
            self._print(f"  the classes at step {self._best.step}:")
            self._console.print(class_table(self._best))
        prefix = "error: " if event.outcome is Outcome.FAILED else ""
        self._print(f"{prefix}{in_line(str(event.words))}")

    def _stage(self, event: StageStarted) -> None:
        self._counts_steps = event.unit == "steps"
        description = in_line(str(event.words))
        self._print(description)
        self._bar.reset(self._task, description=description, total=event.total, visible=True)

    def _metrics(self, event: Metrics) -> None:
        if self._counts_steps:
            self._bar.update(self._task, completed=event.step)
        figures = [
            f"{one.phrase} {one.text(event.values[one.name])}"
            for one in metrics_at(Place.PROGRESS)
            if one.name in event.values
        ]
        if figures:
            self._print(f"  step {event.step}: {', '.join(figures)}")

    def _print(self, text: str) -> None:
        self._console.print(visible(text), soft_wrap=True)


def report_table(rows: tuple[ReportRow, ...]) -> Table:
    """The comparison as a table, numbers to the right."""
    table = Table(title=None)
    table.add_column("role")
    table.add_column("model")
    for one in _REPORT:
        table.add_column(one.phrase, justify="right")
    for row in rows:
        figures = (one.text(getattr(row, one.name)) for one in _REPORT)
        table.add_row(row.role, in_line(row.model), *figures)
    return table


def class_table(event: Classified) -> Table:
    """The figures of each class as a table; a single evaluation's."""
    table = Table(title=None)
    table.add_column("class")
    for heading in ("examples", "precision", "recall", "F1"):
        table.add_column(heading, justify="right")
    for row in by_class(np.array(event.confusion), event.labels):
        figures = (row.precision, row.recall, row.f1)
        table.add_row(
            in_line(row.label), str(row.examples), *(f"{figure:.1%}" for figure in figures)
        )
    return table
