"""`lr-test`: the learning rate of a training, sought by a range test."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from workbench.activities.range_test.spec import LearningRateTestSpec, lr_test_of
from workbench.activities.spec import load_spec
from workbench.cli.output import print_json, print_table, printing
from workbench.cli.paths import NewFile, SomePath
from workbench.cli.shell import Interruption, common, opened, performed, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.errors import WorkbenchError
from workbench.events import Outcome, RunEnded
from workbench.interruption import INTERRUPTED
from workbench.project import Project
from workbench.spec import LARGEST
from workbench.store.files.named import write_file

if TYPE_CHECKING:
    from workbench.activities.range_test.result import LearningRateTest


@click.command("lr-test")
@click.argument("spec_file", metavar="SPEC", type=SomePath(dir_okay=False))
@click.option("--set", "overrides", multiple=True, metavar="NAME=VALUE")
@click.option("--low", type=float, help="The learning rate of the first step.")
@click.option("--high", type=float, help="The learning rate of the last step.")
@click.option("--steps", type=click.IntRange(1, LARGEST), help="How many steps, 100 by default.")
@click.option("--smoothing", type=float, help="The weight of the moving average, 0.8 by default.")
@click.option(
    "--stop-at", type=float, help="End at so many times the lowest smoothed loss, 4 by default."
)
@click.option("--csv", "out", type=NewFile(".csv"), help="Also write every step to a CSV file.")
@common
def lr_test(
    spec_file: Path,
    overrides: tuple[str, ...],
    out: Path | None,
    folder: Path | None,
    as_json: bool,
    **settings: float | None,
) -> None:
    """Find the learning rate of a training: its first steps with a rate that grows at each.

    SPEC is the file of a training, or of a test. No model is made.
    """
    asked = {name: value for name, value in settings.items() if value is not None}
    with wrong_usage():
        spec = lr_test_of(load_spec(spec_file, overrides), asked)
    with opened(folder) as project, Interruption.caught() as interruption:
        test = _tested(project, spec, interruption)
    if out is not None:
        write_file(out, test.as_csv().encode("utf-8-sig"))
    if as_json:
        print_json(test.as_plain())
        return
    _print(test)


def _tested(
    project: Project, spec: LearningRateTestSpec, interruption: Interruption
) -> "LearningRateTest":
    """Make the run, showing people how far it is, and give what it found."""
    attempt = project.start(spec, interruption.control)
    with printing(as_json=False) as printer:
        for event in performed(project, attempt):
            if not isinstance(event, RunEnded):
                printer.show(event)
            elif interruption.happened:
                sys.exit(INTERRUPTED)
            elif event.outcome is not Outcome.FINISHED:
                raise WorkbenchError(event.words.template, **event.words.values)
    return project.saved_run(attempt.id).lr_test()


def _print(test: "LearningRateTest") -> None:
    table = Table()
    for heading in ("step", "learning rate", "loss", "smoothed loss"):
        table.add_column(heading, justify="right")
    for step, rate, loss, smoothed in test.rows():
        table.add_row(str(step), f"{rate:.3g}", f"{loss:.4f}", f"{smoothed:.4f}")
    print_table(table)
    for sentence in test.sentences():
        say(in_line(str(sentence)))
