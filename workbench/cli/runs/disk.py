"""`disk`: what runs take on the disk, and which of them and of their checkpoints could go."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.table import Table

from workbench.cli.output import print_json, print_table
from workbench.cli.shell import common, opened, warn
from workbench.cli.shown import in_line, say
from workbench.project.run_table.cleaning import DiskUse
from workbench.project.run_table.disk_use import RunDiskUse
from workbench.store.bin import BinnedItem
from workbench.store.records import RunRecord


@click.command()
@click.option("--proposed", is_flag=True, help="Only what could go.")
@click.option("--clean", is_flag=True, help="Move what could go to the project's bin.")
@click.option("--undo", is_flag=True, help="Put back what the last cleaning moved.")
@common
def disk(proposed: bool, clean: bool, undo: bool, folder: Path | None, as_json: bool) -> None:
    """The bytes of each run, and which runs and checkpoints could go: nothing is erased.

    Never proposed is what is pinned, at work, read by another run, or the best or only model of its
    kind on its text, nor a run with a pinned checkpoint or a noted step; of checkpoints the best,
    last or only one, and what something was made of.
    """
    if undo and (clean or proposed):
        raise click.UsageError("--undo puts back, --clean and --proposed look for what could go")
    with opened(folder) as project:
        project.catalogue.take_all_in()
        if undo:
            _put_back(project.run_table.undo_cleaning(), as_json)
            return
        used = sorted(project.run_table.disk_use(), key=lambda one: -one.bytes)
        single = sorted(project.run_table.checkpoints_to_go(), key=lambda one: -one.bytes)
        could_go: list[DiskUse] = [*(one for one in used if one.why is not None), *single]
        moved: set[str] = set()
        for item in project.run_table.clean(could_go) if clean else ():
            if isinstance(item, BinnedItem):
                moved.add(item.name if item.sort == "checkpoint" else item.id)
            else:
                warn([item.words])
    everything: list[DiskUse] = [*used, *single]
    shown = could_go if proposed or clean else everything
    if as_json:
        for one in shown:
            print_json(_plain(one, moved))
        return
    _print(shown)
    size = sum(one.bytes for one in could_go)
    say(
        f"{sum(one.bytes for one in used):,} bytes in {_counted(len(used), 'run')}; {size:,} in "
        f"{_counted(len(could_go) - len(single), 'run')} and "
        f"{_counted(len(single), 'single checkpoint')} could go"
        + (f"; {len(moved)} of them were moved to the bin, `disk --undo` puts them back" * clean),
        err=True,
    )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _put_back(items: Iterator[BinnedItem], as_json: bool) -> None:
    for item in items:
        if as_json:
            print_json({"name": item.name, "sort": str(item.sort), "in_bin": False})
        else:
            say(f"put back: {in_line(item.name)}")


def _print(shown: Sequence[DiskUse]) -> None:
    table = Table("id", "name")
    table.add_column("bytes", justify="right")
    table.add_column("could go, because")
    for one in shown:
        why = "" if one.why is None else str(one.why)
        table.add_row(_run(one).id, in_line(_name(one)), f"{one.bytes:,}", in_line(why))
    print_table(table)


def _run(one: DiskUse) -> RunRecord:
    return one.row.record if isinstance(one, RunDiskUse) else one.run


def _name(one: DiskUse) -> str:
    return one.row.record.name if isinstance(one, RunDiskUse) else one.reference


def _plain(one: DiskUse, moved: set[str]) -> dict[str, object]:
    return {
        "id": _run(one).id,
        "name": _name(one),
        "step": None if isinstance(one, RunDiskUse) else one.record.step,
        "bytes": one.bytes,
        "why": "" if one.why is None else str(one.why),
        "in_bin": (_run(one).id if isinstance(one, RunDiskUse) else one.reference) in moved,
    }
