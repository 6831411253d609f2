"""`compare` and `report`: the comparison of chosen models, and one as a page or a table."""

from pathlib import Path

import click

from workbench.activities.evaluate.report_page import check_name
from workbench.cli.output import print_json
from workbench.cli.paths import SomePath
from workbench.cli.running import follow_attempt
from workbench.cli.shell import Interruption, common, opened, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.project import Project

_page = click.option(
    "--out",
    required=True,
    type=SomePath(dir_okay=False),
    help="A file ending in .html or .csv.",
)


@click.command()
@click.argument("models", nargs=-1, required=True)
@click.option("--teacher", default="", help="Where the models' runs tell none.")
@click.option("--corpus", default="", help="Where the models' runs tell none.")
@_page
@common
def compare(
    models: tuple[str, ...],
    teacher: str,
    corpus: str,
    out: Path,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Measure MODELS on the same text beside their teacher and controls, and write the report.

    A model is NAME[@best|@last|@STEP].
    """
    with wrong_usage():
        check_name(out)
    with opened(folder) as project, Interruption.caught() as interruption:
        spec = project.plans.comparison(models, teacher=teacher, corpus=corpus)
        attempt = project.start(spec, interruption.control)
        follow_attempt(project, attempt, interruption, as_json)
        _write(project, attempt.id, out, as_json)


@click.command()
@click.argument("run_id", metavar="RUN")
@_page
@common
def report(run_id: str, out: Path, folder: Path | None, as_json: bool) -> None:
    """Write a comparison as one self-contained page, or as a table."""
    with opened(folder) as project:
        _write(project, run_id, out, as_json)


def _write(project: Project, run_id: str, out: Path, as_json: bool) -> None:
    project.saved_run(run_id).write_report(out.absolute())
    if as_json:
        print_json({"run": run_id, "out": str(out)})
    else:
        say(in_line(str(out)))
