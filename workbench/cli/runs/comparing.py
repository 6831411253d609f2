"""`diff` and `reproduce`: in what runs differ, and how one is made again."""

from pathlib import Path

import click
from rich.table import Table

from workbench.cli.output import print_json, print_table
from workbench.cli.shell import common, opened, warn, wrong_usage
from workbench.cli.shown import in_line, say


@click.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN RUN…")
@common
def diff(runs: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Settings, sources and versions of two or more runs side by side: only what differs."""
    with opened(folder) as project, wrong_usage():
        records = [project.saved_run(run).record for run in runs]
        compared = project.run_table.differences(records)
    if as_json:
        for one in compared.differences:
            print_json({"part": one.part, "name": one.name, "values": list(one.values)})
        return
    table = Table("", *map(in_line, compared.runs))
    for one in compared.differences:
        table.add_row(in_line(one.name), *(in_line(_shown(value)) for value in one.values))
    if compared.differences:
        print_table(table)
    say(f"{len(compared.differences)} differ, {compared.same} are the same", err=True)


def _shown(value: str | None) -> str:
    return "–" if value is None else value or '""'


@click.command()
@click.argument("run")
@common
def reproduce(run: str, folder: Path | None, as_json: bool) -> None:
    """Print the one command line that makes a run again, with what it ran on fixed."""
    with opened(folder) as project:
        again = project.run_table.reproduction(project.saved_run(run).record)
    if as_json:
        print_json({"command": again.command, "notes": [str(note) for note in again.notes]})
        return
    warn(again.notes)
    say(in_line(again.command))
