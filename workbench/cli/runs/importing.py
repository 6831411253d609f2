"""`import-runs`: the curves of other tools' runs, beside those of the project."""

from pathlib import Path

import click

from workbench.activities.spec import ImportRunSpec
from workbench.cli.output import print_json, printing
from workbench.cli.paths import SomePath
from workbench.cli.runs.following import leave
from workbench.cli.shell import Interruption, common, opened, performed, warn
from workbench.cli.shown import in_line, say
from workbench.errors import BadInput
from workbench.events import Outcome, RunEnded
from workbench.plans.imported_runs import RunsToImport
from workbench.project import Project


@click.command("import-runs")
@click.argument("source", type=SomePath())
@click.option("--name", default="", help="What the run will be called, where there is only one.")
@click.option("--list", "only_list", is_flag=True, help="Tell which runs there are; take none.")
@common
def import_runs(
    source: Path, name: str, only_list: bool, folder: Path | None, as_json: bool
) -> None:
    """Take over the curves of TensorBoard's event files (a run for each folder) or of a CSV."""
    with opened(folder, create=True) as project, Interruption.caught() as interruption:
        project.catalogue.take_all_in()
        found = _named(project.plans.imported_runs(source.absolute()), name)
        warn(found.notes)
        if only_list:
            for spec in found.specs:
                _tell(spec, as_json)
            return
        ended = [
            end for spec in found.specs if (end := _end_of(project, spec, interruption, as_json))
        ]
    failed = [end for end in ended if end.outcome is Outcome.FAILED]
    leave(next(iter(failed), None), interrupted=interruption.happened, as_json=as_json)


def _end_of(
    project: Project, spec: ImportRunSpec, interruption: Interruption, as_json: bool
) -> RunEnded | None:
    """Take a run over; what fails of one keeps none of the others from it."""
    if interruption.happened:
        return None
    ended: RunEnded | None = None
    with printing(as_json) as printer:
        for event in performed(project, project.start(spec, interruption.control)):
            printer.show(event)
            ended = event if isinstance(event, RunEnded) else ended
    return ended


def _tell(spec: ImportRunSpec, as_json: bool) -> None:
    if as_json:
        print_json(spec.model_dump())
    else:
        say(in_line(f"{spec.name}: {spec.path}{f' ({spec.run})' if spec.run else ''}"))


def _named(found: RunsToImport, name: str) -> RunsToImport:
    if not name:
        return found
    if len(found.specs) > 1:
        raise BadInput(
            "there are {count} runs, which cannot all be called '{name}'; leave the name out, and "
            "rename them later",
            count=len(found.specs),
            name=name,
        )
    return RunsToImport((found.specs[0].model_copy(update={"name": name}),), found.notes)
