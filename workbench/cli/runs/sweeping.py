"""`sweep` and `recipe`: many distillations at once, and published ones to start from."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from workbench.cli.output import print_json, print_table, printing
from workbench.cli.paths import SomePath
from workbench.cli.shell import (
    Interruption,
    common,
    opened,
    performed,
    warn,
    wrong_usage,
)
from workbench.cli.shown import in_line, say
from workbench.distillation.recipes import RECIPES
from workbench.errors import BadInput, WorkbenchError
from workbench.interruption import INTERRUPTED
from workbench.metrics import metric
from workbench.plans.sweep import Result, SweepSpec, best_of, failed_of, next_of
from workbench.plans.sweep_importance import importances
from workbench.project import Project
from workbench.spec import to_toml, validate
from workbench.store.migration import read_spec_file


@click.command()
@click.argument("spec_file", type=SomePath(dir_okay=False))
@click.option("--set", "overrides", multiple=True, metavar="NAME=VALUE")
@common
def sweep(spec_file: Path, overrides: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Make the runs of a sweep that are not made yet, and compare them all."""
    with wrong_usage():
        plain = read_spec_file(spec_file, overrides)
        if plain.get("kind", "sweep") != "sweep":
            raise BadInput("{path} is no sweep; use the verb run", path=spec_file)
        spec = validate(SweepSpec, plain, spec_file.name)
    with opened(folder) as project, Interruption.caught() as interruption:
        project.plans.keep_sweep(spec)
        warn(project.damaged())  # a run that does not tell what it belongs to is made again
        while (due := next_of(spec, project.plans.sweep_results(spec))) is not None:
            _perform(project, spec, due, interruption, as_json)
            if interruption.happened:
                raise SystemExit(INTERRUPTED)
        results = project.plans.sweep_results(spec)
    if as_json:
        runs = [_plain(result) for result in results]
        shares = [asdict(one) for one in importances(results)]
        print_json({"sweep": spec.name, "runs": runs, "importances": shares})
    else:
        _show(spec, results)
    _say_what_failed(results)


def _perform(
    project: Project, spec: SweepSpec, due: Result, interruption: Interruption, as_json: bool
) -> None:
    """One run to its end; a failed one says why, is left behind, and is named in the end."""
    if due.run:
        attempt = project.resume(due.run, interruption.control)
    else:
        attempt = project.start(project.plans.sweep_run(spec, due.planned), interruption.control)
    with printing(as_json) as printer:
        for event in performed(project, attempt):
            printer.show(event)


def _plain(result: Result) -> dict[str, object]:
    return {
        "run": result.run,
        "name": result.name,
        "status": result.status.value if result.status else "",
        "values": dict(result.planned.values),
        "figure": result.figure,
    }


def _show(spec: SweepSpec, results: Sequence[Result]) -> None:
    best, measure = best_of(spec, results), metric(spec.metric)
    table = Table("run", *(in_line(varied.name) for varied in spec.varied), "status")
    table.add_column(measure.phrase, justify="right")
    for result in results:
        mark = " ←" if result is best else ""
        status = result.status.value if result.status else ""
        values = (value for _, value in result.planned.values)
        table.add_row(
            in_line(result.name),
            *map(in_line, values),
            status,
            f"{measure.text(result.figure)}{mark}",
        )
    print_table(table)
    for one in importances(results):
        said = "too few runs to tell" if one.share is None else f"{one.share:.0%}"
        say(in_line(f"share of the differences behind {one.name}: {said}"))


def _say_what_failed(results: Sequence[Result]) -> None:
    """Raise WorkbenchError, which names them and what to do, where runs of the sweep failed."""
    if failed := failed_of(results):
        raise WorkbenchError(
            "{count} of the {total} runs failed and are not compared: {failed}; go on with each by "
            "`resume RUN`, and then call `sweep` again",
            count=len(failed),
            total=len(results),
            failed=", ".join(f"'{result.name}' ({result.run})" for result in failed),
        )


@click.command()
@click.argument("name", type=click.Choice([recipe.name for recipe in RECIPES]))
@click.option("--teacher", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--corpus", required=True, help="The text to learn from.")
@common
def recipe(name: str, teacher: str, corpus: str, folder: Path | None, as_json: bool) -> None:
    """Write the spec of a published recipe for a teacher on standard output."""
    with opened(folder) as project:
        spec = project.model(teacher).recipe(name, corpus=corpus)
    if as_json:
        print_json(spec.model_dump(mode="json"))
    else:
        say(to_toml(spec), nl=False)
