"""`evaluate`, `estimate` and `doctor`: looking at models, runs and the machine."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.activities.evaluate.breakdown_tables import BreakdownTable, breakdown_tables
from workbench.activities.spec import EvaluateSpec, load_spec
from workbench.cli.output import print_json, printing
from workbench.cli.paths import SomePath
from workbench.cli.running import minutes_there_are, planned_by_minutes
from workbench.cli.shell import Interruption, common, opened, performed, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.events import Outcome, ReportReady, RunEnded
from workbench.interruption import INTERRUPTED
from workbench.metrics import REPORT
from workbench.project import Project
from workbench.spec import validate
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.spec import PretrainSpec

if TYPE_CHECKING:
    from workbench.activities.estimate.estimate import Estimate
    from workbench.activities.finetune.preview import ExamplesPreview


@click.command()
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--teacher", default="", help="Measure agreement and KL against this model.")
@click.option("--corpus", required=True, help="The text to score.")
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
    model: str,
    teacher: str,
    corpus: str,
    split: str,
    details: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Loss, perplexity, bits per byte, size and speed of a model on a corpus.

    For several models side by side: `compare`.
    """
    spec = validate(
        EvaluateSpec,
        {
            "name": f"{model.partition('@')[0]} on {corpus}"[:80],
            "corpus": corpus,
            "split": split,
            "candidates": [{"model": model}],
            "teacher": teacher,
            "baseline": False,
        },
    )
    with opened(folder) as project, Interruption.caught() as interruption:
        report = _evaluated(project, spec, interruption)
    row = report.rows[0]
    if as_json:
        metrics = {k: v for k, v in row.model_dump().items() if isinstance(v, int | float)}
        taken_apart = report.breakdowns[0].model_dump(exclude={"model"})
        told = {"model": row.model, "corpus": corpus, "metrics": metrics}
        print_json({**told, "breakdown": taken_apart})
    else:
        for one in REPORT:
            value = getattr(row, one.name)
            if value is not None:
                say(f"{one.phrase:>17}: {one.text(value)}")
        for table in breakdown_tables(report.breakdowns) if details else ():
            _say_table(table)


def _say_table(table: BreakdownTable) -> None:
    """Columns as wide as what stands in them."""
    lines = [tuple(map(str, line)) for line in (table.columns, *table.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    say("")
    say(in_line(str(table.title)))
    for line in lines:
        cells = (f"{cell:>{width}}" for cell, width in zip(line, widths, strict=True))
        say(in_line("  ".join(cells)))
    say(in_line(str(table.about)))


def _evaluated(project: Project, spec: EvaluateSpec, interruption: Interruption) -> ReportReady:
    """Run the evaluation, showing people how far it is, and give its report of one model."""
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


@click.command()
@click.argument("spec_file", type=SomePath(dir_okay=False))
@click.option("--set", "overrides", multiple=True, metavar="NAME=VALUE")
@minutes_there_are
@click.option(
    "--measure", is_flag=True, help="Take some steps with random tokens, for a time to rely on."
)
@common
def estimate(
    spec_file: Path,
    overrides: tuple[str, ...],
    minutes: float | None,
    measure: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """What a run would cost: parameters, FLOPs a step, memory, disk, time.

    For a fine-tuning also its first examples, what is learnt of them, and what is amiss.
    """
    with wrong_usage():
        spec = load_spec(spec_file, overrides)
    with opened(folder) as project:
        spec = planned_by_minutes(project, spec, minutes)
        if measure and isinstance(spec, PretrainSpec | DistillSpec):
            cost = project.preview(spec).measured_estimate()
        else:
            cost = project.preview(spec).estimate()
        examples = _examples(project, spec) if isinstance(spec, FinetuneSpec) else None
    figures = asdict(cost)
    for warning in _warnings(cost):
        say(f"warning: {warning}", err=True)
    if as_json:
        print_json(figures if examples is None else figures | _examples_row(examples))
    else:
        for name, value in figures.items():
            if not isinstance(value, bool):
                known = "depends on the amount of text" if value is None else f"{value:,.0f}"
                say(f"{name:>16}: {known}")
        if examples is not None:
            _say_examples(examples)


def _warnings(cost: "Estimate") -> Iterator[str]:
    if not cost.fits:
        yield (
            "this needs more memory than is free; halve the micro-batch and double the "
            "accumulation, which keeps the batch as it is"
        )
    if not cost.fits_disk:
        yield "this needs more disk than is free; keep fewer checkpoints, or make room"
    if cost.disk_is_least:
        yield (
            "more checkpoints are kept than disk_bytes counts: how many, the amount of text decides"
        )


def _examples(project: Project, spec: FinetuneSpec) -> "ExamplesPreview | None":
    """What is learnt from; a cost is told without its tables too."""
    try:
        return project.preview(spec).examples()
    except WorkbenchError as error:
        say(f"warning: {error}", err=True)
        return None


def _examples_row(preview: "ExamplesPreview") -> dict[str, Any]:
    """What a fine-tuning would learn from: the pieces of each example, and which are learnt."""
    return {
        "train_examples": preview.train,
        "validation_examples": preview.validation,
        "notes": [str(note) for note in preview.notes],
        "examples": [asdict(example) for example in preview.examples],
    }


def _say_examples(preview: "ExamplesPreview") -> None:
    say(f"{'examples':>16}: {preview.train:,} to learn from, {preview.validation:,} to measure on")
    for note in preview.notes:
        say(f"warning: {in_line(str(note))}", err=True)
    for example in preview.examples:
        say("")
        shown = (f"[{piece.text}]" if piece.is_learnt else piece.text for piece in example.pieces)
        say(in_line(" ".join(shown)) + (f"  → {in_line(example.label)}" if example.label else ""))
    if any(piece.is_learnt for example in preview.examples for piece in example.pieces):
        say("")
        say("what stands in [brackets] is learnt, the rest is only read")


@click.command()
@common
def doctor(folder: Path | None, as_json: bool) -> None:
    """Versions, devices, precision and the window's platform on this machine."""
    from workbench.activities.doctor import findings  # with torch

    facts = findings()
    if as_json:
        print_json(facts)
    else:
        for name, value in facts.items():
            say(f"{name:>20}: {value}")
