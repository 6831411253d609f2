"""`lineage`: what was made from what."""

from dataclasses import asdict
from pathlib import Path

import click

from workbench.cli.output import print_json
from workbench.cli.shell import common, opened
from workbench.cli.shown import in_line, say


@click.command()
@click.argument("run", default="")
@common
def lineage(run: str, folder: Path | None, as_json: bool) -> None:
    """What was made from what, sources first: all of a project, or what a run comes from and led
    to."""
    with opened(folder) as project:
        of = project.saved_run(run).record if run else ""
        found = project.run_table.lineage(of)
    if not as_json:
        for line in found.lines():
            say(in_line(line))
        return
    for node in found.nodes:
        sources = [
            {"role": one.role, "key": one.source} for one in found.edges if one.target == node.key
        ]
        print_json({"key": node.key, **asdict(node), "sources": sources})
