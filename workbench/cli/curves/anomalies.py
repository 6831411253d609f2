"""`anomalies`: what stands out in the curves of a run."""

from pathlib import Path

import click

from workbench.cli.output import print_json
from workbench.cli.shell import common, opened
from workbench.cli.shown import in_line, say


@click.command()
@click.argument("run")
@common
def anomalies(run: str, folder: Path | None, as_json: bool) -> None:
    """What stands out in a run's curves, with the evidence and what to change; often nothing."""
    with opened(folder) as project:
        found = project.saved_run(run).anomalies()
    if as_json:
        print_json({"run": run, "anomalies": [one.as_plain() for one in found]})
        return
    for one in found:
        setting = f" ({one.setting})" if one.setting else ""
        say(in_line(f"step {one.step}: {one.words}{setting}"))
    if not found:
        say("nothing stands out")
