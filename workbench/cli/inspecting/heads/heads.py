"""`heads`: what each attention head does, on a text or over a corpus."""

import sys
from pathlib import Path

import click
from rich.table import Table

from workbench.cli.inspecting.result_option import result_option, write_out
from workbench.cli.output import print_json, print_table
from workbench.cli.shell import common, opened, warn, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.errors import BadInput
from workbench.inspection.heads.page import summary
from workbench.inspection.heads.spec import ASKED_STAGES, DEFAULT_STAGES, label_text
from workbench.inspection.heads.table import HeadMeasurements, HeadsProgress, MeasuredHead
from workbench.inspection.heads.written import head_row
from workbench.spec import LARGEST

_DIGITS = 3


@click.command()
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--teacher", default="", help="Its teacher: adds the divergence of matched heads.")
@click.option("--text", default="", help="The text to read.")
@click.option("--corpus", default="", help="The corpus whose validation part is read instead.")
@click.option(
    "--passages",
    type=click.IntRange(1, LARGEST),
    default=100,
    show_default=True,
    help="How many passages of a corpus are read; values are means over them.",
)
@click.option(
    "--tokens",
    type=click.IntRange(2, LARGEST),
    default=256,
    show_default=True,
    help="How many tokens a passage of a corpus has.",
)
@click.option(
    "--measures",
    multiple=True,
    type=click.Choice([*(stage.value for stage in ASKED_STAGES), "none"]),
    default=[stage.value for stage in DEFAULT_STAGES],
    show_default=True,
    help="What is measured beside the attention; may be given several times. Ablation reads all "
    "passages anew for each head.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, LARGEST),
    default=0,
    show_default=True,
    help="Draws the random tokens of the induction score, and those that a BERT is to fill in.",
)
@result_option
@common
def heads(
    model: str,
    teacher: str,
    text: str,
    corpus: str,
    passages: int,
    tokens: int,
    measures: tuple[str, ...],
    seed: int,
    out: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """What each attention head of a model does: entropy, shares, scores, and a label in words."""
    with wrong_usage():
        if bool(text) == bool(corpus):
            raise BadInput("heads are measured on a text or on a corpus; name one of the two")
    measured: HeadMeasurements | None = None
    with opened(folder) as project:
        asked = project.model(model)
        measuring = asked.heads if not teacher else project.model(teacher).versus(asked).heads
        for step in measuring(
            text,
            corpus=corpus,
            passages=passages,
            tokens=tokens,
            measures=[one for one in measures if one != "none"],
            seed=seed,
        ):
            if isinstance(step, HeadMeasurements):
                measured = step
            else:
                _show_progress(step)
        assert measured is not None
        models = {"teacher": project.model(teacher), "student": asked} if teacher else {}
        write_out(measured, out, text, models or {"model": asked})
    _show(measured, as_json)


def _show(measured: HeadMeasurements, as_json: bool) -> None:
    warn(measured.notes)
    if as_json:
        for head in measured.heads:
            print_json({"model": measured.model, "step": measured.step, **head_row(head)})
        return
    say(in_line(summary(measured)))
    table = Table("layer", "head")
    for measure in measured.measures:
        table.add_column(str(measure.title), justify="right")
    table.add_column("label")
    for head in measured.heads:
        table.add_row(*_cells(measured, head))
    print_table(table)


def _cells(measured: HeadMeasurements, head: MeasuredHead) -> list[str]:
    values = (head.values[one.name] for one in measured.measures)
    figures = ("–" if value is None else f"{value:.{_DIGITS}f}" for value in values)
    return [str(head.layer), str(head.head), *figures, label_text(head.labels)]


def _show_progress(progress: HeadsProgress) -> None:
    """A line that is written over, for people at a terminal."""
    if sys.stderr.isatty():
        told = f"{progress.stage}: {progress.done:,} of {progress.total:,}"
        click.echo(f"\r{told:60}", err=True, nl=False)
        if progress.done == progress.total:
            say(err=True)
