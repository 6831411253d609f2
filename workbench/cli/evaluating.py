"""`evaluate`: models measured on a corpus, and their figures taken apart."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from workbench.activities.evaluate.breakdown_tables import BreakdownTable, breakdown_tables
from workbench.activities.spec import EvaluateSpec
from workbench.cli.output import print_json, printing
from workbench.cli.shell import Interruption, common, opened, performed
from workbench.cli.shown import in_line, say
from workbench.errors import WorkbenchError
from workbench.events import Outcome, ReportReady, ReportRow, RunEnded
from workbench.interruption import INTERRUPTED
from workbench.metrics import REPORT
from workbench.project import Project
from workbench.spec import validate
from workbench.words import text_width


@click.command()
@click.option(
    "--model", "models", required=True, multiple=True, help="NAME[@best|@last|@STEP]; or several."
)
@click.option("--teacher", default="", help="Measure agreement and KL against this model.")
@click.option(
    "--corpus",
    "corpora",
    multiple=True,
    help="The text to score; or several. Without: each that the first model learnt from.",
)
@click.option(
    "--split", type=click.Choice(["train", "validation"]), default="validation", show_default=True
)
@click.option(
    "--details",
    is_flag=True,
    help="Also by document, position, frequency, rank and confidence; with --json always.",
)
@common
def evaluate(
    models: tuple[str, ...],
    teacher: str,
    corpora: tuple[str, ...],
    split: str,
    details: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Loss, perplexity, bits per byte, size and speed of models on a corpus, or on each of several.

    Of several models also by how much each two differ on the same tokens, with the interval over
    documents. For a page, with teacher and controls beside: `compare`.
    """
    models = tuple(dict.fromkeys(models))
    with opened(folder) as project, Interruption.caught() as interruption:
        texts = tuple(dict.fromkeys(corpora)) or _learnt_from(project, models[0])
        for corpus in texts:
            spec = _evaluation(models, teacher, corpus, split)
            report = _evaluated(project, spec, interruption)
            if as_json:
                _print_rows(report)
            else:
                _say_report(report, details, named=len(texts) > 1)


def _learnt_from(project: Project, model: str) -> tuple[str, ...]:
    return tuple(one.corpus for one in project.plans.comparisons([model]))


def _evaluation(models: Sequence[str], teacher: str, corpus: str, split: str) -> EvaluateSpec:
    return validate(
        EvaluateSpec,
        {
            "name": f"{models[0].partition('@')[0]} on {corpus}"[:80],
            "corpus": corpus,
            "split": split,
            "candidates": [{"model": model} for model in models],
            "teacher": teacher,
            "baseline": False,
        },
    )


def _say_report(report: ReportReady, details: bool, *, named: bool) -> None:
    """The figures for people; `named` by the corpus where there are several."""
    if named:
        say("")
        say(in_line(report.corpus))
    for row in report.rows:
        _say_row(row, named=len(report.rows) > 1)
    shown = report.breakdowns if details else ()
    for table in breakdown_tables(shown, report.differences):
        _say_table(table)


def _print_rows(report: ReportReady) -> None:
    """A line a model, with how it differs from the others."""
    for row, taken_apart in zip(report.rows, report.breakdowns, strict=True):
        metrics = {k: v for k, v in row.model_dump().items() if isinstance(v, int | float)}
        pairs = (one for one in report.differences if row.model in (one.first, one.second))
        told: dict[str, Any] = {"model": row.model, "corpus": report.corpus, "metrics": metrics}
        told["breakdown"] = taken_apart.model_dump(exclude={"model"})
        print_json({**told, "differences": [one.model_dump() for one in pairs]})


def _say_row(row: ReportRow, *, named: bool) -> None:
    if named:
        say("")
        say(in_line(row.model))
    for one in REPORT:
        value = getattr(row, one.name)
        if value is not None:
            say(f"{one.phrase:>17}: {one.text(value)}")


def _say_table(table: BreakdownTable) -> None:
    """Columns as wide as what stands in them."""
    lines = [tuple(map(str, line)) for line in (table.columns, *table.rows)]
    widths = [max(map(_letters, column)) for column in zip(*lines, strict=True)]
    say("")
    say(in_line(str(table.title)))
    for line in lines:
        say(in_line("  ".join(_right(line, widths))))
    say(in_line(str(table.about)))


def _right(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [" " * (width - _letters(cell)) + cell for cell, width in zip(line, widths, strict=True)]


def _letters(text: str) -> int:
    return round(text_width(text, 1))


def _evaluated(project: Project, spec: EvaluateSpec, interruption: Interruption) -> ReportReady:
    """Run the evaluation, showing people how far it is, and give its report."""
    report: ReportReady | None = None
    with printing(as_json=False) as printer:
        for event in performed(project, project.start(spec, interruption.control)):
            if isinstance(event, ReportReady):
                report = event
            elif isinstance(event, RunEnded) and interruption.happened:
                sys.exit(INTERRUPTED)
            elif isinstance(event, RunEnded) and event.outcome is not Outcome.FINISHED:
                raise WorkbenchError(event.words.template, **event.words.values)
            elif not isinstance(event, RunEnded):
                printer.show(event)
    assert report is not None
    return report
