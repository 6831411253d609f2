"""`promote`: a checkpoint as a model of its own, if it is not worse than the present best one."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from rich.table import Table

from workbench.activities.spec import AverageSpec
from workbench.cli.output import print_json, print_table
from workbench.cli.runs.checkpoints import make_model, with_corpus, with_name, with_no_worse_than
from workbench.cli.shell import common, opened
from workbench.errors import BadInput
from workbench.inspection.comparison.promotion import MEASURES, PromotionCheck
from workbench.project.project import Project
from workbench.spec import validate


@click.command()
@click.argument("checkpoint", metavar="MODEL@STEP")
@with_name
@with_corpus
@with_no_worse_than
@click.option(
    "--if-not-worse",
    "best",
    is_flag=False,
    flag_value="@best",
    default="",
    metavar="[MODEL]",
    help="Compare first, and only make it if it is not worse than this model; its own best "
    "checkpoint if none is named.",
)
@click.option(
    "--on",
    "measures",
    type=click.Choice(MEASURES),
    multiple=True,
    help="What is compared, once or several times; by default the validation text.",
)
@click.option("--probe", "probes", multiple=True, help="A sentence for --on probes.")
@common
def promote(
    checkpoint: str,
    name: str,
    corpus: str,
    no_worse_than: str,
    best: str,
    measures: tuple[str, ...],
    probes: tuple[str, ...],
    folder: Path | None,
    as_json: bool,
) -> None:
    """Make a model of its own of a checkpoint, if it is no worse than another one."""
    if (measures or probes) and not best:
        raise click.UsageError("--on and --probe say what --if-not-worse compares; give that too")
    because = ""
    if best:
        with opened(folder) as project:
            asked = {"corpus": corpus, "measures": measures or ("validation",), "probes": probes}
            check = _checked(project, checkpoint, best.removeprefix("@best"), asked)
        _print(check, as_json)
        if not check.is_not_worse:
            raise BadInput(check.verdict.template, **check.verdict.values)
        because = str(check.verdict)
    plain = {
        "name": name,
        "checkpoints": (checkpoint,),
        "corpus": corpus,
        "no_worse_than": no_worse_than,
        "because": because,
    }
    make_model(validate(AverageSpec, plain), folder, as_json)


def _checked(
    project: Project, checkpoint: str, best: str, asked: Mapping[str, object]
) -> PromotionCheck:
    steps: Iterator[PromotionCheck] = project.model(checkpoint).promotion(best, **asked)
    *_, check = steps
    return check


def _print(check: PromotionCheck, as_json: bool) -> None:
    if as_json:
        for row in check.rows:
            print_json(
                {
                    "measure": row.measure,
                    "count": row.count,
                    check.candidate: row.candidate,
                    check.best: row.best,
                    "is_not_worse": row.is_not_worse,
                }
            )
        return
    table = Table("measured on")
    for heading in ("of", check.candidate, check.best):
        table.add_column(heading, justify="right")
    table.add_column("")
    for row in check.rows:
        figures = (f"{row.count:,}", f"{row.candidate:.4f}", f"{row.best:.4f}")
        told = "not worse" if row.is_not_worse else "worse"
        table.add_row(str(row.title), *figures, told)
    print_table(table)
