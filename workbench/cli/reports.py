"""`compare` and `report`: chosen models compared, and runs or a comparison as a page."""

from pathlib import Path

import click

from workbench.activities.evaluate.report_page import check_name
from workbench.activities.run_report.report import check_name as check_name_of_runs
from workbench.cli.output import print_json
from workbench.cli.paths import SomePath
from workbench.cli.runs.following import follow_attempt
from workbench.cli.shell import Interruption, common, opened, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.language import language as spoken
from workbench.project import Project

_page = click.option(
    "--out",
    required=True,
    type=SomePath(dir_okay=False),
    help="A file ending in .html, .pdf or (of a comparison) .csv.",
)
_language = click.option(
    "--language", default="en", show_default=True, help="Of the page, such as zh_CN."
)


@click.command()
@click.argument("models", nargs=-1, required=True)
@click.option("--teacher", default="", help="Where the models' runs tell none.")
@click.option("--corpus", default="", help="Instead of the text that they learnt from.")
@_page
@_language
@common
def compare(
    models: tuple[str, ...],
    teacher: str,
    corpus: str,
    out: Path,
    language: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Measure MODELS on the same text beside their teacher and controls, and write the report.

    A model is NAME[@best|@last|@STEP].
    """
    with wrong_usage():
        check_name(out)
        spoken(language)
    with opened(folder) as project, Interruption.caught() as interruption:
        spec, *others = project.plans.comparisons(models, teacher=teacher, corpus=corpus)
        attempt = project.start(spec, interruption.control)
        follow_attempt(project, attempt, interruption, as_json)
        _write(project, attempt.id, out, language, as_json)
        for other in others:
            say(
                f"not measured: {in_line(other.corpus)}, of the same mixture; name it by --corpus",
                err=True,
            )


@click.command()
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@_page
@_language
@common
def report(
    runs: tuple[str, ...], out: Path, language: str, folder: Path | None, as_json: bool
) -> None:
    """Write runs, or one comparison, as one self-contained page.

    Of runs it tells in words, curves, tables and texts what they came to, with their settings,
    the machine and the log, for readers who never saw this program.
    """
    with opened(folder) as project:
        if len(runs) == 1 and project.saved_run(runs[0]).record.kind == "evaluate":
            _write(project, runs[0], out, language, as_json)
            return
        with wrong_usage():
            check_name_of_runs(out)
            spoken(language)
        project.report(*runs, language=language).write(out.absolute())
    if as_json:
        print_json({"runs": list(runs), "out": str(out)})
    else:
        say(in_line(str(out)))


def _write(project: Project, run_id: str, out: Path, language: str, as_json: bool) -> None:
    project.saved_run(run_id).write_report(out.absolute(), language=language)
    if as_json:
        print_json({"run": run_id, "out": str(out)})
    else:
        say(in_line(str(out)))
