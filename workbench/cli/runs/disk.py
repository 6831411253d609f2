"""`disk`: what runs take on the disk, and which of them could go."""

from pathlib import Path

import click
from rich.table import Table

from workbench.cli.output import print_json, print_table
from workbench.cli.shell import common, opened
from workbench.cli.shown import in_line, say
from workbench.project.runs.disk_use import RunDiskUse


@click.command()
@click.option("--proposed", is_flag=True, help="Only what could go.")
@click.option("--clean", is_flag=True, help="Move what could go to the project's bin.")
@common
def disk(proposed: bool, clean: bool, folder: Path | None, as_json: bool) -> None:
    """The bytes of each run, largest first, and why some could go: nothing is erased.

    Never proposed is what is pinned, at work, read by another run, or the best or only model of its
    kind on its text.
    """
    with opened(folder) as project:
        project.catalogue.take_all_in()
        used = sorted(project.run_table.disk_use(), key=lambda one: -one.bytes)
        shown = [one for one in used if one.why is not None] if proposed or clean else used
        if clean:
            for one in shown:
                project.catalogue.delete(one.row.record)
    if as_json:
        for one in shown:
            print_json(_plain(one, moved=clean))
        return
    table = Table("id", "name")
    table.add_column("bytes", justify="right")
    table.add_column("could go, because")
    for one in shown:
        run, why = one.row.record, "" if one.why is None else str(one.why)
        table.add_row(run.id, in_line(run.name), f"{one.bytes:,}", in_line(why))
    print_table(table)
    could_go = [one.bytes for one in used if one.why is not None]
    total = sum(one.bytes for one in used)
    done = "were moved to the bin" if clean else "could go"
    say(
        f"{total:,} bytes in {len(used)} runs; {sum(could_go):,} in {len(could_go)} of them {done}",
        err=True,
    )


def _plain(one: RunDiskUse, *, moved: bool) -> dict[str, object]:
    return {
        "id": one.row.record.id,
        "name": one.row.record.name,
        "bytes": one.bytes,
        "why": "" if one.why is None else str(one.why),
        "in_bin": moved,
    }
